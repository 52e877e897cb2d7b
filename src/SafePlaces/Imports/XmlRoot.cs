using System.Xml;
using SafePlaces.Http;

namespace SafePlaces.Imports;

/// <summary>The first element of an XML file, by which its format is known.</summary>
sealed record XmlRoot(string Name, bool IsOsm, bool IsGml)
{
    /// <summary>
    /// From the beginning of the file. Throws 422 for one that declares a document type: no map needs one, and entities are
    /// declared there.
    /// </summary>
    public static XmlRoot Of(string head)
    {
        try
        {
            using var reader = XmlReader.Create(
                new StringReader(head),
                new()
                {
                    DtdProcessing = DtdProcessing.Prohibit,
                    XmlResolver = null,
                    CheckCharacters = false,
                }
            );
            reader.MoveToContent();
            // GML is XML of any name that uses its namespace; the descriptions of other sources that GDAL knows have none
            return new(
                reader.Name,
                reader is { LocalName: "osm", NamespaceURI: "" },
                reader.NamespaceURI.Length > 0
                    && !reader.LocalName.StartsWith("OGR", StringComparison.Ordinal)
                    && head.Contains("opengis.net/gml", StringComparison.Ordinal)
            );
        }
        catch (XmlException wrong)
        {
            throw Problem.Unprocessable(
                head.Contains("<!DOCTYPE", StringComparison.Ordinal)
                    ? "The XML file declares a document type, which is not read."
                    : $"The file is not XML that can be read: {wrong.Message.TrimEnd('.')}.",
                "Take <!DOCTYPE …> out of it, or write it anew with QGIS; nothing was imported."
            );
        }
    }
}

using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Npgsql;
using SafePlaces.Analysis.Crs;
using SafePlaces.Data;
using SafePlaces.Data.Items;
using SafePlaces.Formats;
using SafePlaces.Formats.GeoJson;

namespace SafePlaces.Ogc.Features.Formats;

/// <summary>
/// Features as CSV (RFC 4180): UTF-8, commas, CRLF, a header. It begins with a byte order mark, without which Excel spoils åäö.
/// Numbers and times are written as in GeoJSON; what is null is empty, an empty text is <c>""</c>. Text that a spreadsheet would
/// take for a formula (it begins with = + - @, a tab or a line break, whatever blank or invisible characters stand before) gets an
/// apostrophe before it.
/// Points are two columns, named and ordered as the CRS has its axes; any other geometry is WKT, always east before north, as
/// whoever reads WKT expects.
/// </summary>
sealed class CsvFile(Collection collection, KnownCrs crs)
{
    const int FlushBytes = 32 * 1024;

    readonly bool isPoint = collection.GeometryType.TrimEnd('Z', 'M') == "POINT";
    readonly bool textKey = collection.Key is not null && !IsNumber(collection.KeyType);

    /// <summary>
    /// Writes the header and at most so many features, or those that bring it to so many bytes; returns how many it wrote.
    /// </summary>
    public async Task<long> Write(
        FeatureCursor items,
        PipeWriter to,
        int most,
        long mostBytes,
        CancellationToken cancellation
    )
    {
        Text(to, "\uFEFF");
        string[] places = isPoint ? Axes() : ["WKT"];
        var names = FileForms.Names(collection, StringComparer.Ordinal, places);
        Text(to, string.Join(',', names.Concat(places).Select(Quote)));
        long written = 0;
        var bytes = 0L;
        for (; items.HasRow && written < most && bytes < mostBytes; written++)
        {
            Text(to, "\r\n");
            Row(items, to);
            if (to.UnflushedBytes > FlushBytes)
            {
                bytes += to.UnflushedBytes;
                await to.FlushAsync(cancellation);
            }
            await items.Next(cancellation);
        }
        Text(to, "\r\n");
        await to.FlushAsync(cancellation);
        return written;
    }

    /// <summary>Names of the two axes, in the order of the CRS.</summary>
    string[] Axes()
    {
        var (east, north) = crs.IsDegrees ? ("longitude", "latitude") : ("easting", "northing");
        return crs.NorthFirst ? [north, east] : [east, north];
    }

    void Row(FeatureCursor items, PipeWriter to)
    {
        var id = items.ReadId();
        Text(to, Quote(textKey ? Safe(id) : id));
        var place = items.ReadGeometry();
        // the columns stand before the place, and the row is read from left to right
        var (isEmpty, (first, second), wkt) = (GeoJsonGeometryWriter.IsEmpty(place), Position(place), Shape(place));
        for (var i = 0; i < collection.Columns.Count; i++)
        {
            Text(to, ",");
            if (Value(items.Row, i + 2, collection.Columns[i]) is { } value)
                Text(to, value);
        }
        Text(to, ",");
        if (wkt is not null)
        {
            Text(to, Quote(wkt));
        }
        else if (isPoint)
        {
            if (!isEmpty)
                Number(to, first);
            Text(to, ",");
            if (!isEmpty)
                Number(to, second);
        }
    }

    string? Shape(ReadOnlySpan<byte> wkb) => isPoint || GeoJsonGeometryWriter.IsEmpty(wkb) ? null : Wkt.Of(wkb, crs);

    (double, double) Position(ReadOnlySpan<byte> wkb) =>
        isPoint && !wkb.IsEmpty
            ? crs.ToWire(
                BinaryPrimitives.ReadDoubleLittleEndian(wkb[5..]),
                BinaryPrimitives.ReadDoubleLittleEndian(wkb[13..])
            )
            : default;

    void Number(PipeWriter to, double value)
    {
        Span<byte> text = stackalloc byte[64];
        to.Write(text[..GeoJsonGeometryWriter.Format(value, crs, text)]);
    }

    static string? Value(NpgsqlDataReader row, int ordinal, Column column) =>
        row.IsDBNull(ordinal)
            ? null
            : column.Kind switch
            {
                ColumnKind.Boolean => row.GetBoolean(ordinal) ? "true" : "false",
                ColumnKind.Integer => row.GetInt64(ordinal).ToString(CultureInfo.InvariantCulture),
                ColumnKind.Double when column.SqlType == "numeric" => row.GetString(ordinal)
                    is not ("NaN" or "Infinity" or "-Infinity")
                        and var number
                    ? number
                    : null,
                ColumnKind.Double when column.SqlType == "real" => row.GetFloat(ordinal) is var number
                && float.IsFinite(number)
                    ? number.ToString("R", CultureInfo.InvariantCulture)
                    : null,
                ColumnKind.Double => row.GetDouble(ordinal) is var number && double.IsFinite(number)
                    ? number.ToString("R", CultureInfo.InvariantCulture)
                    : null,
                ColumnKind.Date => row.GetString(ordinal),
                ColumnKind.DateTime => ColumnJson.Rfc3339(row.GetDateTime(ordinal)),
                ColumnKind.Uuid => row.GetGuid(ordinal).ToString(),
                _ => row.GetString(ordinal) is { Length: > 0 } text ? Cell(text) : "\"\"",
            };

    static bool IsNumber(string sqlType) =>
        sqlType is "smallint" or "integer" or "bigint" or "numeric" or "real" or "double precision";

    /// <summary>An apostrophe keeps a spreadsheet from running what a person wrote.</summary>
    static string Safe(string text) => StartsFormula(text) ? "'" + text : text;

    /// <summary>Spreadsheets overlook what is not seen, and some take the wide forms of the signs for the signs.</summary>
    static bool StartsFormula(string text)
    {
        foreach (var letter in text.EnumerateRunes())
        {
            if (letter.Value is '\t' or '\r' or '\n' or '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠')
                return true;
            if (!IsUnseen(letter))
                return false;
        }
        return false;
    }

    static bool IsUnseen(Rune letter) =>
        Rune.IsWhiteSpace(letter)
        || Rune.IsControl(letter)
        || Rune.GetUnicodeCategory(letter)
            is UnicodeCategory.Format
                or UnicodeCategory.NonSpacingMark
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.Surrogate;

    static string Quote(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A cell with text of people.</summary>
    public static string Cell(string text) => Quote(Safe(text));

    static void Text(PipeWriter to, string text) => Encoding.UTF8.GetBytes(text, to);
}

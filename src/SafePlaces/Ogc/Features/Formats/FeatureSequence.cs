using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using SafePlaces.Analysis.Crs;
using SafePlaces.Data;
using SafePlaces.Data.Items;
using SafePlaces.Formats.GeoJson;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Features.Formats;

/// <summary>A column of a file: its name there, and how many of its values the format could not hold whole.</summary>
sealed record FileColumn(string Name, Column? Source)
{
    public long Cut { get; set; }
}

/// <summary>
/// Features as lines of GeoJSON that GDAL reads with exact types. GDAL takes a column's type from its values, so the first line is
/// no feature but one value of the type for each column: where all rows are null it stays, a text that looks like a date stays
/// text. <see cref="SkipFirst"/> leaves that line out. East before north.
/// For a Shapefile, as dBASE has no time of day, no text above 254 bytes and 24 characters for a number: times become text, longer
/// text is cut, larger numbers become null; what is lost is counted.
/// </summary>
sealed class FeatureSequence : IAsyncDisposable
{
    public static readonly string[] SkipFirst = ["-where", "FID > 0"];

    const int MostTextBytes = 254;
    const int FlushBytes = 64 * 1024;

    readonly Collection collection;
    readonly KnownCrs crs;
    readonly IReadOnlyList<FileColumn> columns;
    readonly bool forShapefile;
    readonly FileStream file;
    readonly ArrayBufferWriter<byte> line = new();
    readonly Utf8JsonWriter json;

    public FeatureSequence(
        string path,
        Collection collection,
        KnownCrs crs,
        IReadOnlyList<FileColumn> columns,
        bool forShapefile
    )
    {
        (Path, this.collection, this.crs, this.columns, this.forShapefile) = (
            path,
            collection,
            crs,
            columns,
            forShapefile
        );
        file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, FlushBytes);
        json = new(line, new() { Encoder = MediaType.Json.Encoder, SkipValidation = true });
        WriteTypes();
    }

    public string Path { get; }

    public long Features { get; private set; }

    public long Bytes => file.Position;

    void WriteTypes()
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "Feature"u8);
        json.WriteNumber("id"u8, 0);
        json.WriteNull("geometry"u8);
        json.WriteStartObject("properties"u8);
        foreach (var column in columns)
            switch (column.Source is { } source ? source.Kind : KeyKind())
            {
                case ColumnKind.Boolean:
                    json.WriteBoolean(column.Name, true);
                    break;
                case ColumnKind.Integer:
                    // above 32 bits where the column may be
                    var is64 = (column.Source?.SqlType ?? collection.KeyType) == "bigint";
                    json.WriteNumber(column.Name, is64 ? 9_007_199_254_740_993 : 1);
                    break;
                case ColumnKind.Double:
                    json.WriteNumber(column.Name, 0.5);
                    break;
                case ColumnKind.Date:
                    json.WriteString(column.Name, "2000-01-01");
                    break;
                case ColumnKind.DateTime when !forShapefile:
                    json.WriteString(column.Name, "2000-01-01T12:00:00Z");
                    break;
                default:
                    json.WriteString(column.Name, "å");
                    break;
            }
        json.WriteEndObject();
        json.WriteEndObject();
        EndLine();
    }

    ColumnKind KeyKind() =>
        collection.Key is not null && collection.KeyType is "smallint" or "integer" or "bigint"
            ? ColumnKind.Integer
            : ColumnKind.Text;

    /// <summary>Writes the row; its geometry is read by whoever chose this sequence for it.</summary>
    public void Write(FeatureCursor items, string id, ReadOnlySpan<byte> geometry)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "Feature"u8);
        // else GDAL would number the features by a column called id
        json.WriteNumber("id"u8, ++Features);
        json.WritePropertyName("geometry"u8);
        GeoJsonGeometryWriter.Write(json, geometry, crs, eastFirst: true);
        json.WriteStartObject("properties"u8);
        json.WritePropertyName(columns[0].Name);
        if (KeyKind() == ColumnKind.Integer)
            json.WriteRawValue(id, skipInputValidation: true);
        else
            json.WriteStringValue(Fit(columns[0], id));
        for (var i = 1; i < columns.Count; i++)
        {
            var column = columns[i];
            json.WritePropertyName(column.Name);
            WriteValue(items, i + 1, column);
        }
        json.WriteEndObject();
        json.WriteEndObject();
        EndLine();
    }

    void WriteValue(FeatureCursor items, int ordinal, FileColumn column)
    {
        var row = items.Row;
        var kind = column.Source!.Kind;
        if (kind is ColumnKind.Text or ColumnKind.Json or ColumnKind.Array or ColumnKind.Other)
        {
            if (row.IsDBNull(ordinal))
                json.WriteNullValue();
            else
                json.WriteStringValue(Fit(column, row.GetString(ordinal)));
        }
        else if (forShapefile && kind == ColumnKind.Double)
        {
            WriteDouble(items, ordinal, column);
        }
        else
        {
            ColumnJson.Write(json, row, ordinal, column.Source);
        }
    }

    /// <summary>dBASE writes 24 characters, 15 of them decimals.</summary>
    void WriteDouble(FeatureCursor items, int ordinal, FileColumn column)
    {
        const double largest = 1e22;
        const double smallest = 1e-6;
        double? number =
            items.Row.IsDBNull(ordinal) ? null
            : column.Source!.SqlType == "numeric"
                ? double.Parse(items.Row.GetString(ordinal), System.Globalization.CultureInfo.InvariantCulture)
            : column.Source.SqlType == "real" ? items.Row.GetFloat(ordinal)
            : items.Row.GetDouble(ordinal);
        if (number is not { } value || !double.IsFinite(value))
        {
            json.WriteNullValue();
            return;
        }
        if (value != 0 && Math.Abs(value) is >= largest or < smallest)
            column.Cut++;
        if (Math.Abs(value) >= largest)
            json.WriteNullValue();
        else
            json.WriteNumberValue(value);
    }

    string Fit(FileColumn column, string text)
    {
        if (!forShapefile || System.Text.Encoding.UTF8.GetByteCount(text) <= MostTextBytes)
            return text;
        column.Cut++;
        Span<byte> bytes = stackalloc byte[MostTextBytes];
        Utf8.FromUtf16(text, bytes, out var read, out _);
        return text[..read];
    }

    void EndLine()
    {
        json.Flush();
        json.Reset();
        file.Write(line.WrittenSpan);
        file.WriteByte((byte)'\n');
        line.ResetWrittenCount();
    }

    public async ValueTask DisposeAsync()
    {
        await json.DisposeAsync();
        await file.DisposeAsync();
    }
}

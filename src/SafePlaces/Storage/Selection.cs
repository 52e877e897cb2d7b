using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using SafePlaces.Analysis.Crs;
using SafePlaces.Http;

namespace SafePlaces.Storage;

/// <summary>
/// Which features of a collection are meant: in a box (exact in the CRS the box was given in), at a time, with given
/// values in columns. Read from a query by any room, turned into SQL here.
/// </summary>
sealed record Selection(BoundingBox? Box, TimeRange? Time, IReadOnlyList<(Column Column, object Value)> Values)
{
    public static readonly QueryParameter[] Parameters =
    [
        new(
            "bbox",
            "Box: west,south,east,north in degrees, or the corners in the axis order of bbox-crs.",
            new()
            {
                Type = Microsoft.OpenApi.JsonSchemaType.Array,
                MinItems = 4,
                MaxItems = 6,
                Items = new Microsoft.OpenApi.OpenApiSchema { Type = Microsoft.OpenApi.JsonSchemaType.Number },
            }
        ),
        new(
            "bbox-crs",
            "CRS of bbox, as a URI; CRS84 without it.",
            new() { Type = Microsoft.OpenApi.JsonSchemaType.String, Format = "uri" }
        ),
        new(
            "datetime",
            "An RFC 3339 time or interval: features without a time always match.",
            new() { Type = Microsoft.OpenApi.JsonSchemaType.String }
        ),
    ];

    /// <summary>Reads bbox, bbox-crs, datetime and <c>column=value</c>; throws 400 for what cannot be read or is not a column.</summary>
    public static Selection Parse(IQueryCollection query, Collection collection, IEnumerable<string> otherParameters)
    {
        string[] known =
        [
            .. Parameters.Concat(QueryParameter.Everywhere).Select(parameter => parameter.Name),
            .. otherParameters,
        ];
        query.Allow([.. known, .. collection.Columns.Select(column => column.Name)]);
        return new(
            BoundingBox.Parse(query),
            query["datetime"].LastOrDefault() is { } text ? TimeRange.Parse(text) : null,
            [
                .. collection
                    .Columns.Where(column =>
                        query.ContainsKey(column.Name) && !known.Contains(column.Name, StringComparer.Ordinal)
                    )
                    .Select(column => (column, Value(column, query[column.Name].ToString()))),
            ]
        );
    }

    public bool IsEverything => Box is null && Time is null && Values.Count == 0;

    static object Value(Column column, string text)
    {
        var invariant = CultureInfo.InvariantCulture;
        object? value = column.Kind switch
        {
            ColumnKind.Boolean => bool.TryParse(text, out var truth) ? truth : null,
            ColumnKind.Integer => long.TryParse(text, NumberStyles.AllowLeadingSign, invariant, out var number)
                ? number
                : null,
            ColumnKind.Double => double.TryParse(text, NumberStyles.Float, invariant, out var number) ? number : null,
            ColumnKind.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", invariant, DateTimeStyles.None, out var day)
                ? day
                : null,
            ColumnKind.DateTime => DateTimeOffset.TryParse(
                text,
                invariant,
                DateTimeStyles.AssumeUniversal,
                out var time
            )
                ? time.UtcDateTime
                : null,
            ColumnKind.Uuid => Guid.TryParse(text, out var id) ? id : null,
            ColumnKind.Text => text.Contains('\0', StringComparison.Ordinal) ? null : text,
            _ => throw Problem.InvalidParameter(column.Name, "is a list or an object", "Filter by another column."),
        };
        return value
            ?? throw Problem.InvalidParameter(
                column.Name,
                $"'{text}' is not a value of type {column.SqlType}",
                "Give a value of the column's type."
            );
    }

    /// <summary>
    /// The conditions as SQL, values added to <paramref name="parameters"/>; <c>true</c> for everything, null when no
    /// feature can match. The box is transformed, never the column, to find candidates in the index; candidates are then
    /// judged in the CRS of the box, where it is a true rectangle.
    /// </summary>
    public string? Where(Collection collection, NpgsqlParameterCollection parameters)
    {
        var conditions = new List<string>();
        if (Box is not null)
        {
            if (InBox(collection, parameters) is not { } inBox)
                return null;
            conditions.Add(inBox);
        }
        if (Time is not null && collection.Time.Count > 0)
            conditions.Add(During(collection.Time, parameters));
        foreach (var (column, value) in Values)
            conditions.Add($"{Sql.Quote(column.Name)} = {Add(parameters, value)}");
        return conditions.Count == 0 ? "true" : string.Join(" and ", conditions);
    }

    string? InBox(Collection collection, NpgsqlParameterCollection parameters)
    {
        if (collection.Extent is not { } extent)
            return null;
        var rectangle = Add(parameters, Box!.ToGeometry());
        if (Box.Crs.Srid == collection.Srid)
            return $"{collection.Geometry} && {rectangle} and ST_Intersects({collection.Geometry}, {rectangle})";
        // far from the data a projection may not be defined, so only the part near the layer is transformed
        var near = Near(extent);
        if (near is null)
            return null;
        var cover = Add(parameters, near);
        return $"""
            {collection.Geometry} && ST_Expand(ST_Envelope(ST_Transform({cover}, {collection.Srid})), {(
                collection.Srid is 4326 or 4258 ? "0.001" : "10"
            )})
            and ST_Intersects(ST_Transform({collection.Geometry}, {Box.Crs.Srid}), {rectangle})
            """;
    }

    /// <summary>The part of the box near the layer's extent, as a polygon with dense edges in the CRS of the box; null when they are apart.</summary>
    NetTopologySuite.Geometries.Geometry? Near(Box extent)
    {
        var factory = new NetTopologySuite.Geometries.GeometryFactory(new(), 4326);
        const double margin = 0.01;
        var surroundings = factory.ToGeometry(
            new(
                Math.Max(extent.West - margin, -180),
                Math.Min(extent.East + margin, 180),
                Math.Max(extent.South - margin, -85),
                Math.Min(extent.North + margin, 85)
            )
        );
        var dense = NetTopologySuite.Densify.Densifier.Densify(surroundings, Math.Max(surroundings.Length / 200, 1e-4));
        var there = Box!.Crs.IsDegrees ? dense : KnownCrs.Crs84.Transform(dense, Box.Crs);
        var shared = Box.ToGeometry().Intersection(there.Factory.ToGeometry(there.EnvelopeInternal));
        if (shared.IsEmpty)
            return null;
        var near = NetTopologySuite.Densify.Densifier.Densify(shared, Math.Max(shared.Length / 200, 1e-6));
        near.SRID = Box.Crs.Srid;
        return near;
    }

    /// <summary>Features without a time always match; an open end has no bound.</summary>
    string During(IReadOnlyList<Column> time, NpgsqlParameterCollection parameters)
    {
        var conditions = new List<string>();
        if (Time!.To is { } to)
            conditions.Add(Bound(time[0], "<=", to));
        if (Time.From is { } from)
            conditions.Add(Bound(time[^1], ">=", from));
        return conditions.Count == 0 ? "true" : string.Join(" and ", conditions);

        string Bound(Column column, string comparison, DateTime value)
        {
            var name = Sql.Quote(column.Name);
            object bound =
                column.Kind == ColumnKind.Date ? DateOnly.FromDateTime(value)
                : column.SqlType == "timestamp without time zone"
                    ? DateTime.SpecifyKind(value, DateTimeKind.Unspecified)
                : value;
            return $"({name} {comparison} {Add(parameters, bound)} or {name} is null)";
        }
    }

    static string Add(NpgsqlParameterCollection parameters, object value)
    {
        var parameter = new NpgsqlParameter { Value = value };
        if (value is NetTopologySuite.Geometries.Geometry)
            parameter.DataTypeName = "geometry";
        else if (value is string) // takes the type of the column: text, varchar or an enumeration
            parameter.NpgsqlDbType = NpgsqlDbType.Unknown;
        parameters.Add(parameter);
        return $"${parameters.Count}";
    }
}

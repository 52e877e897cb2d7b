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
sealed record Selection(BoundingBox? Box, TimeRange? Time, IReadOnlyList<(Column Column, string Value)> Values)
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
                    .Select(column => (column, Checked(column, query[column.Name].ToString()))),
            ]
        );
    }

    public bool IsEverything => Box is null && Time is null && Values.Count == 0;

    static string Checked(Column column, string value)
    {
        var valid = column.Kind switch
        {
            ColumnKind.Boolean => value is "true" or "false",
            ColumnKind.Integer => long.TryParse(
                value,
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var n
            )
                && (column.SqlType != "integer" || n is >= int.MinValue and <= int.MaxValue)
                && (column.SqlType != "smallint" || n is >= short.MinValue and <= short.MaxValue),
            ColumnKind.Double => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var n)
                && double.IsFinite(n),
            ColumnKind.Date => DateOnly.TryParseExact(
                value,
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out _
            ),
            ColumnKind.DateTime => DateTimeOffset.TryParse(
                value,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out _
            ),
            ColumnKind.Uuid => Guid.TryParse(value, out _),
            ColumnKind.Text => !value.Contains('\0', StringComparison.Ordinal),
            _ => throw Problem.InvalidParameter(column.Name, "is a list or an object", "Filter by another column."),
        };
        return valid
            ? value
            : throw Problem.InvalidParameter(
                column.Name,
                $"'{value}' is not a value of type {column.SqlType}",
                "Give a value of the column's type."
            );
    }

    /// <summary>
    /// The conditions as SQL, values added to <paramref name="parameters"/>; <c>true</c> for everything, null when no
    /// feature can match. The box is transformed, never the column, to find candidates in the index; candidates are then
    /// judged in the CRS of the box, where it is a true rectangle. With <paramref name="withoutPlace"/> features without a
    /// geometry match every box, as OGC API Features has it.
    /// </summary>
    public string? Where(Collection collection, NpgsqlParameterCollection parameters, bool withoutPlace = false)
    {
        var conditions = new List<string>();
        if (Box is not null)
        {
            string?[] places =
            [
                InBox(collection, parameters),
                // the geometry of a base layer is never null: asking would cost the index
                withoutPlace && collection.Layer is null
                    ? $"{collection.Geometry} is null"
                    : null,
            ];
            var possible = places.OfType<string>().ToList();
            if (possible.Count == 0)
                return null;
            conditions.Add($"({string.Join(" or ", possible)})");
        }
        if (Time is not null && collection.Time.Count > 0)
            conditions.Add(During(collection.Time, parameters));
        foreach (var (column, value) in Values)
            conditions.Add($"{Sql.Quote(column.Name)} = {Add(parameters, value, NpgsqlDbType.Text)}::{column.SqlType}");
        return conditions.Count == 0 ? "true" : string.Join(" and ", conditions);
    }

    string? InBox(Collection collection, NpgsqlParameterCollection parameters)
    {
        if (Box!.Crs.Srid == collection.Srid)
        {
            var rectangle = Add(parameters, Box.ToGeometry());
            return $"({collection.Geometry} && {rectangle} and ST_Intersects({collection.Geometry}, {rectangle}))";
        }
        var candidates =
            collection.Srid == KnownCrs.SwerefTm.Srid ? Cover(collection, parameters) : Near(collection, parameters);
        return candidates is null
            ? null
            : $"({collection.Geometry} && {candidates} and ST_Intersects(ST_Transform({collection.Geometry}, {Box.Crs.Srid}), {Add(parameters, Box.ToGeometry())}))";
    }

    /// <summary>
    /// What stands between two points is straight in the CRS of the box and bends in that of the layer: 1 km holds what a
    /// segment of 140 km strays in the far north of Sweden.
    /// </summary>
    static double MarginM(Collection collection) => collection.GeometryType is "POINT" or "MULTIPOINT" ? 10 : 1000;

    /// <summary>The envelope in EPSG:3006 of all that can meet the box; null when the box is far from Sweden.</summary>
    string? Cover(Collection collection, NpgsqlParameterCollection parameters)
    {
        var cover = Box!.Crs.CoverIn3006(Box.Box, toleranceM: 5);
        if (cover.IsEmpty)
            return null;
        var envelope = cover.EnvelopeInternal;
        envelope.ExpandBy(MarginM(collection));
        return Add(parameters, cover.Factory.ToGeometry(envelope));
    }

    /// <summary>
    /// The same for a layer in any other CRS. Far from its data a projection may not be defined, so only the part of the box
    /// near the layer is transformed, with dense edges; null when they are apart.
    /// </summary>
    string? Near(Collection collection, NpgsqlParameterCollection parameters)
    {
        if (collection.Extent is not { } extent)
            return null;
        const double marginDegrees = 0.01;
        // where every projection of the service is defined, if it is one
        var domain = Box!.Crs switch
        {
            { IsDegrees: true } => (West: -180.0, South: -90.0, East: 180.0, North: 90.0),
            { Srid: 3857 } => (-180, -85, 180, 85),
            _ => (-6, 30, 39, 76),
        };
        var (west, south) = (
            Math.Max(extent.West - marginDegrees, domain.West),
            Math.Max(extent.South - marginDegrees, domain.South)
        );
        var (east, north) = (
            Math.Min(extent.East + marginDegrees, domain.East),
            Math.Min(extent.North + marginDegrees, domain.North)
        );
        if (west > east || south > north)
            return null;
        var surroundings = new NetTopologySuite.Geometries.GeometryFactory(new(), 4326).ToGeometry(
            new(west, east, south, north)
        );
        var dense = Dense(surroundings);
        var there = Box.Crs.IsDegrees ? dense : KnownCrs.Crs84.Transform(dense, Box.Crs);
        var shared = Box.ToGeometry().Intersection(there.Factory.ToGeometry(there.EnvelopeInternal));
        if (shared.IsEmpty)
            return null;
        var near = Dense(shared);
        near.SRID = Box.Crs.Srid;
        var margin = collection.Srid is 4326 or 4258 ? marginDegrees : MarginM(collection);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"ST_Expand(ST_Envelope(ST_Transform({Add(parameters, near)}, {collection.Srid})), {margin})"
        );
    }

    static NetTopologySuite.Geometries.Geometry Dense(NetTopologySuite.Geometries.Geometry polygon) =>
        polygon.Length > 0 ? NetTopologySuite.Densify.Densifier.Densify(polygon, polygon.Length / 200) : polygon;

    string During(IReadOnlyList<Column> time, NpgsqlParameterCollection parameters)
    {
        var (start, end) = (Sql.Quote(time[0].Name), Sql.Quote(time[^1].Name));
        var conditions = new List<string>();
        if (Time!.To is { } to)
            conditions.Add($"{start} <= {At(time[0], to)}");
        if (Time.From is { } from)
            conditions.Add($"{end} >= {At(time[^1], from)}");
        return conditions.Count == 0 ? "true"
            // features without a time always match; an open end has no bound
            : time.Count == 1 ? $"({string.Join(" and ", conditions)} or {start} is null)"
            : string.Join(
                " and ",
                conditions.Select(condition => $"({condition} or {condition.Split(' ')[0]} is null)")
            );

        string At(Column column, DateTime value) =>
            column.Kind == ColumnKind.Date ? Add(parameters, DateOnly.FromDateTime(value))
            : column.SqlType == "timestamp without time zone"
                ? Add(parameters, DateTime.SpecifyKind(value, DateTimeKind.Unspecified))
            : Add(parameters, value);
    }

    static string Add(NpgsqlParameterCollection parameters, object value, NpgsqlDbType? type = null)
    {
        var parameter = new NpgsqlParameter { Value = value };
        if (type is { } known)
            parameter.NpgsqlDbType = known;
        if (value is NetTopologySuite.Geometries.Geometry)
            parameter.DataTypeName = "geometry";
        parameters.Add(parameter);
        return $"${parameters.Count}";
    }
}

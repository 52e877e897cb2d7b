using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using SafePlaces.Analysis.Crs;
using SafePlaces.Analysis.Grids;
using SafePlaces.Formats;

namespace SafePlaces.Data.Items;

/// <summary>
/// Which features of a collection are meant: in a box (exact in the CRS the box was given in), at a time, with given
/// values in columns. Read from the question of any endpoint, turned into SQL here.
/// </summary>
public sealed record Selection(BoundingBox? Box, TimeRange? Time, IReadOnlyList<(Column Column, object Value)> Values)
{
    /// <summary>Reads bbox, bbox-crs, datetime and <c>column=value</c>; throws <see cref="ParameterException"/> for what cannot be read.</summary>
    /// <param name="given">What was asked for, by name; other names than those of columns are passed over.</param>
    /// <param name="collection">Whose columns may be named.</param>
    /// <param name="parameters">Names that are parameters even where a column has one of them.</param>
    public static Selection Parse(
        IReadOnlyDictionary<string, string> given,
        Collection collection,
        IReadOnlyCollection<string> parameters
    ) =>
        new(
            BoundingBox.Parse(given),
            given.TryGetValue("datetime", out var time) ? TimeRange.Parse(time) : null,
            [
                .. collection
                    .Columns.Where(column => given.ContainsKey(column.Name) && !parameters.Contains(column.Name))
                    .Select(column => (column, Value(column, given[column.Name]))),
            ]
        );

    public bool IsEverything => Box is null && Time is null && Values.Count == 0;

    static object Value(Column column, string text)
    {
        var invariant = CultureInfo.InvariantCulture;
        object? value = column.Kind switch
        {
            ColumnKind.Boolean => bool.TryParse(text, out var truth) ? truth : null,
            ColumnKind.Integer => long.TryParse(text, NumberStyles.AllowLeadingSign, invariant, out var number)
            && number == Math.Clamp(number, Least(column), ~Least(column))
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
            _ => throw new ParameterException(
                column.Name,
                "cannot be compared with a value",
                "Filter by another column."
            ),
        };
        return value
            ?? throw new ParameterException(
                column.Name,
                $"'{text}' is not a value of type {column.SqlType}",
                "Give a value of the column's type."
            );
    }

    static long Least(Column column) =>
        column.SqlType switch
        {
            "smallint" => short.MinValue,
            "integer" => int.MinValue,
            _ => long.MinValue,
        };

    /// <summary>
    /// The conditions as SQL, values added to <paramref name="parameters"/>; <c>true</c> for everything, null when no
    /// feature can match. The box is transformed, never the column, to find candidates in the index; candidates are then
    /// judged in the CRS of the box, where it is a true rectangle. With <paramref name="withoutPlace"/> features without a
    /// geometry match every box, as OGC API Features has it; with <paramref name="alongPlaces"/> the candidates are those of
    /// <see cref="Places"/>.
    /// </summary>
    public string? Where(
        Collection collection,
        NpgsqlParameterCollection parameters,
        bool withoutPlace = false,
        bool alongPlaces = false
    )
    {
        var conditions = new List<string>();
        if (Box is not null)
        {
            string?[] places =
            [
                alongPlaces ? OnStretch(collection, parameters) : InBox(collection, parameters),
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
            conditions.Add($"{Sql.Quote(column.Name)} = {Add(parameters, value)}");
        return conditions.Count == 0 ? "true" : string.Join(" and ", conditions);
    }

    /// <summary>For what lies on the stretches: most need no look, and of the rest few a transformation.</summary>
    string? OnStretch(Collection collection, NpgsqlParameterCollection parameters)
    {
        if (Envelope(collection) is not { } near)
            return null;
        var (x, y) = ($"ST_X({collection.Geometry})", $"ST_Y({collection.Geometry})");
        return $"({SurelyMeets} or ({x} >= {Add(parameters, near.MinX)} and {x} <= {Add(parameters, near.MaxX)} and {y} >= {Add(parameters, near.MinY)} and {y} <= {Add(parameters, near.MaxY)} and safeplaces.meets({collection.Geometry}, {Add(parameters, Box!.ToGeometry())})))";
    }

    string? InBox(Collection collection, NpgsqlParameterCollection parameters)
    {
        if (Box!.Crs.Srid == collection.Srid)
        {
            var rectangle = Add(parameters, Box.ToGeometry());
            return $"({collection.Geometry} && {rectangle} and {Meets(collection, collection.Geometry, rectangle)})";
        }
        var candidates = Candidates(collection, parameters);
        return candidates is null
            ? null
            : $"({collection.Geometry} && {candidates} and {Meets(collection, $"{collection.Transform}({collection.Geometry}, {Box.Crs.Srid})", Add(parameters, Box.ToGeometry()))})";
    }

    /// <summary>
    /// An envelope in the CRS of the layer that holds all that can meet the box, which is given in another; null when
    /// nothing can.
    /// </summary>
    public string? Candidates(Collection collection, NpgsqlParameterCollection parameters) =>
        collection.Srid == KnownCrs.SwerefTm.Srid ? Cover(collection, parameters) : Near(collection, parameters);

    /// <summary>GEOS knows no surfaces (buildings in three dimensions): they are judged by their envelope.</summary>
    static string Meets(Collection collection, string geometry, string rectangle)
    {
        const string surfaces = "'POLYHEDRALSURFACE', 'TIN', 'TRIANGLE'";
        var meets = $"ST_Intersects({geometry}, {rectangle})";
        return collection is { Layer: null, GeometryType: "GEOMETRY" or "POLYHEDRALSURFACE" or "TIN" or "TRIANGLE" }
            ? $"case when GeometryType({collection.Geometry}) in ({surfaces}) then {geometry} && {rectangle} else {meets} end"
            : meets;
    }

    /// <summary>
    /// What stands between two points is straight in the CRS of the box and bends in that of the layer: 1 km holds what a
    /// segment of 140 km strays in the far north of Sweden.
    /// </summary>
    static double MarginM(Collection collection) => collection.GeometryType is "POINT" or "MULTIPOINT" ? 10 : 1000;

    /// <summary>The envelope in EPSG:3006 of all that can meet the box; null when the box is far from Sweden.</summary>
    string? Cover(Collection collection, NpgsqlParameterCollection parameters) =>
        Envelope(collection) is { } envelope
            ? Add(
                parameters,
                new NetTopologySuite.Geometries.GeometryFactory(new(), KnownCrs.SwerefTm.Srid).ToGeometry(envelope)
            )
            : null;

    NetTopologySuite.Geometries.Envelope? Envelope(Collection collection)
    {
        var cover = Box!.Crs.CoverIn3006(Box.Box, toleranceM: 5);
        if (cover.IsEmpty)
            return null;
        var envelope = cover.EnvelopeInternal;
        envelope.ExpandBy(MarginM(collection));
        return envelope;
    }

    /// <summary>Whether the box is one of a layer that has its points along the curve of places.</summary>
    public bool HasPlaces(Collection collection) => Box is not null && collection.HasPlaceKey;

    /// <summary>
    /// The stretches of the curve of places that hold all that can meet the box, and whether all on them surely does: none
    /// when it is far from Sweden.
    /// </summary>
    public IReadOnlyList<KeyRange> Places(Collection collection)
    {
        if (Envelope(collection) is not { } outer)
            return [];
        var inner = Box!.Box.West > Box.Box.East ? null : Box.Crs.InsideIn3006(Box.Box, toleranceM: 1);
        return PlaceKey.Cover(
            new(outer.MinX, outer.MinY, outer.MaxX, outer.MaxY),
            inner is { } box && box.East - box.West > 4 && box.North - box.South > 4
                ? new(box.West + 2, box.South + 2, box.East - 2, box.North - 2)
                : null,
            MostStretches
        );
    }

    /// <summary>Column beside the stretches: whether all on one meets the box.</summary>
    public const string SurelyMeets = "\"surely meets\"";

    const int MostStretches = 150;

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

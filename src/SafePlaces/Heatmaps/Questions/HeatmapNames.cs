using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Union;
using Npgsql;
using SafePlaces.Analysis.Crs;
using SafePlaces.Analysis.Hours;
using SafePlaces.Data;
using SafePlaces.Heatmaps.Points;
using SafePlaces.Http;

namespace SafePlaces.Heatmaps.Questions;

/// <summary>
/// What a question names in the database, as the caller sees it: the area (EPSG:3006) and what it is called, and the
/// collection of the exposure with its version.
/// </summary>
sealed record HeatmapNames(Geometry? Area, string? Place, Collection? Per, string? PerVersion)
{
    /// <summary>
    /// Looks up <c>area</c> and <c>per</c>; <paramref name="posted"/> is an area that came with the question. Throws 400 for
    /// what is not there or not for this caller.
    /// </summary>
    public static async Task<HeatmapNames> Find(
        IQueryCollection query,
        Geometry? posted,
        Role role,
        Catalogue catalogue,
        Databases databases,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var (area, per) = (query["area"].LastOrDefault(), query["per"].LastOrDefault());
        if (area is not null && posted is not null)
            throw Problem.InvalidParameter("area", "is given beside a drawn area", "Give one or the other.");
        var visible = area is null && per is null ? [] : await catalogue.All(role);
        var (outline, place) =
            area is null ? (posted, null)
            : area.Split('/', 2) is [var collection, var id]
                ? await OfFeature(area, visible.FirstOrDefault(one => one.Id == collection), id)
            : await FocusArea(area);
        var exposed = per is null ? null : Exposed(per, visible);
        var version = exposed is null ? null : await catalogue.Version(exposed, cancellation);
        return new(outline, place, exposed, version?.ToString());

        async Task<(Geometry, string?)> OfFeature(string asked, Collection? collection, string id)
        {
            if (collection is null)
                throw NoArea(
                    $"there is no collection '{asked.Split('/')[0]}' to see",
                    "GET /collections lists those there are."
                );
            var name = ((string[])["name", "namn"]).FirstOrDefault(name => collection.Column(name) is not null);
            await using var connection = await databases.Open(role, collection, cancellation);
            await using var command = new NpgsqlCommand(
                $"""
                select {(name is null ? "null" : $"{Sql.Quote(name)}::text")},
                  ST_CollectionExtract(ST_MakeValid(ST_Force2D(ST_CurveToLine({Projected(collection)}))), 3)
                from {collection.From} as feature where {collection.KeySql}::text = $1
                """,
                connection
            );
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
            await using var row = await command.ExecuteReaderAsync(cancellation);
            if (!await row.ReadAsync(cancellation))
                throw NoArea(
                    $"'{collection.Id}' has no feature '{id}'",
                    $"GET /collections/{collection.Id}/items lists them."
                );
            return !row.IsDBNull(1) && row.GetFieldValue<Geometry>(1) is { IsEmpty: false } found
                ? (found, row.IsDBNull(0) ? null : row.GetString(0))
                : throw NoArea($"'{asked}' is no polygon", "Name a feature that covers an area.");
        }

        // all that have this name, in any case; without a match, those that have it but for their accents
        async Task<(Geometry, string?)> FocusArea(string asked)
        {
            await using var command = databases
                .As(role)
                .CreateCommand(Sql.File(typeof(HeatmapNames), "focus-areas.sql"));
            command.Parameters.Add(new() { Value = asked });
            command.Parameters.Add(new() { Value = SwedishTime.Day(clock.GetUtcNow()) });
            var areas = new List<(string Name, bool IsSpeltSo, bool IsLike, Geometry Outline)>();
            await using var row = await command.ExecuteReaderAsync(cancellation);
            while (await row.ReadAsync(cancellation))
                areas.Add((row.GetString(0), Same(0, 1), Same(2, 3), row.GetFieldValue<Geometry>(4)));
            var found = areas.Where(area => area.IsSpeltSo).ToList();
            if (found.Count == 0)
                found = [.. areas.Where(area => area.IsLike)];
            return found.Count > 0
                ? (UnaryUnionOp.Union(found.Select(area => area.Outline)), found[0].Name)
                : throw NoArea(
                    $"there is no focus area '{asked}'",
                    areas.Count > 0
                        ? $"There are: {string.Join(", ", areas.Select(area => area.Name).Distinct(StringComparer.OrdinalIgnoreCase))}."
                        : "There are none yet: import some, draw the area, or name a polygon as collection/featureId."
                );

            bool Same(int one, int other) =>
                row.GetString(one).Equals(row.GetString(other), StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>The geometry of a collection in EPSG:3006, as SQL.</summary>
    public static string Projected(Collection collection) =>
        collection.Srid == KnownCrs.SwerefTm.Srid
            ? collection.Geometry
            : $"{collection.Transform}({collection.Geometry}, {KnownCrs.SwerefTm.Srid})";

    static Collection Exposed(string per, IReadOnlyList<Collection> visible)
    {
        if (visible.FirstOrDefault(one => one.Id == per) is not { } collection)
            throw Problem.InvalidParameter(
                "per",
                $"there is no collection '{per}' to see",
                "Give walk-routes, or another that /collections lists."
            );
        return Exposure.CanBe(collection)
            ? collection
            : throw Problem.InvalidParameter(
                "per",
                $"'{per}' holds geometries of several kinds ({collection.GeometryType})",
                "Give one of points, lines or polygons alone."
            );
    }

    static ProblemException NoArea(string wrong, string cure) => Problem.InvalidParameter("area", wrong, cure);
}

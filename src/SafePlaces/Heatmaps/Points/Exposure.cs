using System.Globalization;
using SafePlaces.Analysis.Crs;
using SafePlaces.Analysis.Density;
using SafePlaces.Analysis.Heatmaps;
using SafePlaces.Data;
using SafePlaces.Data.Items;
using SafePlaces.Heatmaps.Questions;
using SafePlaces.Http;

namespace SafePlaces.Heatmaps.Points;

/// <summary>
/// A collection as weights at places in EPSG:3006: lines by their metres, in pieces of at most 25 m; anything else one a
/// feature. Where points could have lain, or the exposure they are divided by.
/// </summary>
static class Exposure
{
    /// <summary>Length of the pieces, metres.</summary>
    const int Most = 1_000_000;

    static string Plain(Collection collection) => collection.GeometryType.TrimEnd('Z', 'M');

    public static bool IsLines(Collection collection) => Plain(collection) is "LINESTRING" or "MULTILINESTRING";

    /// <summary>Whether it is of one kind, so that its weights have one unit.</summary>
    public static bool CanBe(Collection collection) =>
        IsLines(collection) || Plain(collection) is "POINT" or "MULTIPOINT" or "POLYGON" or "MULTIPOLYGON";

    /// <summary>
    /// All that lies nearer than the bandwidth to what the question covers, and, where features have a begin
    /// and an end, was there in the period. Throws 400 naming <c>per</c> when there is too much.
    /// </summary>
    public static async Task<WeightedPoint[]> Read(
        Databases databases,
        Role role,
        Collection collection,
        HeatmapQuery query,
        CancellationToken cancellation
    )
    {
        var reach = (query.Area ?? query.Covered).EnvelopeInternal.Copy();
        reach.ExpandBy(query.BandwidthM);
        var there = new Selection(
            new(new(reach.MinX, reach.MinY, reach.MaxX, reach.MaxY), KnownCrs.SwerefTm),
            collection.Time.Count == 2 ? query.Selection.Time : null,
            []
        );
        await using var connection = await databases.Open(role, collection, cancellation);
        await using var command = connection.CreateCommand();
        if (there.Where(collection, command.Parameters) is not { } where)
            return [];
        var geometry = HeatmapNames.Projected(collection);
        var places = IsLines(collection)
            ? $"""
                select ST_LineInterpolatePoint(piece, 0.5), ST_Length(piece) from (
                  select (ST_DumpSegments(ST_Segmentize(ST_Force2D({geometry}), {HeatmapReliability.PieceM.ToString(
                    CultureInfo.InvariantCulture
                )}))).geom as piece
                  from {collection.From} feature where {where}
                ) pieces
                """
            : $"select ST_PointOnSurface({geometry}), 1::float8 from {collection.From} feature where {where}";
        command.CommandText =
            $"select ST_X(place), ST_Y(place), weight from ({places}) places(place, weight) where not ST_IsEmpty(place)";
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var near = query.Surface.IsNear();
        var found = new List<WeightedPoint>();
        while (await row.ReadAsync(cancellation))
        {
            if (near(row.GetDouble(0), row.GetDouble(1)))
                found.Add(new(row.GetDouble(0), row.GetDouble(1), row.GetDouble(2)));
            if (found.Count > Most)
                throw Problem.InvalidParameter(
                    "per",
                    $"'{collection.Id}' has more than {Most} pieces here",
                    "Ask for a smaller area."
                );
        }
        return [.. found];
    }
}

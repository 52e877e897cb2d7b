using NetTopologySuite.Geometries;
using Npgsql;
using SafePlaces.Analysis.Crs;
using SafePlaces.Analysis.Density;
using SafePlaces.Analysis.Hours;
using SafePlaces.Analysis.Reports;
using SafePlaces.Data;
using SafePlaces.Data.Items;
using SafePlaces.Heatmaps.Questions;
using SafePlaces.Http;

namespace SafePlaces.Heatmaps.Points;

/// <summary>Loads the points that can count, streamed, as the caller's role.</summary>
static class HeatmapReader
{
    const int MostPoints = 5_000_000;

    static readonly Dictionary<string, ReportStatus> Statuses = Enum.GetValues<ReportStatus>()
        .ToDictionary(status => status.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    /// <summary>
    /// The points of weight above zero nearer than the bandwidth to what is covered (the posted area, else the raster),
    /// in EPSG:3006. Throws 400 when they are too many.
    /// </summary>
    public static async Task<WeightedPoint[]> Read(
        Databases databases,
        Role role,
        HeatmapQuery query,
        CancellationToken cancellation
    )
    {
        await using var connection = await databases.Open(role, query.Collection, cancellation);
        await using var command = connection.CreateCommand();
        if (Select(query, command.Parameters) is not { } sql)
            return [];
        command.CommandText = sql;
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var counts = query.Surface.IsNear();
        var weighing = Weighing(query.Weight);
        var points = new List<WeightedPoint>();
        while (await row.ReadAsync(cancellation))
        {
            var (east, north) = (row.GetDouble(0), row.GetDouble(1));
            if (!counts(east, north))
                continue;
            var weight = Weight(query, name => Fact(row, Array.IndexOf(weighing, name)));
            if (weight > 0)
                points.Add(new(east, north, weight));
            if (points.Count > MostPoints)
                throw Problem.InvalidParameter(
                    "bbox",
                    $"holds more than {MostPoints} points",
                    "Ask for a smaller area, a shorter time or one category."
                );
        }
        return [.. points];
    }

    /// <summary>Null when no feature can match.</summary>
    public static string? Select(HeatmapQuery query, NpgsqlParameterCollection parameters)
    {
        var collection = query.Collection;
        var reach = (query.Area ?? query.Covered).EnvelopeInternal.Copy();
        reach.ExpandBy(query.BandwidthM);
        var where = Where(query, reach, parameters);
        var columns = string.Concat(
            Weighing(query.Weight)
                .Select(name =>
                    name switch
                    {
                        "severity" => ", severity::int8",
                        "observed_at" => ", observed_at::timestamptz",
                        _ => $", {name}",
                    }
                )
        );
        var point =
            collection.Srid == 3006 ? collection.Geometry : $"{collection.Transform}({collection.Geometry}, 3006)";
        return where is null
            ? null
            : $"select ST_X(point), ST_Y(point){columns} from (select *, {point} as point from {collection.From} feature where {where}) counted";
    }

    /// <summary>
    /// The index alone finds the candidates in EPSG:3006: it may let through a point a hair outside, which counts for
    /// nothing, and spares a second look at each, which would double the time.
    /// </summary>
    static string? Where(HeatmapQuery query, Envelope reach, NpgsqlParameterCollection parameters)
    {
        var (collection, selection) = (query.Collection, query.Selection);
        var box = new BoundingBox(new(reach.MinX, reach.MinY, reach.MaxX, reach.MaxY), KnownCrs.SwerefTm);
        if (collection.Srid != KnownCrs.SwerefTm.Srid)
            return (selection with { Box = box }).Where(collection, parameters) is { } there
                ? there + Further(query, parameters)
                : null;
        var others = selection.Where(collection, parameters) + Further(query, parameters);
        parameters.Add(new() { Value = box.ToGeometry(), DataTypeName = "geometry" });
        return $"{others} and {collection.Geometry} && ${parameters.Count}";
    }

    static string Further(HeatmapQuery query, NpgsqlParameterCollection parameters) =>
        (query.Filter is null ? "" : $" and {query.Filter.Where(query.Collection, parameters)}")
        + (query.Hours is null ? "" : $" and {query.Hours.Where(query.Collection, parameters)}");

    /// <summary>The columns a weight is made of.</summary>
    public static string[] Weighing(HeatmapWeight weight) =>
        weight switch
        {
            HeatmapWeight.Severity => ["severity"],
            HeatmapWeight.Decayed => ["severity", "observed_at", "status", "resolved_on"],
            _ => [],
        };

    static object? Fact(NpgsqlDataReader row, int column) =>
        row.IsDBNull(2 + column) ? null
        : row.GetFieldType(2 + column) == typeof(DateTime) && row.GetDataTypeName(2 + column) == "date"
            ? row.GetFieldValue<DateOnly>(2 + column)
        : row.GetValue(2 + column);

    /// <summary>What a point counts, given the <see cref="Weighing"/> columns by name. Throws 400 where one cannot be used.</summary>
    public static double Weight(HeatmapQuery query, Func<string, object?> fact)
    {
        if (query.Weight == HeatmapWeight.None)
            return 1;
        if (fact("severity") is not (long severity and >= 1 and <= 4))
            throw Unweighable("a severity that is not 1-4");
        if (query.Weight == HeatmapWeight.Severity)
            return ReportWeight.Severity((int)severity);
        if (fact("observed_at") is not DateTime observed)
            throw Unweighable("a report without a time");
        if (fact("status") is not string code || !Statuses.TryGetValue(code, out var status))
            throw Unweighable("a status that is not known");
        return ReportWeight.At(
            query.AsOf,
            new DateTimeOffset(DateTime.SpecifyKind(observed, DateTimeKind.Utc)),
            (int)severity,
            status,
            // counts until the Swedish day it was mended begins
            fact("resolved_on") is DateOnly day
                ? SwedishTime.StartOf(day)
                : null,
            query.HalfLife,
            query.StatusWeights
        );

        ProblemException Unweighable(string what) =>
            Problem.InvalidParameter("weight", $"'{query.Collection.Id}' holds {what}", "Use the weight none.");
    }
}

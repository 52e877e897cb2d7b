using Npgsql;
using SafePlaces.Analysis.Grids;
using SafePlaces.Analysis.HotSpots;
using SafePlaces.Analysis.Hours;
using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Data.Layers.HotSpots;

namespace SafePlaces.Risk.HotSpots;

/// <summary>The layer of hot spots, made from the unsafe spots of two years on the 100 m grid of EPSG:3006.</summary>
static class HotSpotLayer
{
    const int CellSizeM = 100;
    const int Months = 24;

    /// <summary>
    /// Makes the layer anew: Gi* within 250 m over the squares where people can be, hot ones to at least 90 % kept. Only what
    /// differs is written, so the layer's version moves only when a figure does; run again on the same facts nothing is.
    /// Returns how many squares are hot. One run at a time: the caller sees to that.
    /// </summary>
    /// <param name="owner">As the owner of the database.</param>
    /// <param name="asOf">Reports observed before it count.</param>
    /// <param name="cancellation">Leaves the layer as it was.</param>
    public static async Task<int> Recompute(NpgsqlDataSource owner, DateTimeOffset asOf, CancellationToken cancellation)
    {
        var counts = await Counts(owner, asOf, cancellation);
        var hot = GetisOrd.Find(counts).Where(spot => spot.Class > HotSpotClass.NotSignificant).ToList();
        await Write(owner, hot, asOf, cancellation);
        return hot.Count;
    }

    static async Task<IReadOnlyList<(GridCell, double)>> Counts(
        NpgsqlDataSource owner,
        DateTimeOffset asOf,
        CancellationToken cancellation
    )
    {
        await using var command = owner.CreateCommand(Sql.File(typeof(HotSpotLayer), "counts.sql"));
        command.Parameters.Add(new() { Value = asOf.AddMonths(-Months).UtcDateTime });
        command.Parameters.Add(new() { Value = asOf.UtcDateTime });
        command.Parameters.Add(new() { Value = SwedishTime.Day(asOf) });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var counts = new List<(GridCell, double)>();
        while (await row.ReadAsync(cancellation))
            counts.Add((new(row.GetInt32(0), row.GetInt32(1), CellSizeM), row.GetInt32(2)));
        return counts;
    }

    static async Task Write(
        NpgsqlDataSource owner,
        IReadOnlyList<HotSpot> hot,
        DateTimeOffset asOf,
        CancellationToken cancellation
    )
    {
        await using var command = owner.CreateCommand(Sql.File(typeof(HotSpotLayer), "write.sql"));
        Add(spot => spot.Cell.ToString());
        Add(spot => Code.Of(Certainty(spot.Class)));
        Add(spot => (int)spot.Value);
        Add(spot => spot.CellsInReach);
        Add(spot => spot.Z!.Value);
        Add(spot => spot.P!.Value);
        Add(spot => spot.Q!.Value);
        Add(spot => spot.Cell.East);
        Add(spot => spot.Cell.North);
        command.Parameters.Add(new() { Value = asOf.UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellation);

        void Add<T>(Func<HotSpot, T> value) => command.Parameters.Add(new() { Value = hot.Select(value).ToArray() });
    }

    static HotSpotCertainty Certainty(HotSpotClass sure) =>
        sure switch
        {
            HotSpotClass.Hot90 => HotSpotCertainty.Hot90,
            HotSpotClass.Hot95 => HotSpotCertainty.Hot95,
            HotSpotClass.Hot99 => HotSpotCertainty.Hot99,
            _ => throw new ArgumentOutOfRangeException(nameof(sure), sure, "Only hot squares are kept."),
        };
}

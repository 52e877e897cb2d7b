using SafePlaces.Analysis.Density;
using SafePlaces.Analysis.Statistics;

namespace SafePlaces.Heatmaps;

/// <summary>Why a cell is not to be relied on.</summary>
[Flags]
enum Doubt : byte
{
    None = 0,

    /// <summary>Rests on too few reports: a coefficient of variation above 0.5; or there is too little to hold them against.</summary>
    Thin = 1,

    /// <summary>Chance makes as much: a false discovery rate of 10 % or more.</summary>
    Chance = 2,
}

/// <summary>Whether chance was tried, against what, or why not.</summary>
enum ChanceTrial
{
    NotAsked,

    /// <summary>There is nothing to try.</summary>
    Nothing,
    TooMuch,

    /// <summary>The same points laid out anew along the walk routes.</summary>
    AlongRoutes,

    /// <summary>The same points laid out anew anywhere: complete spatial randomness.</summary>
    Anywhere,

    /// <summary>The same points laid out anew on what they are held against.</summary>
    OnExposure,

    /// <summary>Each point given to one of the two periods by their days.</summary>
    BetweenPeriods,
}

/// <summary>
/// How far each cell of a heatmap is to be relied on, and how chance was tried: in cells of <see cref="CellM"/> metres,
/// a fifth of the bandwidth where the map's own are smaller, as a kernel shows nothing finer.
/// </summary>
sealed record HeatmapDoubts(Doubt[] Cells, ChanceTrial Trial, int Runs, double CellM)
{
    /// <summary>False discoveries among what is called denser than chance, at most.</summary>
    public const double FalseDiscoveries = 0.1;

    /// <summary>Points, rows and columns of all runs: some four seconds on two processors.</summary>
    const double MostWork = 2e9;

    /// <summary>The same question gives the same answer.</summary>
    const int Seed = 1963;

    public bool IsTested => Trial >= ChanceTrial.AlongRoutes;

    public static HeatmapDoubts NotAsked(int cells) => new(new Doubt[cells], ChanceTrial.NotAsked, 0, 0);

    /// <summary>
    /// Judges every cell with a value: thin by the density of all <paramref name="points"/> (<paramref name="pooled"/>), and
    /// against chance where that was asked for and is not too much work.
    /// </summary>
    public static HeatmapDoubts Judge(
        HeatmapQuery query,
        HeatmapInput input,
        double[] values,
        double[] pooled,
        WeightedPoint[] points,
        CancellationToken cancellation
    )
    {
        var thin = DensityPrecision.Thin(pooled, points, query.Grid, query.BandwidthM, cancellation: cancellation);
        var grid = Coarser(query);
        var trial = TrialOf(query, input, points.Length, grid);
        var q = trial >= ChanceTrial.AlongRoutes ? Chances(query, input, trial, grid, cancellation) : null;
        var cells = new Doubt[values.Length];
        for (var cell = 0; cell < cells.Length; cell++)
        {
            // held against too little, it has no value
            if (double.IsNaN(values[cell]) && pooled[cell] > 0)
                cells[cell] = Doubt.Thin;
            else if (values[cell] is not (0 or double.NaN))
                cells[cell] =
                    (thin[cell] ? Doubt.Thin : Doubt.None)
                    | (
                        q is not null && q[Within(query.Grid, cell, grid)] >= FalseDiscoveries
                            ? Doubt.Chance
                            : Doubt.None
                    );
        }
        return new(
            cells,
            trial,
            q is null ? 0 : query.Runs,
            q is null ? 0 : Math.Max(grid.CellWidthM, grid.CellHeightM)
        );
    }

    static ChanceTrial TrialOf(HeatmapQuery query, HeatmapInput input, int points, DensityGrid grid)
    {
        if (query.Runs == 0)
            return ChanceTrial.NotAsked;
        if (points == 0 || (query.Kind == HeatmapKind.Rate && input.AtRisk is null))
            return ChanceTrial.Nothing;
        var reach = Math.Min(2 * query.BandwidthM / grid.CellHeightM, grid.Height) + 1;
        if (query.Runs * (points * reach * reach + 4.0 * grid.Width * grid.Height) > MostWork)
            return ChanceTrial.TooMuch;
        return query.Kind switch
        {
            HeatmapKind.Difference => ChanceTrial.BetweenPeriods,
            HeatmapKind.Rate => ChanceTrial.OnExposure,
            _ => input.AtRisk is null ? ChanceTrial.Anywhere : ChanceTrial.AlongRoutes,
        };
    }

    /// <summary>For each cell of the coarser grid the false discovery rate at which it stands out; 1 where nothing reaches.</summary>
    static double[] Chances(
        HeatmapQuery query,
        HeatmapInput input,
        ChanceTrial trial,
        DensityGrid grid,
        CancellationToken cancellation
    )
    {
        var random = new Random(Seed);
        var (p, reached) =
            trial == ChanceTrial.BetweenPeriods
                ? Labelled(query, input, grid, random, cancellation)
                : Scattered(query, input, grid, random, cancellation);
        var inside = query.Area is { } area ? Heatmap.Inside(grid, area, cancellation) : null;
        int[] judged = [.. Enumerable.Range(0, p.Length).Where(cell => reached[cell] && inside?[cell] != false)];
        var adjusted = FalseDiscovery.Adjusted([.. judged.Select(cell => p[cell])]);
        var q = new double[p.Length];
        Array.Fill(q, 1);
        for (var i = 0; i < judged.Length; i++)
            q[judged[i]] = adjusted[i];
        return q;
    }

    static (double[] P, bool[] Reached) Labelled(
        HeatmapQuery query,
        HeatmapInput input,
        DensityGrid grid,
        Random random,
        CancellationToken cancellation
    )
    {
        var (days, earlierDays) = query.Days;
        var tested = DensityDifference.Test(
            input.Points,
            days,
            input.Earlier,
            earlierDays,
            grid,
            query.BandwidthM,
            random,
            query.Runs,
            cancellation
        );
        return (tested.P, Array.ConvertAll(tested.Pooled, density => density > 0));
    }

    static (double[] P, bool[] Reached) Scattered(
        HeatmapQuery query,
        HeatmapInput input,
        DensityGrid grid,
        Random random,
        CancellationToken cancellation
    )
    {
        var (places, spreadM) = input.AtRisk is { } atRisk ? (atRisk, Exposure.PieceM) : Exposure.Even(query);
        var tested = DensitySignificance.Test(
            input.Points,
            grid,
            query.BandwidthM,
            places,
            spreadM,
            random,
            query.Runs,
            cancellation
        );
        return (tested.P, [.. tested.Density.Zip(tested.Highest, (seen, most) => seen > 0 || most > 0)]);
    }

    static DensityGrid Coarser(HeatmapQuery query)
    {
        var (grid, leastM) = (query.Grid, query.BandwidthM / 5);
        var (columns, rows) = (
            Math.Min(grid.Width, (int)Math.Ceiling(grid.Bounds.Width / leastM)),
            Math.Min(grid.Height, (int)Math.Ceiling(grid.Bounds.Height / leastM))
        );
        return columns == grid.Width && rows == grid.Height ? grid : DensityGrid.Dividing(grid.Bounds, columns, rows);
    }

    /// <summary>The cell of the coarser grid that holds the centre of a cell.</summary>
    static int Within(DensityGrid grid, int cell, DensityGrid coarser)
    {
        var (east, north) = grid.Centre(cell % grid.Width, cell / grid.Width);
        var column = Math.Min((int)((east - coarser.West) / coarser.CellWidthM), coarser.Width - 1);
        var row = Math.Min((int)((coarser.North - north) / coarser.CellHeightM), coarser.Height - 1);
        return row * coarser.Width + column;
    }
}

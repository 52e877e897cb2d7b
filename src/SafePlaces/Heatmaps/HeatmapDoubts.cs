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

    /// <summary>
    /// Chance makes as much: a false discovery rate of 10 % or more, and not sure for the whole map at once either.
    /// </summary>
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
/// a fifth of the bandwidth where the map's own are smaller, on large maps up to a half: a kernel shows little finer.
/// </summary>
sealed record HeatmapDoubts(Doubt[] Cells, ChanceTrial Trial, int Runs, double CellM)
{
    /// <summary>False discoveries among what is called denser than chance, at most.</summary>
    public const double FalseDiscoveries = 0.1;

    /// <summary>
    /// Chance of a single such cell anywhere on the map. With few reports p cannot get small enough for the false discovery
    /// rate, which asks for more the larger the map is; the highest cell of each run can.
    /// </summary>
    public const double WholeMap = 0.05;

    /// <summary>Points, rows and columns of all runs: a few seconds on two processors.</summary>
    const double MostWork = 5e8;

    /// <summary>Cells to a side that are enough for a picture of where chance ends.</summary>
    const int EnoughCells = 200;

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
        var trial = TrialOf(query, input, points.Length);
        var open = trial >= ChanceTrial.AlongRoutes ? Chances(query, input, trial, grid, cancellation) : null;
        var cells = new Doubt[values.Length];
        for (var cell = 0; cell < cells.Length; cell++)
        {
            // held against too little, it has no value
            if (double.IsNaN(values[cell]) && pooled[cell] > 0)
                cells[cell] = Doubt.Thin;
            else if (values[cell] is not (0 or double.NaN))
                cells[cell] =
                    (thin[cell] ? Doubt.Thin : Doubt.None)
                    | (open is not null && At(open, grid, query.Grid, cell) >= 1 ? Doubt.Chance : Doubt.None);
        }
        return new(
            cells,
            trial,
            open is null ? 0 : query.Runs,
            open is null ? 0 : Math.Max(grid.CellWidthM, grid.CellHeightM)
        );
    }

    /// <summary>Whether so many points are not too much work to try against chance.</summary>
    public static bool CanTry(HeatmapQuery query, int points)
    {
        var grid = Coarser(query);
        var reach = Math.Min(2 * query.BandwidthM / grid.CellHeightM, grid.Height) + 1;
        return query.Runs * (points * reach * reach + 4.0 * grid.Width * grid.Height) <= MostWork;
    }

    static ChanceTrial TrialOf(HeatmapQuery query, HeatmapInput input, int points)
    {
        if (query.Runs == 0)
            return ChanceTrial.NotAsked;
        if (points == 0 || (query.Kind == HeatmapKind.Rate && input.AtRisk is null))
            return ChanceTrial.Nothing;
        if (!CanTry(query, points))
            return ChanceTrial.TooMuch;
        return query.Kind switch
        {
            HeatmapKind.Difference => ChanceTrial.BetweenPeriods,
            HeatmapKind.Rate => ChanceTrial.OnExposure,
            _ => input.AtRisk is null ? ChanceTrial.Anywhere : ChanceTrial.AlongRoutes,
        };
    }

    /// <summary>
    /// For each cell of the coarser grid how much of what is allowed it takes to call it more than chance: below 1 it stands
    /// out.
    /// </summary>
    static double[] Chances(
        HeatmapQuery query,
        HeatmapInput input,
        ChanceTrial trial,
        DensityGrid grid,
        CancellationToken cancellation
    )
    {
        var random = new Random(Seed);
        var (p, familywise, reached) =
            trial == ChanceTrial.BetweenPeriods
                ? Labelled(query, input, grid, random, cancellation)
                : Scattered(query, input, grid, random, cancellation);
        var inside = query.Area is { } area ? Heatmap.Inside(grid, area, cancellation) : null;
        int[] judged = [.. Enumerable.Range(0, p.Length).Where(cell => reached[cell] && inside?[cell] != false)];
        var q = FalseDiscovery.Adjusted([.. judged.Select(cell => p[cell])]);
        var open = Array.ConvertAll(familywise, chance => chance / WholeMap);
        for (var i = 0; i < judged.Length; i++)
            open[judged[i]] = Math.Min(q[i] / FalseDiscoveries, open[judged[i]]);
        // far from standing out is no further than it has to be, so that the line between lies midway
        return Array.ConvertAll(open, much => Math.Min(much, 2));
    }

    static (double[] P, double[] Familywise, bool[] Reached) Labelled(
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
        return (tested.P, tested.FamilywiseP, Array.ConvertAll(tested.Pooled, density => density > 0));
    }

    static (double[] P, double[] Familywise, bool[] Reached) Scattered(
        HeatmapQuery query,
        HeatmapInput input,
        DensityGrid grid,
        Random random,
        CancellationToken cancellation
    )
    {
        var (places, spreadM) = input.AtRisk is { } atRisk
            ? (atRisk, query.Per is null || query.IsPerLength ? Exposure.PieceM : 0)
            : Exposure.Even(query);
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
        return (
            tested.P,
            tested.FamilywiseP,
            [.. tested.Density.Zip(tested.Highest, (seen, most) => seen > 0 || most > 0)]
        );
    }

    static DensityGrid Coarser(HeatmapQuery query)
    {
        var grid = query.Grid;
        var sideM = Math.Max(grid.Bounds.Width, grid.Bounds.Height);
        var leastM = Math.Clamp(sideM / EnoughCells, query.BandwidthM / 5, query.BandwidthM / 2);
        var (columns, rows) = (
            Math.Min(grid.Width, (int)Math.Ceiling(grid.Bounds.Width / leastM)),
            Math.Min(grid.Height, (int)Math.Ceiling(grid.Bounds.Height / leastM))
        );
        return columns == grid.Width && rows == grid.Height ? grid : DensityGrid.Dividing(grid.Bounds, columns, rows);
    }

    /// <summary>A value of the coarser grid at the centre of a cell, between the centres of the four round it.</summary>
    static double At(double[] values, DensityGrid coarser, DensityGrid grid, int cell)
    {
        var (east, north) = grid.Centre(cell % grid.Width, cell / grid.Width);
        var (column, right) = Between((east - coarser.West) / coarser.CellWidthM - 0.5, coarser.Width);
        var (row, down) = Between((coarser.North - north) / coarser.CellHeightM - 0.5, coarser.Height);
        return (1 - down) * Along(row) + (down > 0 ? down * Along(row + 1) : 0);

        double Along(int line) =>
            (1 - right) * values[line * coarser.Width + column]
            + (right > 0 ? right * values[line * coarser.Width + column + 1] : 0);

        static (int At, double Part) Between(double place, int count)
        {
            var at = Math.Clamp(place, 0, count - 1);
            return ((int)at, at - (int)at);
        }
    }
}

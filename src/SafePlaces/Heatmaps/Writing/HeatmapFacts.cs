using System.Globalization;
using SafePlaces.Analysis.Heatmaps;
using SafePlaces.Analysis.Reports;
using SafePlaces.Data.Items;
using SafePlaces.Heatmaps.Questions;

namespace SafePlaces.Heatmaps.Writing;

/// <summary>
/// What every form of a heatmap says about itself, so that a file explains itself years later. The densest share describes
/// the map by the reports it was made of; it is no test of it.
/// </summary>
sealed record HeatmapFacts(
    string Collection,
    string Title,
    string Crs,
    string Unit,
    double West,
    double North,
    double CellWidthM,
    double CellHeightM,
    int Width,
    int Height,
    string Kernel,
    double BandwidthM,
    string Kind,
    string Period,
    string? Compare,
    int? ComparePoints,
    string? Per,
    string? Area,
    string? Hours,
    IReadOnlyDictionary<string, string> Filters,
    string? Filter,
    string Weight,
    double? HalfLifeDays,
    StatusWeights? StatusWeights,
    DateTimeOffset AsOf,
    int Points,
    double Maximum,
    double Minimum,
    double Sum,
    double? Total,
    double? DensestShare,
    double? DensestHolds,
    double? DensestPai,
    string Chance,
    int ChanceRuns,
    double? ChanceCellM,
    string Mask,
    string? DataVersion,
    IReadOnlyList<string> Notes
)
{
    const string Masks =
        "1 = thin: a coefficient of variation above 0.5, or too little to hold reports against; 2 = chance makes as much (false discovery rate 10 % or more, and more than 5 % for the highest cell of the whole map); 3 = both";

    /// <summary>
    /// The facts of a heatmap with its values multiplied by <paramref name="unitM2"/>: 1 as computed, per m² or metre, else
    /// <see cref="HeatmapQuery.Unit"/>.
    /// </summary>
    public static HeatmapFacts Of(Heatmap heatmap, double unitM2)
    {
        var (query, grid) = (heatmap.Query, heatmap.Query.Grid);
        var isDecayed = query.Weight == HeatmapWeight.Decayed;
        return new(
            query.Collection.Id,
            query.Collection.Title.In(query.Language),
            query.Crs.Uri,
            UnitOf(query, unitM2 == 1),
            grid.West,
            grid.North,
            grid.CellWidthM,
            grid.CellHeightM,
            grid.Width,
            grid.Height,
            "quartic",
            query.BandwidthM,
            query.Kind.ToString().ToLowerInvariant(),
            Interval(query.Selection.Time),
            query.Compare is null ? null : Interval(query.Compare),
            query.Compare is null ? null : heatmap.Earlier,
            query.Per?.Id,
            query.Place,
            query.Hours?.ToString(),
            query.Filters.ToDictionary(filter => filter.Column.Name, filter => filter.Text, StringComparer.Ordinal),
            query.FilterText,
            query.Weight.ToString().ToLowerInvariant(),
            isDecayed ? query.HalfLife.TotalDays : null,
            isDecayed ? query.StatusWeights : null,
            query.AsOf,
            heatmap.Points,
            heatmap.Maximum * unitM2,
            heatmap.Minimum * unitM2,
            heatmap.Sum * unitM2,
            query.Kind == HeatmapKind.Density ? heatmap.Sum * grid.CellWidthM * grid.CellHeightM : null,
            heatmap.Densest?.Share,
            heatmap.Densest?.Held,
            heatmap.Densest?.Pai,
            heatmap.Reliability.Trial switch
            {
                SignificanceTest.AlongRoutes => "along walk routes",
                SignificanceTest.Anywhere => "anywhere",
                SignificanceTest.OnExposure => "on what reports are held against",
                SignificanceTest.BetweenPeriods => "between the periods",
                SignificanceTest.TooMuch => "not tried: too many points",
                SignificanceTest.Nothing => "not tried: nothing to try",
                _ => "not tried",
            },
            heatmap.Reliability.Runs,
            heatmap.Reliability.IsTested ? heatmap.Reliability.CellM : null,
            Masks,
            heatmap.Version,
            [.. HeatmapTexts.In(query.Language).Notes(heatmap)]
        );
    }

    /// <summary>The facts of one, or of several periods together: their numbers summed, their largest value.</summary>
    public static HeatmapFacts Of(IReadOnlyList<Heatmap> heatmaps, double unitM2)
    {
        var all = heatmaps.Select(one => Of(one, unitM2)).ToList();
        return all is [var only]
            ? only
            : all[0] with
            {
                Period = string.Join(',', all.Select(one => one.Period)),
                Points = all.Sum(one => one.Points),
                Maximum = all.Max(one => one.Maximum),
                Minimum = all.Min(one => one.Minimum),
                Sum = all.Sum(one => one.Sum),
                Total = all.Sum(one => one.Total),
                AsOf = all.Max(one => one.AsOf),
                DensestShare = null,
                DensestHolds = null,
                DensestPai = null,
                Notes = [.. HeatmapTexts.In(heatmaps[0].Query.Language).Notes(heatmaps)],
            };
    }

    static string UnitOf(HeatmapQuery query, bool isBare) =>
        query.Kind switch
        {
            HeatmapKind.Difference => isBare ? "per square metre and day" : "per square kilometre and day",
            HeatmapKind.Rate when !query.IsPerLength => $"per feature of {query.Per!.Id}",
            HeatmapKind.Rate => isBare ? $"per metre of {query.Per!.Id}" : $"per kilometre of {query.Per!.Id}",
            _ => isBare ? "per square metre" : "per square kilometre",
        };

    public static string Interval(TimeRange? time) => time is null ? "../.." : $"{End(time.From)}/{End(time.To)}";

    static string End(DateTime? end) => end?.ToString("yyyy-MM-ddTHH:mm:ss.FFFZ", CultureInfo.InvariantCulture) ?? "..";
}

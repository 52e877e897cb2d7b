using System.Globalization;
using Microsoft.OpenApi;
using SafePlaces.Analysis.Crs;
using SafePlaces.Analysis.Density;
using SafePlaces.Analysis.Reports;
using SafePlaces.Data;
using SafePlaces.Data.Items;
using SafePlaces.Formats.Text;
using SafePlaces.Http;
using SafePlaces.Ogc;

namespace SafePlaces.Heatmaps.Questions;

/// <summary>The words a heatmap is asked for in, whatever door the question comes through.</summary>
static class HeatmapParameters
{
    public const double LeastBandwidthM = 10;
    public const double MostBandwidthM = 5000;
    public const double LeastCellM = 5;
    public const double MostCellM = 100_000;
    public const double DefaultBandwidthM = 200;
    public const int MostPeriods = 24;
    const double MostHalfLifeDays = 36_500;
    const double MostStatusWeight = 100;

    static readonly string[] Weights = ["none", "severity", "decayed"];
    static readonly string[] Lights = ["dark", "day"];
    static readonly string[] Truths = ["true", "false"];
    static readonly string[] Languages = ["sv", "en"];

    public static readonly QueryParameter[] All =
    [
        .. FeatureParameters.Selection,
        .. FeatureParameters.Filter,
        Text(
            "area",
            "Cells outside it have no value: the name of a focus area, or collection/featureId of a polygon (a municipality, a district)."
        ),
        Text(
            "hours",
            "Time of day by the clock in Sweden, the first hour included, across midnight where need be: 18-02, 06:30-09:00."
        ),
        OneOf("light", "Only what was seen after dark, or by day, by the sun at its time and place.", Lights),
        Number(
            "bandwidth",
            "Radius within which a point counts, metres.",
            DefaultBandwidthM,
            LeastBandwidthM,
            MostBandwidthM
        ),
        Number(
            "cell",
            "Side of a cell, metres; chosen so that the longer side has at most 512, f=cells and f=contours 200.",
            null,
            LeastCellM,
            MostCellM
        ),
        Whole("width", "Columns, with height and instead of cell: the box is divided exactly."),
        Whole("height", "Rows, with width."),
        OneOf("weight", "What a point counts: 1, its severity, or severity × half-life × status.", Weights),
        Number(
            "half_life_days",
            "With weight=decayed: the days in which a report loses half its weight.",
            ReportWeight.DefaultHalfLife.TotalDays,
            1,
            MostHalfLifeDays
        ),
        Text(
            "status_weights",
            "With weight=decayed: what a status counts, 0 to 100; those not named keep received:0.5,verified:1,planned:1,resolved:0,rejected:0,duplicate:0."
        ),
        Text(
            "compare",
            "An interval: what is shown is datetime less this one, each per day, so that unlike lengths compare."
        ),
        Text(
            "periods",
            $"Up to {MostPeriods} intervals with commas between them, instead of datetime: one map each, on one scale."
        ),
        Number(
            "maximum",
            "Where the colours end, in the unit that f=json tells; the largest value without it. For pictures to compare.",
            null,
            1e-9,
            1e12
        ),
        Text(
            "per",
            "A collection to hold the points against: reports per km of its lines, or per feature. walk-routes: per km of path."
        ),
        new(
            "chance",
            "How often chance is tried: what it makes as dense in too many of 199 layouts is marked (false discoveries 10 %). 0 = not.",
            new()
            {
                Type = JsonSchemaType.Integer,
                Enum = [DensitySignificance.DefaultRuns, 0],
                Default = DensitySignificance.DefaultRuns,
            }
        ),
        new(
            "crs",
            "CRS of the raster: EPSG:3006, or EPSG:3857 for a PNG over exactly the box asked for.",
            new()
            {
                Type = JsonSchemaType.String,
                Format = "uri",
                Default = KnownCrs.SwerefTm.Uri,
            }
        ),
        new(
            "legend",
            "PNG with title, scale and legend (default in EPSG:3006), or the picture alone.",
            new() { Type = JsonSchemaType.Boolean }
        ),
        OneOf("lang", "Language of the legend; Accept-Language without it.", Languages),
    ];

    public static HeatmapWeight Weight(IQueryCollection query, Collection collection)
    {
        var weight = Choice(query, "weight", Weights) switch
        {
            "severity" => HeatmapWeight.Severity,
            "decayed" => HeatmapWeight.Decayed,
            _ => HeatmapWeight.None,
        };
        (string Name, ColumnKind Kind)[] needed = weight switch
        {
            HeatmapWeight.Severity => [("severity", ColumnKind.Integer)],
            HeatmapWeight.Decayed =>
            [
                ("severity", ColumnKind.Integer),
                ("observed_at", ColumnKind.DateTime),
                ("status", ColumnKind.Text),
                ("resolved_on", ColumnKind.Date),
            ],
            _ => [],
        };
        var missing = needed.Where(column => collection.Column(column.Name)?.Kind != column.Kind).ToList();
        return missing.Count == 0
            ? weight
            : throw Problem.InvalidParameter(
                "weight",
                $"'{collection.Id}' has no {string.Join(", ", missing.Select(column => column.Name))}",
                "Use the weight none."
            );
    }

    public static TimeSpan HalfLife(IQueryCollection query, HeatmapWeight weight) =>
        OfDecay(query, "half_life_days", weight)
        && Number(query, "half_life_days", 1, MostHalfLifeDays, "days") is { } days
            ? TimeSpan.FromDays(days)
            : ReportWeight.DefaultHalfLife;

    public static StatusWeights StatusWeights(IQueryCollection query, HeatmapWeight weight)
    {
        var weights = Analysis.Reports.StatusWeights.Default;
        if (!OfDecay(query, "status_weights", weight))
            return weights;
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in query["status_weights"].ToString().Split(',', StringSplitOptions.TrimEntries))
        {
            if (
                part.Split(':', StringSplitOptions.TrimEntries) is not [var status, var text]
                || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                || number is not (>= 0 and <= MostStatusWeight)
            )
                throw Wrong($"'{part}' is not a status and its weight");
            if (!named.Add(status))
                throw Wrong($"'{status}' is named twice");
            weights = status switch
            {
                "received" => weights with { Received = number },
                "verified" => weights with { Verified = number },
                "planned" => weights with { Planned = number },
                "resolved" => weights with { Resolved = number },
                "rejected" => weights with { Rejected = number },
                "duplicate" => weights with { Duplicate = number },
                _ => throw Wrong($"'{status}' is no status"),
            };
        }
        return weights;

        static ProblemException Wrong(string wrong) =>
            Problem.InvalidParameter(
                "status_weights",
                wrong,
                "Write it as received:0.5,resolved:0.2 with weights from 0 to 100; there are received, verified, planned, resolved, rejected and duplicate."
            );
    }

    /// <summary>Whether a parameter of the decayed weight is given; throws 400 when it is and there is no such weight.</summary>
    static bool OfDecay(IQueryCollection query, string name, HeatmapWeight weight)
    {
        if (!query.ContainsKey(name))
            return false;
        return weight == HeatmapWeight.Decayed
            ? true
            : throw Problem.InvalidParameter(name, "is part of weight=decayed alone", "Add weight=decayed.");
    }

    /// <summary>Dark, day or both (null), as the column that says it.</summary>
    public static (Column Column, object Value)? Light(IQueryCollection query, Collection collection)
    {
        if (Choice(query, "light", Lights) is not { } light)
            return null;
        if (collection.Column("after_dark") is not { Kind: ColumnKind.Boolean } column)
            throw Problem.InvalidParameter(
                "light",
                $"'{collection.Id}' has no after_dark",
                "Leave it out, or ask by the clock with hours."
            );
        return query.ContainsKey("after_dark")
            ? throw Problem.InvalidParameter("light", "stands beside after_dark", "Give one or the other.")
            : (column, light == "dark");
    }

    public static int Runs(IQueryCollection query) =>
        Choice(query, "chance", ["199", "0"]) == "0" ? 0 : DensitySignificance.DefaultRuns;

    public static bool? Legend(IQueryCollection query) =>
        Choice(query, "legend", Truths) is { } legend ? legend == "true" : null;

    public static Language? Language(IQueryCollection query) =>
        Formats.Text.Language.Find(Choice(query, "lang", Languages));

    /// <summary>The intervals to show one by one; none when <c>periods</c> is not given.</summary>
    public static IReadOnlyList<TimeRange> Periods(IQueryCollection query)
    {
        if (query["periods"].LastOrDefault() is not { } text)
            return [];
        if (query.ContainsKey("datetime"))
            throw Problem.InvalidParameter("periods", "is given beside datetime", "Give one or the other.");
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        return parts.Length <= MostPeriods
            ? [.. parts.Select(part => TimeRange.Parse(part, "periods"))]
            : throw Problem.InvalidParameter(
                "periods",
                $"holds {parts.Length} intervals, more than {MostPeriods}",
                "Ask for fewer at a time, with maximum for one scale."
            );
    }

    /// <summary>The interval to subtract; throws 400 unless it and <paramref name="shown"/> have days to count.</summary>
    public static TimeRange? Compare(IQueryCollection query, TimeRange? shown, Collection collection, DateTime today)
    {
        if (query["compare"].LastOrDefault() is not { } text)
            return null;
        foreach (var other in (string[])["periods", "per"])
            if (query.ContainsKey(other))
                throw Problem.InvalidParameter("compare", $"is given beside {other}", "Give one or the other.");
        var compare = TimeRange.Parse(text, "compare");
        if (collection.Time.Count == 0)
            throw Problem.InvalidParameter("compare", $"'{collection.Id}' has no time", "Leave it out.");
        if (!(shown?.Days(today) > 0))
            throw Problem.InvalidParameter(
                "datetime",
                "has no days to count",
                "Beside compare, give an interval with a start that has begun: 2025-01-01/2025-12-31."
            );
        return compare.Days(today) > 0
            ? compare
            : throw Problem.InvalidParameter(
                "compare",
                "has no days to count",
                "Give an interval with a start that has begun: 2024-01-01/2024-12-31."
            );
    }

    /// <summary>How many days of it there have been; 0 when it is not known when it began, or it has not.</summary>
    public static double Days(this TimeRange period, DateTime today) =>
        period.From is { } from ? Math.Max(0, ((period.To is { } to && to < today ? to : today) - from).TotalDays) : 0;

    public static double? Number(IQueryCollection query, string name, double least, double most, string unit = "metres")
    {
        if (query[name].LastOrDefault() is not { } text)
            return null;
        return
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
            ? number
            : throw Problem.InvalidParameter(
                name,
                $"'{text}' is not a number of {unit} that can be used",
                string.Create(CultureInfo.InvariantCulture, $"Give {unit} from {least} to {most}.")
            );
    }

    public static double? Maximum(IQueryCollection query) => Number(query, "maximum", 1e-9, 1e12, "the unit of f=json");

    public static int? Cells(IQueryCollection query, string name)
    {
        if (query[name].LastOrDefault() is not { } text)
            return null;
        return
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is > 0 and <= HeatmapQuery.MostCells
            ? number
            : throw Problem.InvalidParameter(name, $"'{text}' is not a number of cells", "Give a whole number from 1.");
    }

    static string? Choice(IQueryCollection query, string name, string[] known)
    {
        if (query[name].LastOrDefault() is not { } text)
            return null;
        return known.Contains(text, StringComparer.Ordinal)
            ? text
            : throw Problem.InvalidParameter(
                name,
                $"'{text}' is not known",
                $"Give one of: {string.Join(", ", known)}."
            );
    }

    static QueryParameter Number(string name, string description, double? otherwise, double least, double most) =>
        new(
            name,
            description,
            new()
            {
                Type = JsonSchemaType.Number,
                Minimum = least.ToString(CultureInfo.InvariantCulture),
                Maximum = most.ToString(CultureInfo.InvariantCulture),
                Default = otherwise,
            }
        );

    static QueryParameter Text(string name, string description) =>
        new(name, description, new() { Type = JsonSchemaType.String });

    static QueryParameter Whole(string name, string description) =>
        new(name, description, new() { Type = JsonSchemaType.Integer, Minimum = "1" });

    static QueryParameter OneOf(string name, string description, string[] known) =>
        new(
            name,
            description,
            new()
            {
                Type = JsonSchemaType.String,
                Enum = [.. known.Select(value => System.Text.Json.Nodes.JsonValue.Create(value)!)],
            }
        );
}

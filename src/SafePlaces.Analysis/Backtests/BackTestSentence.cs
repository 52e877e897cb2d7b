using System.Globalization;

namespace SafePlaces.Analysis.Backtests;

/// <summary>What the share is a share of.</summary>
public enum Ground
{
    Area,
    Paths,
}

/// <summary>What the map was tested on.</summary>
public enum TestPeriod
{
    Quarter,
    Year,
}

/// <summary>What the map was tested against.</summary>
public enum Baseline
{
    /// <summary>Kernel density of the reports of the twelve months before.</summary>
    LastYearsMap,

    /// <summary>Reports of the twelve months before, counted by place.</summary>
    LastYearsCounts,

    PathLength,
    Uniform,

    /// <summary>The index by the model that is shipped.</summary>
    DefaultModel,
}

/// <summary>A comparison in one sentence for people, whole percent.</summary>
public static class BackTestSentence
{
    public static string Swedish(Comparison tested, Ground ground, TestPeriod period, Baseline baseline)
    {
        var of = ground == Ground.Area ? "ytan" : "gångstråken";
        var reports = period == TestPeriod.Quarter ? "nästa kvartals" : "nästa års";
        var other = baseline switch
        {
            Baseline.LastYearsMap => "förra årets karta hade fångat",
            Baseline.LastYearsCounts => "förra årets antal hade fångat",
            Baseline.DefaultModel => "standardmodellen hade fångat",
            Baseline.PathLength => "enbart gångstråkens längd hade fångat",
            _ => "slumpen hade fångat",
        };
        var tied = Tied(tested) is { } share
            ? $"; {share} av {of} ligger lika vid gränsen och räknas till sin del"
            : "";
        var doubt =
            tested.Beats ? ""
            : tested.Difference.High < 0 ? ", och var bättre"
            : ", så skillnaden kan vara slump";
        return $"Kartans mörkaste {Percent(tested.Map.Share)} av {of} fångade {Percent(tested.HitRate.Value)}"
            + $" av {reports} rapporter (mellan {Whole(tested.HitRate.Low)} och {Percent(tested.HitRate.High)}{tied});"
            + $" {other} {Percent(tested.BaselineHitRate.Value)}{doubt}.";
    }

    public static string English(Comparison tested, Ground ground, TestPeriod period, Baseline baseline)
    {
        var of = ground == Ground.Area ? "the area" : "the walk paths";
        var reports = period == TestPeriod.Quarter ? "next quarter's" : "next year's";
        var other = baseline switch
        {
            Baseline.LastYearsMap => "last year's map would have held",
            Baseline.LastYearsCounts => "last year's counts would have held",
            Baseline.DefaultModel => "the default model would have held",
            Baseline.PathLength => "path length alone would have held",
            _ => "chance would have held",
        };
        var tied = Tied(tested) is { } share ? $"; {share} of {of} is level at the cut and counts in part" : "";
        var doubt =
            tested.Beats ? ""
            : tested.Difference.High < 0 ? ", and was better"
            : ", so the difference may be chance";
        return $"The map's darkest {Percent(tested.Map.Share)} of {of} held {Percent(tested.HitRate.Value)}"
            + $" of {reports} reports (between {Whole(tested.HitRate.Low)} and {Percent(tested.HitRate.High)}{tied});"
            + $" {other} {Percent(tested.BaselineHitRate.Value)}{doubt}.";
    }

    /// <summary>When there are too few to test with; the same in both languages.</summary>
    public static (string Swedish, string English) TooFew(double events, TestPeriod period)
    {
        var count = events.ToString("0", CultureInfo.InvariantCulture);
        return (
            $"{(period == TestPeriod.Quarter ? "Nästa kvartals" : "Nästa års")} rapporter längs gångstråken var {count}; det behövs {IndexBar.LeastEvents} för att pröva kartan.",
            $"{(period == TestPeriod.Quarter ? "Next quarter's" : "Next year's")} reports along the walk paths were {count}; it takes {IndexBar.LeastEvents} to test the map."
        );
    }

    /// <summary>Below one percent of everything a tie is not worth a word.</summary>
    static string? Tied(Comparison tested) => tested.Map.TiedShare >= 0.01 ? Percent(tested.Map.TiedShare) : null;

    static string Percent(double share) => $"{Whole(share)}\u00a0%";

    static string Whole(double share) =>
        Math.Round(100 * share, MidpointRounding.AwayFromZero).ToString("0", CultureInfo.InvariantCulture);
}

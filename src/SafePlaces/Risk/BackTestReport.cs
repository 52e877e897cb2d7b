using SafePlaces.Analysis.Backtests;
using SafePlaces.Analysis.Grids;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data.Layers;
using SafePlaces.Formats.Text;

namespace SafePlaces.Risk;

/// <summary>A back-test of one profile, whole: what a person needs to follow it, and to make it again.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Of the model.</param>
/// <param name="Fingerprint">SHA-256 of the model's document.</param>
/// <param name="Profile">Such as perceived-dark.</param>
/// <param name="Period">quarter or year.</param>
/// <param name="TrainedTo">The last day whose facts were known.</param>
/// <param name="TestedFrom">First day of the test.</param>
/// <param name="TestedTo">Last day of the test.</param>
/// <param name="Verdict">too-few-events, withheld, weak or holds.</param>
/// <param name="Sentence">The result for people.</param>
/// <param name="Reports">What it was tested with.</param>
/// <param name="Places">What it was tested on.</param>
/// <param name="Bootstrap">How the intervals were drawn.</param>
/// <param name="Tables">Each map against each baseline; none where nothing was reported.</param>
/// <param name="Unbeaten">For a model other than the shipped one: what keeps it from use (rule 11); empty: nothing does.</param>
/// <param name="Notes">What it cannot know.</param>
sealed record BackTestReport(
    string Model,
    string Version,
    string Fingerprint,
    string Profile,
    string Period,
    DateOnly TrainedTo,
    DateOnly TestedFrom,
    DateOnly TestedTo,
    string Verdict,
    Wording Sentence,
    TestedReports Reports,
    TestedPlaces Places,
    BootstrapTerms Bootstrap,
    IReadOnlyList<ContestTable> Tables,
    IReadOnlyList<UnbeatenBaseline>? Unbeaten,
    IReadOnlyList<Wording> Notes
)
{
    static readonly IReadOnlyList<Wording> Limits =
    [
        new(
            "Lamps, routes, building projects and reports are taken as they stood on the day of the cut-off. What the registers do not date cannot be: the state of a report other than when it was resolved, reports that were rejected later, and reference layers without valid_from and valid_to.",
            "Lampor, stråk, byggprojekt och rapporter tas som de var den dag kartan gjordes. Det som registren inte daterar går inte att veta: en rapports läge annat än när den åtgärdades, rapporter som avvisats senare, och referenslager utan valid_from och valid_to."
        ),
        new(
            "It shows where people reported, not how dangerous a place is.",
            "Det visar var människor har rapporterat, inte hur farlig en plats är."
        ),
    ];

    public static BackTestReport Of(
        RiskModel model,
        RiskProfile profile,
        BackTestDates dates,
        IndexTest test,
        (TestGround Cells, TestGround Stretches) grounds,
        (int LastYear, int Tested, int LightUnknown) reports
    ) =>
        new(
            model.Name,
            model.Version,
            model.Fingerprint,
            profile.Id,
            Code.Of(dates.Period),
            dates.TrainedTo,
            dates.TestedFrom,
            dates.TestedTo,
            Code.Of(test.Verdict),
            Told(test, dates.Period),
            new(
                reports.LastYear,
                reports.Tested,
                grounds.Cells.Outside,
                grounds.Stretches.Outside,
                reports.LightUnknown
            ),
            new(
                grounds.Cells.Units.Count,
                grounds.Stretches.Units.Count,
                Math.Round(grounds.Stretches.Units.Sum(unit => unit.Size))
            ),
            new(BackTest.DefaultDraws, IndexBar.Level, Block.SideM, IndexTest.Seed),
            [.. test.Contests.Select(ContestTable.Of)],
            model == RiskModel.Default
                ? null
                : [.. test.Unbeaten.Select(one => new UnbeatenBaseline(Code.Of(one.Baseline), one.Share))],
            Limits
        );

    static Wording Told(IndexTest test, TestPeriod period)
    {
        if (test.Verdict != IndexVerdict.TooFewEvents && test.Headline is { } headline)
            return new(
                BackTestSentence.English(headline, Ground.Paths, period, Baseline.LastYearsMap),
                BackTestSentence.Swedish(headline, Ground.Paths, period, Baseline.LastYearsMap)
            );
        var (swedish, english) = BackTestSentence.TooFew(test.Events, period);
        return new(english, swedish);
    }
}

/// <summary>Reports in the light of the profile.</summary>
/// <param name="LastYear">In the twelve months up to the cut-off: last year's map.</param>
/// <param name="Tested">In the test period, neither rejected nor duplicates.</param>
/// <param name="OutsideCells">Of these, farther than 25 m from every cell with a walk route.</param>
/// <param name="OutsideStretches">Of these, farther than 30 m from every stretch.</param>
/// <param name="LightUnknown">In the test period, but not known whether after dark: in neither profile.</param>
sealed record TestedReports(int LastYear, int Tested, int OutsideCells, int OutsideStretches, int LightUnknown);

/// <summary>Cells of 25 m with walk route; stretches and their metres.</summary>
sealed record TestedPlaces(int Cells, int Stretches, double PathM);

/// <summary>Percentile intervals over draws of whole blocks.</summary>
sealed record BootstrapTerms(int Draws, double Level, int BlockM, int Seed);

/// <summary>A baseline that the model does not beat at a share of path length.</summary>
sealed record UnbeatenBaseline(string Baseline, double Share);

/// <summary>Two maps at each share.</summary>
/// <param name="Ground">area or paths.</param>
/// <param name="Map">index; or environment: the index without the reports among its factors.</param>
/// <param name="Baseline">last-years-map, last-years-counts, path-length, uniform or default-model.</param>
/// <param name="Shares">Of area or path length, rising.</param>
sealed record ContestTable(string Ground, string Map, string Baseline, IReadOnlyList<ContestRow> Shares)
{
    public static ContestTable Of(MapContest contest) =>
        new(
            Code.Of(contest.Ground),
            contest.WithReports ? "index" : "environment",
            Code.Of(contest.Baseline),
            [.. contest.Shares.Select(ContestRow.Of)]
        );
}

/// <summary>The darkest share of two maps. Shares are 0-1; the difference is map less baseline.</summary>
sealed record ContestRow(double Share, MapFigures Map, MapFigures Baseline, IntervalFigures Difference, bool Beats)
{
    public static ContestRow Of(Comparison one) =>
        new(
            one.Map.Share,
            MapFigures.Of(one.Map, one.HitRate),
            MapFigures.Of(one.Baseline, one.BaselineHitRate),
            IntervalFigures.Of(one.Difference),
            one.Beats
        );
}

/// <summary>How well one map did; see <see cref="Accuracy"/>.</summary>
sealed record MapFigures(IntervalFigures HitRate, double Pai, double Pei, double? Rri, double TiedShare)
{
    public static MapFigures Of(Accuracy one, Interval hitRate) =>
        new(
            IntervalFigures.Of(hitRate),
            Math.Round(one.Pai, 6),
            Math.Round(one.Pei, 6),
            one.Rri is { } rri ? Math.Round(rri, 6) : null,
            Math.Round(one.TiedShare, 6)
        );
}

/// <summary>A value with its interval.</summary>
sealed record IntervalFigures(double Value, double Low, double High)
{
    public static IntervalFigures Of(Interval one) =>
        new(Math.Round(one.Value, 6), Math.Round(one.Low, 6), Math.Round(one.High, 6));
}

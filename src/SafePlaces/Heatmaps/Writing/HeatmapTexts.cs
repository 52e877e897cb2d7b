using System.Globalization;
using SafePlaces.Analysis.Density;
using SafePlaces.Analysis.Heatmaps;
using SafePlaces.Analysis.Hours;
using SafePlaces.Data.Items;
using SafePlaces.Formats.Text;
using SafePlaces.Heatmaps.Questions;

namespace SafePlaces.Heatmaps.Writing;

/// <summary>What people read on a heatmap, in one language.</summary>
sealed class HeatmapTexts
{
    /// <summary>A difference is told for so many days: a day's is too small to picture.</summary>
    public const int DaysTold = 30;

    static readonly HeatmapTexts English = new(Language.English);
    static readonly HeatmapTexts Swedish = new(Language.Swedish);

    readonly Language language;

    HeatmapTexts(Language language) => this.language = language;

    public static HeatmapTexts In(Language language) => language == Language.Swedish ? Swedish : English;

    string Say(string swedish, string english) => language.Say(swedish, english);

    public string Bandwidth => Say("bandbredd", "bandwidth");
    public string Cell => Say("ruta", "cell");
    public string North => "N";
    public string WalkRouteBackdrop => Say("Grå linjer: gångstråk", "Grey lines: walk routes");
    public string Thin => Say("Tunt underlag", "Thin: few reports behind it");
    public string Chance => Say("Kan vara slumpen", "Could be chance");
    public string More => Say("fler än förr", "more than before");
    public string Fewer => Say("färre än förr", "fewer than before");

    public string Thing(HeatmapQuery query) =>
        (query.Weight == HeatmapWeight.None ? "" : Say("viktade ", "weighted ")) + Things(query, 2);

    /// <summary>When, and how many.</summary>
    public string Headline(IReadOnlyList<Heatmap> heatmaps)
    {
        var query = heatmaps[0].Query;
        var (now, before) = (heatmaps.Sum(map => map.Points), heatmaps.Sum(map => map.Earlier));
        var things = $"{Count(now)} {Things(query, now)}";
        var counted =
            $"{things} {(now != 1 ? Say("räknade", "counted") : query.IsReports ? Say("räknad", "counted") : Say("räknat", "counted"))}";
        if (heatmaps.Count > 1)
            return Say($"{heatmaps.Count} perioder på samma skala", $"{heatmaps.Count} periods on one scale")
                + $"  ·  {counted}";
        return query.Compare is { } earlier
            ? Say("Förändring", "Change")
                + $": {Period(query.Selection.Time)} ({things}) "
                + Say("jämfört med", "against")
                + $" {Period(earlier)} ({Count(before)})"
            : $"{Upper(Period(query.Selection.Time))}  ·  {counted}{(query.Per is null ? "" : $"  ·  {Unit(query).Name}")}";
    }

    string Count(int count) => language.Number(count);

    /// <summary>What was counted, in words that fit the number.</summary>
    public string Things(HeatmapQuery query, int count) =>
        (query.IsReports, count) switch
        {
            (true, 1) => Say("rapport", "report"),
            (true, _) => Say("rapporter", "reports"),
            (_, 1) => Say("objekt", "feature"),
            _ => Say("objekt", "features"),
        };

    /// <summary>What a value is told in, and what one in the unit of the data is multiplied with for it.</summary>
    public (string Name, double Times) Unit(HeatmapQuery query) =>
        query.Kind switch
        {
            HeatmapKind.Difference => (Say($"per km² och {DaysTold} dygn", $"per km² and {DaysTold} days"), DaysTold),
            HeatmapKind.Rate when query.IsPerLength => (Say($"per km {Title(query)}", $"per km of {Title(query)}"), 1),
            HeatmapKind.Rate => (Say($"per objekt: {Title(query)}", $"per feature: {Title(query)}"), 1),
            _ => ("per km²", 1),
        };

    string Title(HeatmapQuery query) => Lower(query.Per!.Title.In(language));

    /// <summary>What a point counts, where that is not one.</summary>
    public string? Weight(HeatmapQuery query) =>
        query.Weight switch
        {
            HeatmapWeight.Severity => Say("vikt: allvarlighet", "weight: severity"),
            HeatmapWeight.Decayed => Say(
                "vikt: allvarlighet, ålder och status den",
                "weight: severity, age and status on"
            )
                + $" {End(query.AsOf.UtcDateTime)}"
                + Say(", halveras på ", ", halved in ")
                + query.HalfLife.TotalDays.ToString("0.#", language.Numbers)
                + Say(" dygn", " days"),
            _ => null,
        };

    /// <summary>What chose the points besides time and place.</summary>
    public IEnumerable<string> Filters(HeatmapQuery query)
    {
        foreach (var (column, text) in query.Filters)
            yield return $"{column.Title.In(language)}: {column.Say(text, language)}";
        if (query.Hours is { } hours)
            yield return $"{Say("klockan", "by the clock")} {hours}";
        if (query.FilterText is { } filter)
            yield return $"{Say("urval", "selection")}: {filter}";
    }

    /// <summary>What a reader must know not to read too much into them.</summary>
    public IEnumerable<string> Notes(IReadOnlyList<Heatmap> heatmaps) =>
        heatmaps is [var one] ? Notes(one) : [.. heatmaps.SelectMany(Common).Distinct(), .. NothingStandsOut(heatmaps)];

    IEnumerable<string> NothingStandsOut(IReadOnlyList<Heatmap> heatmaps) =>
        heatmaps.Any(map => map.Reliability.IsTested) && !heatmaps.Any(map => map.StandsOut)
            ? [Say("Inget sticker ut från slumpen.", "Nothing stands out from chance.")]
            : [];

    /// <summary>What a reader must know not to read too much into it.</summary>
    public IEnumerable<string> Notes(Heatmap heatmap)
    {
        var query = heatmap.Query;
        yield return Caveat(query);
        if (heatmap.IsThin)
            yield return Few(heatmap);
        if (heatmap.Densest is { } densest)
            yield return Densest(densest);
        foreach (var note in Common(heatmap).Skip(1).Concat(NothingStandsOut([heatmap])))
            yield return note;
    }

    string Caveat(HeatmapQuery query) =>
        query.IsReports
            ? Say(
                "Visar var människor har rapporterat, inte hur farlig en plats är.",
                "Shows where people reported, not how dangerous a place is."
            )
            : Say(
                "Visar var något är registrerat, inte hur farlig en plats är.",
                "Shows where something is recorded, not how dangerous a place is."
            );

    /// <summary>What holds of all periods of a sheet, the caveat first.</summary>
    IEnumerable<string> Common(Heatmap heatmap)
    {
        var query = heatmap.Query;
        yield return Caveat(query);
        if (query.IsCoarse)
            yield return Say(
                "Rutorna är bredare än bandbredden: det som ligger mellan deras mittpunkter kan saknas.",
                "The cells are wider than the bandwidth: what lies between their centres may be missed."
            );
        if (Tried(heatmap.Reliability) is { } tried)
            yield return tried;
        if (query.Kind == HeatmapKind.Rate)
            yield return Say(
                $"Delat med {Title(query)} inom samma avstånd; där det finns mindre än en tiondel av medelvärdet visas inget.",
                $"Divided by {Title(query)} within the same distance; where there is less than a tenth of the mean, nothing is shown."
            );
        if (query.Compare is not null)
            yield return Say(
                "Skillnad per dygn, så att olika långa perioder går att jämföra; att människor börjat eller slutat rapportera syns också.",
                "Difference per day, so that periods of unlike length compare; that people began or ceased to report shows too."
            );
    }

    /// <summary>How chance was tried; null when there was nothing to try.</summary>
    string? Tried(HeatmapReliability reliability)
    {
        var cell = reliability.CellM.ToString("0", language.Numbers);
        var (runs, at) = (
            reliability.Runs,
            Say(
                $"i rutor om {cell} m, högst 10\u00a0% falska fynd eller säkert för hela kartan",
                $"in cells of {cell} m, at most 10\u00a0% false finds or sure for the whole map"
            )
        );
        return reliability.Trial switch
        {
            SignificanceTest.AlongRoutes => Say(
                $"Prövat mot slumpen: samma rapporter utlagda {runs} gånger längs gångstråken, {at}.",
                $"Tried against chance: the same reports laid out {runs} times along the walk routes, {at}."
            ),
            SignificanceTest.Anywhere => Say(
                $"Prövat mot slumpen: lika många utlagda {runs} gånger var som helst (gångstråk saknas), {at}.",
                $"Tried against chance: as many laid out {runs} times anywhere (there are no walk routes), {at}."
            ),
            SignificanceTest.OnExposure => Say(
                $"Prövat mot slumpen: lika många utlagda {runs} gånger efter det de delas med, {at}.",
                $"Tried against chance: as many laid out {runs} times by what they are divided by, {at}."
            ),
            SignificanceTest.BetweenPeriods => Say(
                $"Prövat mot slumpen: rapporterna lottade {runs} gånger mellan perioderna, {at}.",
                $"Tried against chance: the reports drawn {runs} times between the periods, {at}."
            ),
            SignificanceTest.TooMuch => Say(
                "Inte prövat mot slumpen: för många punkter att pröva på en gång.",
                "Not tried against chance: too many points to try at once."
            ),
            SignificanceTest.NotAsked => Say("Inte prövat mot slumpen.", "Not tried against chance."),
            _ => null,
        };
    }

    string Densest(Concentration densest)
    {
        var (share, held, pai) = (
            Number(100 * densest.Share, 0),
            Number(100 * densest.Held, 0),
            Number(densest.Pai, 1)
        );
        return Say(
            $"De tätaste {share}\u00a0% av ytan rymmer {held}\u00a0% av det räknade (PAI {pai}): det beskriver kartan med det den är gjord av, och prövar den inte.",
            $"The densest {share}\u00a0% of the area holds {held}\u00a0% of what was counted (PAI {pai}): this describes the map by what made it, and does not test it."
        );
    }

    string Number(double number, int decimals) => language.Number(number, decimals);

    public string Few(Heatmap heatmap)
    {
        var n = heatmap.Points + heatmap.Earlier;
        return n == 0
            ? Say("Inget rapporterat här: n = 0.", "Nothing reported here: n = 0.")
            : string.Create(CultureInfo.InvariantCulture, $"{Say("Få rapporter", "Few reports")}: n = {n}.");
    }

    /// <summary>Whole days, of Sweden or UTC, as days; anything else to the minute in Swedish time.</summary>
    public string Period(TimeRange? time) =>
        time switch
        {
            null or { From: null, To: null } => Say("hela tiden", "all times"),
            { From: null } => $"{Say("till", "until")} {End(time.To!.Value)}",
            { To: null } => $"{Say("från", "from")} {Start(time.From.Value)}",
            _ => $"{Start(time.From.Value)} – {End(time.To.Value)}",
        };

    static string Start(DateTime time) => At(time, clock => clock == TimeSpan.Zero);

    static string End(DateTime time) => At(time, clock => clock >= new TimeSpan(23, 59, 59));

    static string At(DateTime time, Func<TimeSpan, bool> isWholeDay)
    {
        var there = SwedishTime.At(new(time, TimeSpan.Zero));
        DateTime? day =
            isWholeDay(there.TimeOfDay) ? there.DateTime
            : isWholeDay(time.TimeOfDay) ? time
            : null;
        return day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? SwedishTime.Minute(there);
    }

    /// <summary>Three digits are enough for a reader.</summary>
    public static string Digits(double number, Language language)
    {
        if (number == 0)
            return "0";
        var unit = Math.Pow(10, Math.Min(0, Math.Floor(Math.Log10(Math.Abs(number))) - 2));
        return (number < 0 ? "−" : "")
            + (Math.Round(Math.Abs(number) / unit) * unit).ToString("#,0.######", language.Numbers);
    }

    public static string Upper(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}

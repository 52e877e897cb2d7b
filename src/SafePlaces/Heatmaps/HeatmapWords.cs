using System.Globalization;
using SafePlaces.Http;

namespace SafePlaces.Heatmaps;

/// <summary>What people read on a heatmap, in one language.</summary>
sealed record HeatmapWords(
    string Reports,
    string Objects,
    string Weighted,
    string PerKm2,
    string AllTime,
    string Until,
    string From,
    string Bandwidth,
    string Cell,
    string Counted,
    string FewReports,
    string Nothing,
    string Caveat,
    string OtherCaveat,
    string Severity,
    string Decayed,
    string Coarse,
    string North,
    string Streets
)
{
    static readonly HeatmapWords English = new(
        "reports",
        "features",
        "weighted ",
        "per km²",
        "all times",
        "until",
        "from",
        "bandwidth",
        "cell",
        "counted",
        "few reports",
        "nothing reported here",
        "Shows where people reported, not how dangerous a place is.",
        "Shows where something is recorded, not how dangerous a place is.",
        "weight: severity",
        "weight: severity, age and status on",
        "The cells are wider than the bandwidth: what lies between their centres may be missed.",
        "N",
        "Grey lines: walk routes"
    );

    static readonly HeatmapWords Swedish = new(
        "rapporter",
        "objekt",
        "viktade ",
        "per km²",
        "hela tiden",
        "till",
        "från",
        "bandbredd",
        "ruta",
        "räknade",
        "få rapporter",
        "inget rapporterat här",
        "Visar var människor har rapporterat, inte hur farlig en plats är.",
        "Visar var något är registrerat, inte hur farlig en plats är.",
        "vikt: allvarlighet",
        "vikt: allvarlighet, ålder och status den",
        "Rutorna är bredare än bandbredden: det som ligger mellan deras mittpunkter kan saknas.",
        "N",
        "Grå linjer: gångstråk"
    );

    public static HeatmapWords In(Language language) => language == Language.Swedish ? Swedish : English;

    public string Thing(HeatmapQuery query) =>
        (query.Weight == HeatmapWeight.None ? "" : Weighted) + (query.IsReports ? Reports : Objects);

    /// <summary>What a point counts, where that is not one.</summary>
    public string? Weight(HeatmapQuery query) =>
        query.Weight switch
        {
            HeatmapWeight.Severity => Severity,
            HeatmapWeight.Decayed => $"{Decayed} {End(query.AsOf.UtcDateTime)}",
            _ => null,
        };

    /// <summary>What a reader must know not to read too much into it.</summary>
    public IEnumerable<string> Notes(Heatmap heatmap)
    {
        yield return heatmap.Query.IsReports ? Caveat : OtherCaveat;
        if (heatmap.IsThin)
            yield return Thin(heatmap);
        if (heatmap.Query.IsCoarse)
            yield return Coarse;
    }

    public string Thin(Heatmap heatmap) =>
        heatmap.Points == 0
            ? $"{Upper(Nothing)}: n = 0."
            : string.Create(CultureInfo.InvariantCulture, $"{Upper(FewReports)}: n = {heatmap.Points}.");

    /// <summary>Whole days, of Sweden or UTC, as days; anything else to the minute in Swedish time.</summary>
    public string Period(TimeRange? time) =>
        time switch
        {
            null or { From: null, To: null } => AllTime,
            { From: null } => $"{Until} {End(time.To!.Value)}",
            { To: null } => $"{From} {Start(time.From.Value)}",
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

    public static string Upper(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}

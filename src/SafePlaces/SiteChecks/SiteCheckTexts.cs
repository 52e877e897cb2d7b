using SafePlaces.Analysis.Lighting;
using SafePlaces.Formats.Text;

namespace SafePlaces.SiteChecks;

/// <summary>What an assessment says in sentences, Swedish and English.</summary>
static class SiteCheckTexts
{
    static readonly LampDefaults Led = LampDefaults.For(LightSource.Led);
    static readonly LampDefaults Unknown = LampDefaults.For(LightSource.Unknown);
    static readonly LampDefaults[] Assumed = [.. Enum.GetValues<LightSource>().Select(LampDefaults.For)];

    static string Sv(double number) => Language.Swedish.Number(number);

    static string En(double number) => Language.English.Number(number);

    public static Bilingual Summary(Facts facts)
    {
        var sentences = new List<(string Sv, string En)>();
        sentences.AddRange(
            Reports(facts.Reports),
            Lighting(facts.Lighting),
            Construction(facts.PlannedConstruction),
            FocusAreas(facts.FocusAreas)
        );
        return Of(sentences);
    }

    static Bilingual Of(IReadOnlyList<(string Sv, string En)> sentences) =>
        new([.. sentences.Select(one => one.Sv)], [.. sentences.Select(one => one.En)]);

    static (string, string) Reports(ReportFacts reports)
    {
        var near = reports.Rings.First(ring => ring.WithinM == 100);
        if (near.Squares is { } squares)
        {
            var (about, shown) = (near.Total.About!.Value, near.Total.SquaresShown!.Value);
            var (restSv, restEn) =
                shown < squares
                    ? (
                        "; övriga rutor har färre än fem av varje slag",
                        "; the others have fewer than five of each category"
                    )
                    : ("", "");
            return shown == 0
                ? (
                    $"Ingen av de {Sv(squares)} rutorna om 250 m inom 100 m har fem granskade rapporter eller fler av samma slag om otrygghet.",
                    $"None of the {En(squares)} squares of 250 m within 100 m has five or more reviewed reports of one category of feeling unsafe."
                )
                : (
                    $"Omkring {Sv(about)} rapporter om otrygghet i {Sv(shown)} av de {Sv(squares)} rutorna om 250 m inom 100 m{restSv}.",
                    $"About {En(about)} reports of feeling unsafe in {En(shown)} of the {En(squares)} squares of 250 m within 100 m{restEn}."
                );
        }
        var (n, open) = (near.Total.N!.Value, near.ByState!["open"].N!.Value);
        var inside = reports.Rings.First(ring => ring.WithinM == 0).Total.N!.Value;
        return (
            $"{Sv(n)} {(n == 1 ? "rapport" : "rapporter")} om otrygghet inom 100 m, varav {Sv(inside)} på själva platsen; {Sv(open)} är inte åtgärdade.",
            $"{En(n)} {(n == 1 ? "report" : "reports")} of feeling unsafe within 100 m, {En(inside)} of them on the site itself; {En(open)} not yet resolved."
        );
    }

    static (string, string) Lighting(LightingFacts lighting)
    {
        if (lighting.Routes == 0)
            return ("Inget gångstråk är registrerat inom 100 m.", "No walk route is registered within 100 m.");
        var total = lighting.Total;
        var lacking = total.FailsM + total.DarkM;
        return (
            $"{Sv(lighting.RoutesFailing)} av {Sv(lighting.Routes)} stråk inom 100 m når inte sin belysningsklass: {Sv(lacking)} av {Sv(total.LengthM)} m är mörka eller för svagt belysta, {Sv(total.UncertainM)} m är osäkra och {Sv(total.UnknownM)} m okända.",
            $"{En(lighting.RoutesFailing)} of {En(lighting.Routes)} walk routes within 100 m do not reach their lighting class: {En(lacking)} of {En(total.LengthM)} m are dark or too weakly lit, {En(total.UncertainM)} m are uncertain and {En(total.UnknownM)} m unknown."
        );
    }

    static (string, string) Construction(IReadOnlyList<ProjectFacts> projects) =>
        projects.Count == 0
            ? (
                "Inget planerat byggande är registrerat inom 250 m.",
                "No planned construction is registered within 250 m."
            )
            : (
                $"{Sv(projects.Count)} {(projects.Count == 1 ? "planerat bygge" : "planerade byggen")} inom 250 m, närmast {projects[0].Name} på {Sv(projects[0].DistanceM)} m.",
                $"{En(projects.Count)} planned building {(projects.Count == 1 ? "project" : "projects")} within 250 m, the nearest {projects[0].Name} at {En(projects[0].DistanceM)} m."
            );

    static (string, string) FocusAreas(IReadOnlyList<FocusAreaFacts> areas)
    {
        var names = string.Join(", ", areas.Select(area => area.Name));
        return areas.Count == 0
            ? ("Platsen berör inget utpekat område.", "The site touches no focus area.")
            : ($"Platsen berör utpekade områden: {names}.", $"The site touches focus areas: {names}.");
    }

    public static IReadOnlyList<Basis> RestsOn(SiteFacts facts, Facts found, DateTime asOf)
    {
        var exact = found.Reports.Counting == "exact";
        var lamps = found.Lighting.Lamps;
        var assumedClass = found.Lighting.ByRoute.Count(route => route.ClassAssumed);
        (string, string) valid = ("gäller på lägets dag", "valid on the day of asOf");
        var leftOut = ("avvisade och dubbletter räknas bara för sig", "rejected and duplicate counted only as leftOut");
        return
        [
            new(
                "unsafe-spots",
                facts.Versions["unsafe-spots"],
                found.Reports.AsOf,
                exact
                    ? Of([("iakttagna senast vid läget", "observed by asOf"), leftOut])
                    : Of([
                        (
                            "iakttagna och rapporterade före läget, månadens början",
                            "observed and reported before asOf, the start of the month"
                        ),
                        ("granskade: bekräftade, planerade, åtgärdade", "reviewed: verified, planned, resolved"),
                        (
                            "över hela rutor om 250 m i EPSG:3006 som ringen berör",
                            "over whole 250 m squares of EPSG:3006 that the ring touches"
                        ),
                        (
                            "varje slag i varje ruta: färre än 5 räknas inte, annars avrundat till närmaste femtal",
                            "each category of each square: fewer than 5 not counted, else rounded to the nearest 5"
                        ),
                    ]),
                Of([
                    ("åldern räknas från iakttagelsen till läget", "age is counted from observedAt to asOf"),
                    ("mörkt: solen under -6° där och då", "after dark: sun below -6° there and then"),
                ])
            ),
            new(
                "walk-routes",
                facts.Versions["walk-routes"],
                asOf,
                Of([
                    valid,
                    ("klippta till 100 m runt platsen", "cut to 100 m round the site"),
                    ("i sträckor om högst 25 m", "in stretches of at most 25 m"),
                ]),
                Of([
                    (
                        $"belysningsklass P4 för {assumedClass} av {found.Lighting.Routes} stråk utan beslutad klass",
                        $"lighting class P4 for {assumedClass} of {found.Lighting.Routes} routes without a decided class"
                    ),
                ])
            ),
            new(
                "lighting",
                facts.Versions["lighting"],
                asOf,
                Of([
                    valid,
                    (
                        "planerade lampor lyser inte än; trasiga och borttagna ger inget ljus",
                        "planned lamps do not shine yet; broken and removed ones give no light"
                    ),
                ]),
                Of([
                    (
                        $"ljusflöde efter lampslag ({Sv(Assumed.Min(lamp => lamp.FluxLm))}–{Sv(Assumed.Max(lamp => lamp.FluxLm))} lm) för {lamps.AssumedFlux} av {lamps.Serving} lampor",
                        $"flux by kind of lamp ({En(Assumed.Min(lamp => lamp.FluxLm))}–{En(Assumed.Max(lamp => lamp.FluxLm))} lm) for {lamps.AssumedFlux} of {lamps.Serving} lamps"
                    ),
                    (
                        $"höjd {Sv(Led.HeightM)} m för {lamps.AssumedHeight} av {lamps.Serving} lampor",
                        $"height {En(Led.HeightM)} m for {lamps.AssumedHeight} of {lamps.Serving} lamps"
                    ),
                    (
                        $"bibehållningsfaktor {Sv(Led.MaintenanceFactor)} (led) eller {Sv(Unknown.MaintenanceFactor)} för {lamps.AssumedMaintenance} av {lamps.Serving} lampor",
                        $"maintenance factor {En(Led.MaintenanceFactor)} (LED) or {En(Unknown.MaintenanceFactor)} for {lamps.AssumedMaintenance} of {lamps.Serving} lamps"
                    ),
                    (
                        "två armaturmodeller, isotrop och Lambert; inget skuggar, inget reflekterar",
                        "two luminaire models, isotropic and Lambert; nothing shades, nothing reflects"
                    ),
                    ("EN 13201-2:2015, tabell 3", "EN 13201-2:2015, table 3"),
                ])
            ),
            new(
                "planned-construction",
                facts.Versions["planned-construction"],
                asOf,
                Of([
                    valid,
                    exact ? ("alla skeden", "every planning step") : ("från samråd och framåt", "from samråd on"),
                ]),
                Of([])
            ),
            new("focus-areas", facts.Versions["focus-areas"], asOf, Of([valid]), Of([])),
        ];
    }

    public static Bilingual Caveats(Facts facts)
    {
        var caveats = new List<(string Sv, string En)>
        {
            (
                "Rapporterna visar var människor har rapporterat, inte hur farlig en plats är.",
                "The reports show where people have reported, not how dangerous a place is."
            ),
            (
                "Belysningen är en översiktlig beräkning mellan två armaturmodeller, inte ett bevis på att klassen hålls; skymmande träd och hus räknas inte.",
                "The lighting is a screening between two luminaire models, not proof that the class is met; trees and houses that shade are not counted."
            ),
            ("Det som inte är registrerat är okänt, inte mörkt.", "What is not registered is unknown, not dark."),
            (
                "Utpekade områden anges för kännedom och påverkar inga siffror.",
                "Focus areas are named for information and enter no figure."
            ),
        };
        if (facts.Reports.Counting == "protected")
        {
            caveats.Add(
                (
                    "Granskade rapporter räknas en gång i månaden över hela rutor om 250 m; färre än fem av ett slag i en ruta räknas inte, inte heller i summan, och övriga tal är avrundade till närmaste femtal.",
                    "Reviewed reports are counted once a month over whole squares of 250 m; fewer than five of a category in a square are not counted, not in the total either, and other figures are rounded to the nearest five."
                )
            );
        }
        return Of(caveats);
    }
}

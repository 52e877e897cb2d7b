using System.Reflection;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Distance;
using SafePlaces.Analysis.Lighting;
using SafePlaces.Data.Facts;
using SafePlaces.Data.Layers;
using SafePlaces.Data.Layers.UnsafeSpots;
using SafePlaces.Http;
using LampStatus = SafePlaces.Analysis.Lighting.LampStatus;

namespace SafePlaces.SiteChecks;

/// <summary>The decision of a site check: from facts to the answer, without input or output.</summary>
static class SiteAssessment
{
    public static readonly Engine Engine = new(
        "SafePlaces",
        Assembly.GetExecutingAssembly().GetName().Version!.ToString(3)
    );

    static readonly string[] Ages = ["up-to-180-days", "181-365-days", "1-3-years", "older"];

    /// <param name="id">The id it will be stored under.</param>
    /// <param name="site">EPSG:3006, valid.</param>
    /// <param name="facts">As read for that site.</param>
    /// <param name="asOf">When they were read.</param>
    /// <param name="caseNumber">Diarienummer, where given.</param>
    /// <param name="name">What the site is called, where given.</param>
    public static SiteCheck Decide(
        Guid id,
        MultiPolygon site,
        SiteFacts facts,
        DateTimeOffset asOf,
        string? caseNumber,
        string? name
    )
    {
        var found = new Facts(
            Reports(facts.Reports),
            Lighting(facts.Routes, facts.Lamps),
            [.. facts.Construction.Select(Project)],
            [.. facts.FocusAreas.Select(area => new FocusAreaFacts(area.Name, area.Kind, Math.Round(area.Share, 3)))]
        );
        return new(
            id,
            asOf.UtcDateTime,
            asOf.UtcDateTime,
            Engine,
            caseNumber,
            name,
            new(Math.Round(site.Area), GeoJson.Write(site)),
            SiteCheckTexts.Summary(found),
            found,
            SiteCheckTexts.RestsOn(facts, found, asOf.UtcDateTime),
            SiteCheckTexts.Caveats(found)
        );
    }

    static ReportFacts Reports(IReadOnlyList<ReportFigure> figures)
    {
        var exact = figures[0].Squares is null;
        return new(
            exact ? "exact" : "protected",
            figures[0].AsOf,
            [.. figures.GroupBy(figure => figure.RingM).OrderBy(ring => ring.Key).Select(Ring)]
        );

        Ring Ring(IGrouping<int, ReportFigure> ring)
        {
            var byLight = exact ? Figures("light", "dark", "daylight", "unknown") : null;
            var lightKnown = byLight is null ? 0 : byLight["dark"].N + byLight["daylight"].N;
            return new(
                ring.Key,
                ring.First().Squares,
                Figures("total", "all")["all"],
                Figures("category", [.. Code.All(typeof(Category))]),
                exact ? Figures("severity", "1", "2", "3", "4") : null,
                exact ? Figures("age", Ages) : null,
                byLight,
                exact ? Figures("state", "open", "resolved") : null,
                lightKnown > 0 ? Math.Round((double)byLight!["dark"].N!.Value / lightKnown.Value, 3) : null,
                exact ? Figures("left-out", "rejected", "duplicate") : null,
                exact ? [.. ring.Where(figure => figure.Dimension == "category/severity/age").Select(Row)] : null
            );

            Dictionary<string, Count> Figures(string dimension, params ReadOnlySpan<string> values)
            {
                var counts = new Dictionary<string, Count>(StringComparer.Ordinal);
                foreach (var value in values)
                {
                    var figure = ring.FirstOrDefault(one => one.Dimension == dimension && one.Value == value);
                    counts[value] = exact
                        ? new(figure?.Reports ?? 0)
                        : new(null, figure?.Reports ?? 0, figure?.SquaresShown ?? 0);
                }
                return counts;
            }
        }

        static TableRow Row(ReportFigure figure)
        {
            var parts = figure.Value!.Split('/');
            return new(parts[0], parts[1][0] - '0', parts[2], figure.Reports!.Value);
        }
    }

    static LightingFacts Lighting(IReadOnlyList<RegisteredRoute> pieces, IReadOnlyList<Luminaire> lamps)
    {
        var light = new RouteLighting(lamps.Where(lamp => lamp.Status != LampStatus.Planned));
        var routes = new List<RouteFacts>();
        var gaps = new List<GapFeature>();
        foreach (var route in pieces.GroupBy(piece => piece.Id))
        {
            var stretches = route.Select(piece => (piece, light: light.Light(piece.Path))).ToList();
            routes.Add(Route(route.First(), [.. stretches.SelectMany(piece => piece.light)]));
            gaps.AddRange(
                stretches.SelectMany(one =>
                    RouteLighting.Gaps(one.light, one.piece.Path.RequiredClass).Select(gap => Gap(one.piece, gap))
                )
            );
        }
        return new(
            routes.Count,
            routes.Count(route => route.Lengths.FailsM + route.Lengths.DarkM > 0),
            routes.Count(route => route.Lengths.PassesM.Equals(route.Lengths.LengthM)),
            Sum([.. routes.Select(route => route.Lengths)]),
            Serving(pieces, lamps),
            routes,
            new("FeatureCollection", gaps)
        );
    }

    static RouteFacts Route(RegisteredRoute route, IReadOnlyList<Stretch> stretches)
    {
        var known = stretches.Where(stretch => stretch.AverageLx is not null).ToList();
        return new(
            route.Id,
            route.Name,
            route.Kind,
            route.Path.RequiredClass.Name,
            route.Path.ClassAssumed,
            new(
                Metres(_ => true),
                Metres(verdict => verdict is LightingVerdict.Passes),
                Metres(verdict => verdict is LightingVerdict.Uncertain),
                Metres(verdict => verdict is LightingVerdict.Fails),
                Metres(verdict => verdict is LightingVerdict.Dark),
                Metres(verdict => verdict is LightingVerdict.Unknown)
            ),
            Average(known),
            Minimum(known)
        );

        double Metres(Predicate<LightingVerdict> of) =>
            Math.Round(stretches.Where(stretch => of(stretch.Verdict)).Sum(stretch => stretch.LengthM), 1);
    }

    /// <summary>Weighted by length; each luminaire model by itself.</summary>
    static Lux? Average(IReadOnlyList<Stretch> known)
    {
        if (known.Count == 0)
            return null;
        var lengthM = known.Sum(stretch => stretch.LengthM);
        return Lux(
            new(
                known.Sum(stretch => stretch.AverageLx!.Value.Isotropic * stretch.LengthM) / lengthM,
                known.Sum(stretch => stretch.AverageLx!.Value.Lambert * stretch.LengthM) / lengthM
            )
        );
    }

    static Lux? Minimum(IReadOnlyList<Stretch> known) =>
        known.Count == 0 ? null : Lux(known.Select(stretch => stretch.MinimumLx!.Value).Aggregate(LuxBand.Min));

    static Lux Lux(LuxBand band) => new(Math.Round(band.Low, 2), Math.Round(band.High, 2));

    static GapFeature Gap(RegisteredRoute piece, LightingGap gap)
    {
        var line = piece.Path.Line.Factory.CreateLineString([
            .. gap.Stretches.SelectMany((stretch, i) => stretch.Line.Coordinates.Skip(i == 0 ? 0 : 1)),
        ]);
        return new(
            "Feature",
            GeoJson.Write(line),
            new(
                piece.Id,
                piece.Name,
                Math.Round(gap.LengthM, 1),
                Math.Round(
                    gap.Stretches.Where(stretch => stretch.Verdict is LightingVerdict.Dark)
                        .Sum(stretch => stretch.LengthM),
                    1
                ),
                piece.Path.RequiredClass.Name,
                Math.Round(gap.Depth, 2),
                Average(gap.Stretches)!,
                Minimum(gap.Stretches)!
            )
        );
    }

    static LampFacts Serving(IReadOnlyList<RegisteredRoute> pieces, IReadOnlyList<Luminaire> lamps)
    {
        if (pieces.Count == 0)
            return new(0, 0, 0, 0, 0, 0);
        var routes = new IndexedFacetDistance(
            pieces[0].Path.Line.Factory.CreateMultiLineString([.. pieces.Select(piece => piece.Path.Line)])
        );
        var near = lamps
            .Where(lamp =>
                lamp.Status != LampStatus.Removed
                && routes.IsWithinDistance(pieces[0].Path.Line.Factory.CreatePoint(lamp.Place), lamp.ServesM)
            )
            .ToList();
        var there = near.Where(lamp => lamp.Status != LampStatus.Planned).ToList();
        return new(
            there.Count,
            there.Count(lamp => lamp.Status == LampStatus.Broken),
            near.Count - there.Count,
            there.Count(lamp => lamp.FluxLm.Assumed),
            there.Count(lamp => lamp.HeightM.Assumed),
            there.Count(lamp => lamp.MaintenanceFactor.Assumed)
        );
    }

    static Lengths Sum(IReadOnlyList<Lengths> all)
    {
        return new(
            Total(one => one.LengthM),
            Total(one => one.PassesM),
            Total(one => one.UncertainM),
            Total(one => one.FailsM),
            Total(one => one.DarkM),
            Total(one => one.UnknownM)
        );

        double Total(Func<Lengths, double> of) => Math.Round(all.Sum(of), 1);
    }

    static ProjectFacts Project(PlannedProject project) =>
        new(
            project.Name,
            project.CaseNumber,
            project.Use,
            project.Step,
            Math.Round(project.DistanceM),
            project.StartsOn,
            project.EndsOn,
            project.Developer,
            project.ClosesRoutes,
            project.LampsRemoved,
            project.LampsAdded
        );
}

using System.Globalization;
using SafePlaces.Analysis.Fits;
using SafePlaces.Analysis.Grids;
using SafePlaces.Analysis.Hours;
using SafePlaces.Analysis.Reports;
using SafePlaces.Analysis.Risk;
using SafePlaces.Analysis.Terrain;
using SafePlaces.Http;

namespace SafePlaces.Risk;

/// <summary>What to fit; whatever is left out is the model in force and the year before the one that back-tests use.</summary>
/// <param name="FitTo">The last day of the year of reports that it is fitted to.</param>
/// <param name="Model">Name and version of the one whose values are the priors.</param>
sealed record FitOptions(DateOnly? FitTo = null, (string Name, string Version)? Model = null);

/// <summary>What a fit gave.</summary>
/// <param name="Model">Name of the model that gave the priors.</param>
/// <param name="Version">Of the same.</param>
/// <param name="FittedFrom">First day of the reports.</param>
/// <param name="FittedTo">Last day.</param>
/// <param name="Profiles">One for each enabled one of what is perceived.</param>
/// <param name="Made">The model kept, "name version", not in force; null: every profile was refused.</param>
sealed record FitReport(
    string Model,
    string Version,
    DateOnly FittedFrom,
    DateOnly FittedTo,
    IReadOnlyList<ModelFit> Profiles,
    (string Name, string Version)? Made
);

/// <summary>
/// Fits the values of a model to the reports of a year, from the facts as they stood before it (rules 9-11 of the risk model). What
/// comes of it is kept beside the others; a person puts it in force, once it has passed a back-test on a later year.
/// </summary>
sealed class Fitting(PastReader past, RiskModels models, Background background, TimeProvider clock)
{
    /// <param name="options">What to fit.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="progress">Percent done, and what is being done.</param>
    /// <param name="cancellation">Nothing is kept then.</param>
    /// <exception cref="ProblemException">404: no such model; 422: a year that is not over.</exception>
    public async Task<FitReport> Run(
        FitOptions options,
        string by,
        Action<int, string> progress,
        CancellationToken cancellation
    )
    {
        var today = SwedishTime.Day(clock.GetUtcNow());
        var to = options.FitTo ?? BackTestDates.Of(null, null, today).TrainedTo;
        if (to >= today)
            throw Problem.Unprocessable(
                string.Create(CultureInfo.InvariantCulture, $"The year to {to:O} is not over."),
                string.Create(CultureInfo.InvariantCulture, $"Give a last day before {today:O}."),
                "fit-to"
            );
        var from = to.AddDays(1).AddYears(-1);
        var model = options.Model is { } named
            ? await models.Get(named.Name, named.Version, cancellation)
            : await models.InForce(cancellation);
        progress(0, "turn");
        var fits = await background.InTurn(
            "fit",
            async () =>
            {
                progress(0, "facts");
                var facts = await past.Read([model], from.AddDays(-1), to, cancellation);
                progress(30, "index");
                return Fit(model, facts, from, to, progress, cancellation);
            },
            cancellation
        );
        var made = fits.Any(fit => fit.Refusal is null)
            ? await Keep(model, fits, from, to, by, cancellation)
            : ((string, string)?)null;
        progress(100, "done");
        return new(model.Name, model.Version, from, to, fits, made);
    }

    static List<ModelFit> Fit(
        RiskModel model,
        PastFacts facts,
        DateOnly from,
        DateOnly to,
        Action<int, string> progress,
        CancellationToken cancellation
    )
    {
        var terrain = new RiskTerrain(model, facts.Terrain[0]);
        var cells = RiskLayerWriter
            .Index(model, terrain.Cells, terrain.Of, cancellation)
            .Where(cell => cell.WalkRouteM >= PlaceFacts.LeastWalkableM)
            .ToList();
        var nearest = new NearestCell([.. cells.Select(cell => cell.Place)]);
        var lookedAt = facts.After.Where(report =>
            report.Status is ReportStatus.Verified or ReportStatus.Planned or ReportStatus.Resolved
        );
        var reachesBack = facts.FirstObserved <= to.AddDays(1).AddMonths(-ModelFit.LeastMonths);
        var fits = new List<ModelFit>();
        foreach (var profile in model.Profiles.Where(one => one.Enabled && one.Outcome == Outcome.Perceived))
        {
            cancellation.ThrowIfCancellationRequested();
            progress(60, profile.Id);
            var events = new double[cells.Count];
            foreach (var place in PastFacts.In(profile.Light, lookedAt))
                if (nearest.Of(place) is { } cell)
                    events[cell]++;
            fits.Add(
                ModelFit.Of(
                    profile,
                    [
                        .. cells.Select(
                            (cell, i) =>
                                new FittedCell(
                                    cell.Index[profile.Id],
                                    events[i],
                                    cell.WalkRouteM,
                                    Block.Of(cell.Place.Bounds.Centre.X, cell.Place.Bounds.Centre.Y)
                                )
                        ),
                    ],
                    HoursShare(profile, facts, from, to),
                    reachesBack
                )
            );
        }
        return fits;
    }

    /// <summary>Of the walking hours of a year, those in the light of the profile.</summary>
    static double HoursShare(RiskProfile profile, PastFacts facts, DateOnly from, DateOnly to)
    {
        var dark = DayAndDark.DarkShare(from, to, facts.Lon, facts.Lat, SwedishTime.Zone, profile.WalkingHours);
        return profile.Light switch
        {
            Light.Dark => dark,
            Light.Day => 1 - dark,
            _ => 1,
        };
    }

    /// <summary>The same facts give the same model: a new version only where something differs.</summary>
    async Task<(string Name, string Version)> Keep(
        RiskModel model,
        IReadOnlyList<ModelFit> fits,
        DateOnly from,
        DateOnly to,
        string by,
        CancellationToken cancellation
    )
    {
        var name = FittedDocument.Name(model);
        var last = (await models.All(cancellation))
            .Where(one => one.Name == name)
            .MaxBy(one => Version.Parse(one.Version));
        if (last is not null && Written(last.Version).Fingerprint == last.Fingerprint)
            return (name, last.Version);
        var next = last is null ? "1.0.0" : Next(Version.Parse(last.Version));
        var kept = await models.Add(Written(next).Document, by, cancellation);
        return (kept.Name, kept.Version);

        RiskModel Written(string version) => RiskModel.Parse(FittedDocument.Write(model, version, fits, from, to));

        static string Next(Version last) =>
            string.Create(CultureInfo.InvariantCulture, $"{last.Major}.{last.Minor + 1}.0");
    }
}

using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using NetTopologySuite.Geometries;
using Npgsql;
using SafePlaces.Analysis;
using SafePlaces.Analysis.Density;
using SafePlaces.Analysis.Grids;
using SafePlaces.Analysis.Hours;
using SafePlaces.Analysis.Reports;
using SafePlaces.Analysis.Risk;
using SafePlaces.Analysis.Terrain;
using SafePlaces.Data.Layers;
using RelativeRisk = SafePlaces.Analysis.Risk.RelativeRisk;

namespace SafePlaces.Risk;

/// <summary>A place with its index by profile.</summary>
sealed record Indexed<T>(T Place, IReadOnlyDictionary<string, RiskIndex> Index, double WalkRouteM);

/// <summary>The risk of an area computed, and written into the published layers.</summary>
static class AssessedPlaces
{
    const string Dark = "perceived-dark";
    const string Day = "perceived-day";

    static readonly (string, string)[] Values =
    [
        .. from light in (string[])["dark", "day"]
        from column in ((string Name, string Type)[])
            [
                ("level", "text"),
                ("ratio", "double precision"),
                ("low", "double precision"),
                ("high", "double precision"),
                ("log", "double precision"),
                ("contributions", "text"),
                ("unknown", "text"),
                ("thin", "boolean"),
            ]
        select ($"{light}_{column.Name}", column.Type),
        ("reports_nearby", "integer"),
        ("walked", "boolean"),
        ("model", "text"),
        ("reference", "text"),
        ("as_of", "date"),
    ];

    static readonly DerivedTable Cells = new(
        "risk_cells",
        [("id", "text"), ("walk_route_m", "double precision"), .. Values, ("geom", "geometry")]
    );

    static readonly DerivedTable Stretches = new(
        "walk_stretches",
        [("id", "text"), ("reports_per_km", "double precision"), .. Values]
    );

    /// <summary>The index of every place.</summary>
    public static IReadOnlyList<Indexed<T>> Index<T>(
        RiskModel model,
        IReadOnlyList<T> places,
        Func<T, IReadOnlyDictionary<string, PlaceFacts>> facts,
        CancellationToken cancellation
    )
    {
        if (places.Count == 0)
            return [];
        var indexed = new Indexed<T>[places.Count];
        Parallel.ForEach(
            Partitioner.Create(0, places.Count),
            Loops.OnThreadsOfCaller(cancellation),
            range =>
            {
                for (var i = range.Item1; i < range.Item2; i++)
                {
                    // a range takes seconds
                    cancellation.ThrowIfCancellationRequested();
                    var known = facts(places[i]);
                    indexed[i] = new(
                        places[i],
                        known.ToDictionary(
                            one => one.Key,
                            one => RiskIndex.Of(model, one.Key, one.Value),
                            StringComparer.Ordinal
                        ),
                        known.Values.First().WalkRouteM
                    );
                }
            }
        );
        return indexed;
    }

    /// <summary>Writes cells; those in the box, or all, that are not among them go.</summary>
    public static Task WriteCells(
        NpgsqlConnection connection,
        IReadOnlyList<Indexed<GridCell>> cells,
        Standard standard,
        Envelope? box,
        CancellationToken cancellation
    )
    {
        var factory = new GeometryFactory(new(), 3006);
        return Cells.Replace(
            connection,
            cells.Select(cell =>
                (object?[])
                    [
                        cell.Place.ToString(),
                        Round(cell.WalkRouteM, 3),
                        .. standard.Of(cell.Index),
                        factory.ToGeometry(cell.Place.Bounds),
                    ]
            ),
            "$1::geometry is null or geom && $1",
            [Facts.Box(box)],
            cancellation
        );
    }

    /// <summary>Writes what is said of stretches, which are there already.</summary>
    public static Task WriteStretches(
        NpgsqlConnection connection,
        IEnumerable<(Indexed<TerrainStretch> Stretch, double ReportsPerKm)> stretches,
        Standard standard,
        CancellationToken cancellation
    ) =>
        Stretches.Update(
            connection,
            stretches.Select(one =>
                (object?[])
                    [
                        LitRoutes.Key(one.Stretch.Place.Route, one.Stretch.Place.Name),
                        Round(one.ReportsPerKm, 6),
                        .. standard.Of(one.Stretch.Index),
                    ]
            ),
            cancellation
        );

    /// <summary>The reports that weigh something along the routes on a day.</summary>
    public static IReadOnlyList<WeightedPoint> Weighed(TerrainFacts facts)
    {
        var noon = SwedishTime.Noon(facts.AsOf);
        return
        [
            .. from report in facts.Reports
            let weight = ReportWeight.At(
                noon,
                SwedishTime.Noon(report.ObservedOn < facts.AsOf ? report.ObservedOn : facts.AsOf),
                report.Severity,
                report.Status
            )
            where weight > 0
            select new WeightedPoint(report.Place.X, report.Place.Y, weight),
        ];
    }

    /// <summary>What an index is held against, and whether it may be shown.</summary>
    /// <param name="Id">Stamp of the rebuild.</param>
    /// <param name="Model">In force.</param>
    /// <param name="AsOf">The day.</param>
    /// <param name="Medians">By profile; none: no places when it was made.</param>
    /// <param name="Shown">Profiles whose index has passed its test.</param>
    public sealed record Standard(
        string Id,
        RiskModel Model,
        DateOnly AsOf,
        IReadOnlyDictionary<string, ReferenceMedians> Medians,
        IReadOnlySet<string> Shown
    )
    {
        /// <summary>The columns from dark_level to as_of.</summary>
        public IEnumerable<object?> Of(IReadOnlyDictionary<string, RiskIndex> index)
        {
            var evidence = index.Values.First().Evidence;
            return
            [
                .. Profile(Dark, index),
                .. Profile(Day, index),
                evidence.Reports,
                evidence.Walked,
                $"{Model.Name} {Model.Version}",
                Id,
                AsOf,
            ];
        }

        IEnumerable<object?> Profile(string profile, IReadOnlyDictionary<string, RiskIndex> index)
        {
            if (!index.TryGetValue(profile, out var here) || !Medians.TryGetValue(profile, out var medians))
                return [Code.Of(RiskLevel.NotAssessed), null, null, null, null, null, null, true];
            if (!Shown.Contains(profile))
                return [Code.Of(RiskLevel.Withheld), null, null, null, null, null, Unknown(here.Missing), here.Thin];
            var risk = RelativeRisk.Of(here, medians);
            if (risk.Why is { } why)
                return
                [
                    Code.Of(RiskLevel.NotAssessed),
                    null,
                    null,
                    null,
                    null,
                    null,
                    Unknown(here.Missing, why),
                    here.Thin,
                ];
            return
            [
                Code.Of(Level(risk)),
                Round(risk.Ratio, 6),
                Round(risk.Low, 6),
                Round(risk.High, 6),
                Round(here.Log, 9),
                Contributions(here),
                Unknown(here.Missing),
                here.Thin,
            ];
        }

        static RiskLevel Level(RelativeRisk risk) =>
            risk.Class switch
            {
                RiskClass.Below08 => RiskLevel.Lower,
                RiskClass.From08To125 => RiskLevel.Usual,
                RiskClass.From125To2 => RiskLevel.Raised,
                RiskClass.From2To3 => RiskLevel.High,
                RiskClass.Above3 => RiskLevel.Highest,
                _ => RiskLevel.Uncertain,
            };

        /// <summary>The factors that move the index, and the cap where it bites: they add up to the logarithm.</summary>
        static string Contributions(RiskIndex index)
        {
            using var bytes = new MemoryStream();
            using (var json = new Utf8JsonWriter(bytes))
            {
                json.WriteStartObject();
                foreach (var one in index.Contributions.Where(one => one.Log != 0))
                    json.WriteNumber(one.Factor.Id, Math.Round(one.Log, 9));
                if (index.CapLog != 0)
                    json.WriteNumber("cap", Math.Round(index.CapLog, 9));
                json.WriteEndObject();
            }
            return Encoding.UTF8.GetString(bytes.ToArray());
        }

        /// <summary>Null where all is known.</summary>
        static string? Unknown(IReadOnlyList<MissingFactor> missing, NotAssessed? why = null)
        {
            var all = missing.Select(one => $"{one.Factor.Id} ({Code.Of(one.Why)})").ToList();
            if (why is { } reason)
                all.Add($"index ({Code.Of(reason)})");
            return all.Count == 0 ? null : string.Join(", ", all);
        }
    }

    static double? Round(double? value, int decimals) => value is { } number ? Math.Round(number, decimals) : null;
}

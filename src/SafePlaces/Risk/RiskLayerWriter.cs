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
using SafePlaces.Data.Facts;
using SafePlaces.Data.Layers;
using RelativeRisk = SafePlaces.Analysis.Risk.RelativeRisk;

namespace SafePlaces.Risk;

/// <summary>A place with its index by profile.</summary>
sealed record Indexed<T>(T Place, IReadOnlyDictionary<string, RiskIndex> Index, double WalkRouteM);

/// <summary>What the layers say of a place: its risk after dark and by day, and what that rests on.</summary>
sealed record PlaceRisk(
    ProfileRisk Dark,
    ProfileRisk Day,
    int ReportsNearby,
    bool Walked,
    string Model,
    string Reference,
    DateOnly AsOf
);

/// <summary>The same for one profile; what may not be shown or is not assessed is null.</summary>
sealed record ProfileRisk(RiskLevel Level, bool Thin)
{
    /// <summary>Relative to the median of the municipality, with its bounds.</summary>
    public double? Ratio { get; init; }
    public double? Low { get; init; }
    public double? High { get; init; }
    public double? Log { get; init; }

    /// <summary>JSON: the factors that move the index, each with its logarithm.</summary>
    public string? Contributions { get; init; }

    /// <summary>What is not known, and why.</summary>
    public string? Unknown { get; init; }
}

/// <summary>The risk of an area computed, and written into the published layers.</summary>
static class RiskLayerWriter
{
    const string Dark = "perceived-dark";
    const string Day = "perceived-day";

    sealed record CellRow(Indexed<GridCell> Cell, PlaceRisk Risk, Geometry Square);

    static readonly DerivedTable<CellRow> Cells = new(
        "risk_cells",
        [
            new("id", "text", row => row.Cell.Place.ToString()),
            new("walk_route_m", "double precision", row => Math.Round(row.Cell.WalkRouteM, 3)),
            .. Columns<CellRow>(row => row.Risk),
            new("geom", "geometry", row => row.Square),
        ]
    );

    sealed record StretchRow(TerrainStretch Stretch, double ReportsPerKm, PlaceRisk Risk);

    static readonly DerivedTable<StretchRow> Stretches = new(
        "walk_stretches",
        [
            new("id", "text", row => RouteLightingLayers.Key(row.Stretch.Route, row.Stretch.Name)),
            new("reports_per_km", "double precision", row => Math.Round(row.ReportsPerKm, 6)),
            .. Columns<StretchRow>(row => row.Risk),
        ]
    );

    /// <summary>The columns that cells and stretches share.</summary>
    static DerivedColumn<T>[] Columns<T>(Func<T, PlaceRisk> risk) =>
        [
            .. Columns<T>("dark", row => risk(row).Dark),
            .. Columns<T>("day", row => risk(row).Day),
            new("reports_nearby", "integer", row => risk(row).ReportsNearby),
            new("walked", "boolean", row => risk(row).Walked),
            new("model", "text", row => risk(row).Model),
            new("reference", "text", row => risk(row).Reference),
            new("as_of", "date", row => risk(row).AsOf),
        ];

    static DerivedColumn<T>[] Columns<T>(string light, Func<T, ProfileRisk> risk) =>
        [
            new($"{light}_level", "text", row => Code.Of(risk(row).Level)),
            new($"{light}_ratio", "double precision", row => risk(row).Ratio),
            new($"{light}_low", "double precision", row => risk(row).Low),
            new($"{light}_high", "double precision", row => risk(row).High),
            new($"{light}_log", "double precision", row => risk(row).Log),
            new($"{light}_contributions", "text", row => risk(row).Contributions),
            new($"{light}_unknown", "text", row => risk(row).Unknown),
            new($"{light}_thin", "boolean", row => risk(row).Thin),
        ];

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
        RiskReference reference,
        Envelope? box,
        CancellationToken cancellation
    )
    {
        var factory = new GeometryFactory(new(), 3006);
        return Cells.Replace(
            connection,
            cells.Select(cell => new CellRow(cell, reference.Of(cell.Index), factory.ToGeometry(cell.Place.Bounds))),
            "$1::geometry is null or geom && $1",
            [FactReader.Box(box)],
            cancellation
        );
    }

    /// <summary>Writes what is said of stretches, which are there already.</summary>
    public static Task WriteStretches(
        NpgsqlConnection connection,
        IEnumerable<(Indexed<TerrainStretch> Stretch, double ReportsPerKm)> stretches,
        RiskReference reference,
        CancellationToken cancellation
    ) =>
        Stretches.Update(
            connection,
            stretches.Select(one => new StretchRow(
                one.Stretch.Place,
                one.ReportsPerKm,
                reference.Of(one.Stretch.Index)
            )),
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

    /// <summary>The reference of an index, and whether it may be shown.</summary>
    /// <param name="Id">Stamp of the rebuild.</param>
    /// <param name="Model">In force.</param>
    /// <param name="AsOf">The day.</param>
    /// <param name="Medians">By profile; none: no places when it was made.</param>
    /// <param name="Shown">Profiles whose index has passed its test.</param>
    public sealed record RiskReference(
        string Id,
        RiskModel Model,
        DateOnly AsOf,
        IReadOnlyDictionary<string, ReferenceMedians> Medians,
        IReadOnlySet<string> Shown
    )
    {
        /// <summary>What the layers say of a place with this index.</summary>
        public PlaceRisk Of(IReadOnlyDictionary<string, RiskIndex> index)
        {
            var evidence = index.Values.First().Evidence;
            return new(
                Profile(Dark, index),
                Profile(Day, index),
                evidence.Reports,
                evidence.Walked,
                $"{Model.Name} {Model.Version}",
                Id,
                AsOf
            );
        }

        ProfileRisk Profile(string profile, IReadOnlyDictionary<string, RiskIndex> index)
        {
            if (!index.TryGetValue(profile, out var here) || !Medians.TryGetValue(profile, out var medians))
                return new(RiskLevel.NotAssessed, Thin: true);
            if (!Shown.Contains(profile))
                return new(RiskLevel.Withheld, here.Thin) { Unknown = Unknown(here.Missing) };
            var risk = RelativeRisk.Of(here, medians);
            if (risk.Why is { } why)
                return new(RiskLevel.NotAssessed, here.Thin) { Unknown = Unknown(here.Missing, why) };
            return new(Level(risk), here.Thin)
            {
                Ratio = Round(risk.Ratio, 6),
                Low = Round(risk.Low, 6),
                High = Round(risk.High, 6),
                Log = Round(here.Log, 9),
                Contributions = Contributions(here),
                Unknown = Unknown(here.Missing),
            };
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

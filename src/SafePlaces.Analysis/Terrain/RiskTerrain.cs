using NetTopologySuite.Geometries;
using NetTopologySuite.LinearReferencing;
using SafePlaces.Analysis.Grids;
using SafePlaces.Analysis.Hours;
using SafePlaces.Analysis.Risk;

namespace SafePlaces.Analysis.Terrain;

/// <summary>
/// The facts of an area made into facts about its places, for every enabled profile of a model: what is measured along walk
/// routes for each piece of them, the rest from the middle of a stretch or the centre of a cell. The same for today, for a day in
/// the past and for what if. Built once from the facts; may then be asked by several threads. Whatever was loaded beside what lies
/// within reach does not change an answer.
/// </summary>
public sealed class RiskTerrain
{
    /// <summary>Side of a cell of the index.</summary>
    public const int CellM = 25;

    /// <summary>How finely the share of a piece that has something near is sampled.</summary>
    const double SampleM = 2.5;

    readonly RiskModel model;
    readonly IReadOnlyList<Measured> measured;
    readonly ILookup<string, CellPiece> pieces;
    readonly NearbyReports evidence;
    readonly NearbyFeatures walks;
    readonly HashSet<string> reported;

    public RiskTerrain(RiskModel model, TerrainFacts facts)
    {
        this.model = model;
        var networks = new Dictionary<int, ExitNetwork>();
        // what two profiles measure alike is measured once
        measured =
        [
            .. from profile in model.Profiles
            where profile.Enabled
            from factor in profile.Factors
            let layers = facts.Layers.GetValueOrDefault((profile.Id, factor.Id))
            where layers is not null
            let time = factor.Measure is OpenHours or WeeklyRate ? facts.WalkingTime[profile.Id] : null
            group (Profile: profile.Id, Factor: factor.Id) by (factor.Measure, layers, time) into same
            select new Measured(
                [.. same],
                same.Key.Measure,
                same.Key.layers,
                Network(same.Key.Measure),
                same.Key.time,
                facts.AsOf
            ),
        ];
        pieces = facts
            .Stretches.SelectMany(stretch => CellPiece.Cut(stretch, CellM))
            .ToLookup(piece => piece.Cell.ToString(), StringComparer.Ordinal);
        evidence = new(facts.Reports);
        walks = new([.. facts.SafetyWalks.Select(walk => new TerrainFeature(walk))]);
        reported = [.. facts.Reports.Select(report => Cell(report.Place).ToString())];

        ExitNetwork? Network(Operationalisation measure)
        {
            if (measure is not ExitDistance exit)
            {
                return null;
            }

            if (!networks.TryGetValue(exit.JunctionDegree, out var network))
            {
                networks.Add(exit.JunctionDegree, network = new(facts.Routes, exit.JunctionDegree));
            }

            return network;
        }
    }

    /// <summary>Where somebody walks, or reported something, by name.</summary>
    public IReadOnlyList<GridCell> Cells =>
        [
            .. pieces
                .Select(cell => cell.Key)
                .Union(reported, StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(name => GridCell.TryParse(name, CellM, out var cell) ? cell : throw new FormatException(name)),
        ];

    /// <summary>What is known of a cell, by profile.</summary>
    public IReadOnlyDictionary<string, PlaceFacts> Of(GridCell cell) =>
        Of(cell.Bounds.Centre, [.. pieces[cell.ToString()]]);

    /// <summary>What is known of a stretch, by profile.</summary>
    public IReadOnlyDictionary<string, PlaceFacts> Of(TerrainStretch stretch) =>
        Of(CellPiece.Middle(stretch.Line), [CellPiece.Whole(stretch, CellM)]);

    Dictionary<string, PlaceFacts> Of(Coordinate centre, IReadOnlyList<CellPiece> within)
    {
        var place = new Point(centre);
        var here = new LocalEvidence(
            evidence.Count(centre, LocalEvidence.ReachM),
            walks.NearestM(place, TerrainFacts.WalkedWithinM) <= TerrainFacts.WalkedWithinM
        );
        var known = model
            .Profiles.Where(profile => profile.Enabled)
            .ToDictionary(
                profile => profile.Id,
                _ =>
                    (
                        Whole: new Dictionary<string, Fact>(),
                        Along: within.Select(_ => new Dictionary<string, Fact>()).ToArray()
                    ),
                StringComparer.Ordinal
            );
        foreach (var one in measured)
        {
            if (one.IsAlong && within.Count > 0 && one.Covers(place))
            {
                for (var i = 0; i < within.Count; i++)
                {
                    var fact = one.Along(within[i], SampleM);
                    foreach (var (profile, factor) in one.For)
                    {
                        known[profile].Along[i][factor] = fact;
                    }
                }

                continue;
            }

            var whole =
                !one.Covers(place) ? new Fact.Unknown(Missing.NotCovered)
                : one.IsAlong ? new Fact.Unknown(Missing.NoValue)
                : one.At(place);
            foreach (var (profile, factor) in one.For)
            {
                known[profile].Whole[factor] = whole;
            }
        }

        return known.ToDictionary(
            one => one.Key,
            one => new PlaceFacts(
                one.Value.Whole,
                [.. within.Select((piece, i) => new PlacePiece(piece.Line.Length, one.Value.Along[i]))],
                here
            ),
            StringComparer.Ordinal
        );
    }

    static GridCell Cell(Coordinate place) => GridCell.At(place.X, place.Y, CellM);

    /// <summary>One way to measure, with its layers, for the factors that are measured so.</summary>
    sealed class Measured(
        IReadOnlyList<(string Profile, string Factor)> factors,
        Operationalisation measure,
        FactorLayers layers,
        ExitNetwork? network,
        WalkingTime? time,
        DateOnly asOf
    )
    {
        readonly Coverage coverage = new(layers.Coverage);
        readonly NearbyFeatures features = new(layers.Features);
        readonly NearbyReports? reports = layers.Reports is { } reported ? new(reported) : null;
        readonly HashSet<string> keys = [.. layers.Features.Select(feature => feature.Key).OfType<string>()];

        public IReadOnlyList<(string Profile, string Factor)> For => factors;

        /// <summary>Measured along walk routes, not from a point.</summary>
        public bool IsAlong => measure is LowIlluminance or Share or ShareNear or ShareWithout or ExitDistance;

        public bool Covers(Point place) => coverage.Holds(place);

        public Fact Along(CellPiece piece, double sampleM) =>
            measure switch
            {
                LowIlluminance => piece.Stretch.MinimumLx is { } lx
                    ? new Fact.MinimumLux(lx)
                    : new Fact.Unknown(Missing.NoValue),
                ExitDistance => new Fact.Distance(network!.DistanceM(piece.Stretch.Route, piece.AlongM)),
                Share => new Fact.Portion(keys.Contains(piece.Stretch.Route.ToString()) ? 1 : 0),
                ShareNear near => new Fact.Portion(ShareWithin(piece.Line, near.DistanceM, sampleM)),
                ShareWithout without => new Fact.Portion(1 - ShareWithin(piece.Line, without.DistanceM, sampleM)),
                var other => throw new InvalidOperationException(
                    $"{other.GetType().Name} is not measured along a route"
                ),
            };

        public Fact At(Point place) =>
            measure switch
            {
                Kernel { Weights: not null } kernel => new Fact.Reports([
                    .. reports!
                        .Within(place.Coordinate, kernel.RadiusM)
                        .Select(one => new ReportedSpot(
                            one.DistanceM,
                            one.Report.Severity,
                            Math.Max(0, asOf.DayNumber - one.Report.ObservedOn.DayNumber),
                            one.Report.Status,
                            one.Report.AccuracyM,
                            one.Report.Category
                        )),
                ]),
                Kernel or InverseDistance => new Fact.Events([
                    .. features
                        .Within(place, measure.ReachM)
                        .Select(one => new NearbyEvent(one.DistanceM, one.Feature.Weight)),
                ]),
                Nearest or Within => new Fact.Distance(features.NearestM(place, measure.ReachM)),
                Overlap => new Fact.Portion(double.IsFinite(features.NearestM(place, 0)) ? 1 : 0),
                OpenHours hours => Open(place, hours.DistanceM),
                WeeklyRate rate => Rounds(place, rate.DistanceM),
                var other => throw new InvalidOperationException($"{other.GetType().Name} is not measured at a point"),
            };

        /// <summary>The share of a line with a feature within a distance, at the middles of equal steps.</summary>
        double ShareWithin(LineString line, double distanceM, double sampleM)
        {
            var near = features.Near(line.EnvelopeInternal, distanceM);
            if (near.Count == 0)
            {
                return 0;
            }

            var (along, steps) = (new LengthIndexedLine(line), Math.Max(1, (int)Math.Ceiling(line.Length / sampleM)));
            var met = Enumerable
                .Range(0, steps)
                .Count(step =>
                {
                    var at = new Point(along.ExtractPoint(line.Length * (step + 0.5) / steps));
                    return near.Any(feature => feature.Geometry.IsWithinDistance(at, distanceM));
                });
            return (double)met / steps;
        }

        Fact Open(Point place, double distanceM)
        {
            var near = features.Within(place, distanceM).Select(one => one.Feature.Hours).ToList();
            return near.Contains(null)
                ? new Fact.Unknown(Missing.NoValue)
                : new Fact.Portion(time!.OpenShare([.. near.OfType<OpeningHours>()]));
        }

        Fact Rounds(Point place, double distanceM)
        {
            var near = features.Within(place, distanceM).Select(one => one.Feature.Hours).ToList();
            return near.Contains(null)
                ? new Fact.Unknown(Missing.NoValue)
                : new Fact.Rate(near.OfType<OpeningHours>().Sum(time!.RoundsPerWeek));
        }
    }
}

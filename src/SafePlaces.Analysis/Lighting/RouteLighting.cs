using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;
using NetTopologySuite.LinearReferencing;

namespace SafePlaces.Analysis.Lighting;

/// <summary>
/// The light on walk routes from a set of lamps. Screening after EN 13201-2, not proof of compliance. Built once from all the
/// lamps of an area; may then be asked by several threads.
/// <para>
/// Sampling: a stretch is cut into equal steps of at most 1.25 m and the light taken in the middle of each step; across the
/// path at the middles of three lanes of equal width when the width is known, else on the centre line only.
/// </para>
/// <para>
/// Knowledge: a lamp serves a stretch when a sampled point lies within <see cref="Luminaire.ServesM"/> of it, whatever its
/// status. With such a lamp the light is computed, from all lamps within their <see cref="Luminaire.ReachM"/>. With none, a
/// route stated unlit is dark, and one stated lit or not stated is unknown: the lamps may be there but not in the register.
/// </para>
/// </summary>
public sealed class RouteLighting
{
    const double StepM = 1.25;

    readonly STRtree<Luminaire> lamps = new();

    public RouteLighting(IEnumerable<Luminaire> lamps)
    {
        foreach (var lamp in lamps)
        {
            var reach = new Envelope(lamp.Place);
            reach.ExpandBy(lamp.ReachM);
            this.lamps.Insert(reach, lamp);
        }

        this.lamps.Build();
    }

    /// <summary>The whole route in stretches of at most 25 m, in order, with ids that survive edits elsewhere.</summary>
    public IReadOnlyList<Stretch> Light(WalkPath route)
    {
        var along = new LengthIndexedLine(route.Line);
        var marks = StretchCut.Marks(route.Line);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        return
        [
            .. marks.Zip(
                marks.Skip(1),
                (fromM, toM) => Light(route, (LineString)along.ExtractLine(fromM, toM), fromM, toM, Unique)
            ),
        ];

        // A route may pass the same piece twice.
        string Unique(string name) =>
            (seen[name] = seen.GetValueOrDefault(name) + 1) is > 1 and var n ? $"{name}-{n}" : name;
    }

    /// <summary>The runs of failing and dark stretches, for stretches of one route in order.</summary>
    public static IReadOnlyList<LightingGap> Gaps(IEnumerable<Stretch> stretches, LightingClass required)
    {
        var gaps = new List<LightingGap>();
        var run = new List<Stretch>();
        foreach (var stretch in stretches)
        {
            if (stretch.Verdict is LightingVerdict.Fails or LightingVerdict.Dark)
            {
                run.Add(stretch);
            }
            else
            {
                Close();
            }
        }

        Close();
        return gaps;

        void Close()
        {
            if (run.Count > 0)
            {
                var mean = run.Sum(stretch => stretch.LengthM * Lacks(stretch)) / run.Sum(stretch => stretch.LengthM);
                gaps.Add(new LightingGap(run[0].FromM, run[^1].ToM, run.Max(Lacks), mean, run));
                run = [];
            }
        }

        double Lacks(Stretch stretch) =>
            1 - required.BestShare(stretch.AverageLx ?? default, stretch.MinimumLx ?? default);
    }

    Stretch Light(WalkPath route, LineString line, double fromM, double toM, Func<string, string> unique)
    {
        var id = unique(StretchCut.Name(line));
        var hull = line.EnvelopeInternal.Copy();
        hull.ExpandBy(route.WidthM ?? 0);
        // The tree's order is its own; sums must not depend on it.
        var near = lamps.Query(hull).OrderBy(lamp => lamp.Place).ToArray();
        var points = near.Length == 0 ? [] : Samples(line, route.WidthM);
        var serving = Array.FindAll(near, lamp => points.Exists(point => point.Distance(lamp.Place) <= lamp.ServesM));
        if (serving.Length == 0 && route.Lit is not Lit.No)
        {
            return new Stretch(id, line, fromM, toM, null, null, LightingVerdict.Unknown, 0, LampsAssumed: false);
        }

        if (near.Length == 0)
        {
            return new Stretch(
                id,
                line,
                fromM,
                toM,
                default(LuxBand),
                default(LuxBand),
                LightingVerdict.Dark,
                0,
                false
            );
        }

        var lux = points.ConvertAll(point => Illuminance.At(point, near));
        var average = lux.Aggregate((a, b) => a + b) / lux.Count;
        var minimum = lux.Aggregate(LuxBand.Min);
        var verdict = serving.Length == 0 ? LightingVerdict.Dark : route.RequiredClass.Judge(average, minimum);
        var assumed = Array.Exists(serving, lamp => lamp.Assumed);
        return new Stretch(id, line, fromM, toM, average, minimum, verdict, serving.Length, assumed);
    }

    static List<Coordinate> Samples(LineString line, double? widthM)
    {
        var (along, lengthM) = (new LengthIndexedLine(line), line.Length);
        var steps = StretchCut.Pieces(lengthM, StepM);
        double[] offsets = widthM is { } width ? [-width / 3, 0, width / 3] : [0];
        return
        [
            .. from step in Enumerable.Range(0, steps)
            from offset in offsets
            select along.ExtractPoint(lengthM * (step + 0.5) / steps, offset),
        ];
    }
}

namespace SafePlaces.Analysis.Lighting;

/// <summary>How a photometric table repeats around the vertical.</summary>
public enum IntensitySymmetry
{
    /// <summary>Planes given all round.</summary>
    None,

    /// <summary>The same in all directions.</summary>
    Rotational,

    /// <summary>Mirrored in the plane C0-C180.</summary>
    MirroredInC0,

    /// <summary>Mirrored in the plane C90-C270.</summary>
    MirroredInC90,

    /// <summary>Mirrored in both.</summary>
    Quadrant,
}

/// <summary>
/// Luminous intensity of a luminaire in candela, by plane C (0-360°, anticlockwise seen from above) and angle γ from straight
/// down (0-180°), CIE 121 / EN 13032-1. Between the given angles it is interpolated linearly in both (EN 13201-3, 5.1);
/// beyond the last γ there is none.
/// </summary>
public sealed class IntensityTable
{
    const double FullCircle = 360;
    const double Radians = Math.PI / 180;

    readonly double[] planes;
    readonly double[] gammas;
    readonly double[][] candela;

    /// <param name="planesDegrees">The planes given, 0-360.</param>
    /// <param name="gammaDegrees">The angles given, rising within 0-180.</param>
    /// <param name="candela">For each plane, at each angle.</param>
    /// <param name="symmetry">What the planes stand for.</param>
    /// <exception cref="ArgumentException">The angles do not rise or leave 0-180, or an intensity is negative or missing.</exception>
    public IntensityTable(
        IReadOnlyList<double> planesDegrees,
        IReadOnlyList<double> gammaDegrees,
        IReadOnlyList<double[]> candela,
        IntensitySymmetry symmetry
    )
    {
        if (
            gammaDegrees.Count < 2
            || gammaDegrees.Zip(gammaDegrees.Skip(1)).Any(pair => !(pair.First < pair.Second))
            || !(gammaDegrees[0] >= 0 && gammaDegrees[^1] <= 180)
        )
        {
            throw new ArgumentException("Give two or more angles γ that rise within 0 to 180°.", nameof(gammaDegrees));
        }

        if (
            planesDegrees.Count == 0
            || planesDegrees.Any(c => c is not (>= 0 and <= FullCircle))
            || candela.Count != planesDegrees.Count
            || candela.Any(row => row.Length != gammaDegrees.Count || row.Any(cd => cd is not (>= 0 and <= 1e9)))
        )
        {
            throw new ArgumentException(
                "Give for each plane C of 0 to 360° an intensity of 0 cd or more at each angle γ.",
                nameof(candela)
            );
        }

        var all = new SortedDictionary<double, double[]>();
        foreach (var (c, row) in planesDegrees.Zip(candela))
        {
            foreach (var mirrored in Mirrored(c, symmetry))
            {
                all.TryAdd((mirrored % FullCircle + FullCircle) % FullCircle, row);
            }
        }

        (planes, gammas, this.candela) = ([.. all.Keys], [.. gammaDegrees], [.. all.Values]);
        FluxLm = Flux();
    }

    /// <summary>The luminous flux of the table: ∫∫ I sin γ dγ dC, exact for what is interpolated.</summary>
    public double FluxLm { get; }

    /// <summary>True when the direction it faces makes no difference.</summary>
    public bool IsRound => planes.Length == 1;

    /// <summary>Intensity in candela in a direction.</summary>
    public double At(double cDegrees, double gammaDegrees)
    {
        if (IsRound)
        {
            return InPlane(0, gammaDegrees);
        }

        var c = (cDegrees % FullCircle + FullCircle) % FullCircle;
        var after = Array.FindIndex(planes, plane => plane > c);
        var (a, b) = after switch
        {
            0 or -1 => (planes.Length - 1, 0),
            _ => (after - 1, after),
        };
        var (fromA, width) = (Turn(planes[a], c), Turn(planes[a], planes[b]));
        var share = fromA / width;
        return (1 - share) * InPlane(a, gammaDegrees) + share * InPlane(b, gammaDegrees);
    }

    /// <summary>The least and the most over all directions at an angle γ.</summary>
    public (double Least, double Most) Range(double gammaDegrees)
    {
        var all = Enumerable.Range(0, planes.Length).Select(plane => InPlane(plane, gammaDegrees)).ToArray();
        return (all.Min(), all.Max());
    }

    static double[] Mirrored(double c, IntensitySymmetry symmetry) =>
        symmetry switch
        {
            IntensitySymmetry.Rotational => [0],
            IntensitySymmetry.MirroredInC0 => [c, -c],
            IntensitySymmetry.MirroredInC90 => [c, 180 - c],
            IntensitySymmetry.Quadrant => [c, -c, 180 - c, 180 + c],
            _ => [c],
        };

    double InPlane(int plane, double gamma)
    {
        if (!(gamma >= gammas[0] && gamma <= gammas[^1]))
        {
            return 0;
        }

        var found = Array.BinarySearch(gammas, gamma);
        if (found >= 0)
        {
            return candela[plane][found];
        }

        var (low, high) = (~found - 1, ~found);
        var share = (gamma - gammas[low]) / (gammas[high] - gammas[low]);
        return (1 - share) * candela[plane][low] + share * candela[plane][high];
    }

    double Flux()
    {
        var sum = 0.0;
        for (var plane = 0; plane < planes.Length; plane++)
        {
            var (before, after) = (
                planes[(plane + planes.Length - 1) % planes.Length],
                planes[(plane + 1) % planes.Length]
            );
            var width =
                planes.Length == 1 ? FullCircle : (Turn(before, planes[plane]) + Turn(planes[plane], after)) / 2;
            sum += width * Radians * Zones(candela[plane]);
        }

        return sum;
    }

    /// <summary>∫ I sin γ dγ with I linear between the angles: of I = p + qγ it is −(p + qγ) cos γ + q sin γ.</summary>
    double Zones(double[] row)
    {
        var sum = 0.0;
        for (var i = 1; i < row.Length; i++)
        {
            var (a, b) = (gammas[i - 1] * Radians, gammas[i] * Radians);
            var q = (row[i] - row[i - 1]) / (b - a);
            sum += row[i - 1] * Math.Cos(a) - row[i] * Math.Cos(b) + q * (Math.Sin(b) - Math.Sin(a));
        }

        return sum;
    }

    /// <summary>Degrees from one plane on to the next, above 0 and at most the full circle.</summary>
    static double Turn(double from, double to) =>
        to > from ? to - from
        : to.Equals(from) ? 0
        : to - from + FullCircle;
}

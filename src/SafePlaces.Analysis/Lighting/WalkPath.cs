using NetTopologySuite.Geometries;

namespace SafePlaces.Analysis.Lighting;

/// <summary>What a register says of a route's lighting.</summary>
public enum Lit
{
    Yes,
    No,
    Unknown,
}

/// <summary>A path people walk, in EPSG:3006.</summary>
public sealed record WalkPath
{
    /// <param name="line">The middle of the path.</param>
    /// <param name="lit">What the register says.</param>
    /// <param name="widthM">Width of the path in metres, null when unknown.</param>
    /// <param name="requiredClass">The class it must meet; null takes P4, flagged as assumed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The line has no length, or the width is not above 0 and at most 100 m.</exception>
    public WalkPath(LineString line, Lit lit = Lit.Unknown, double? widthM = null, LightingClass? requiredClass = null)
    {
        if (!double.IsFinite(line.Length) || line.Length <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(line), "A walk route needs two points apart.");
        }

        if (widthM is not (null or (> 0 and <= 100)))
        {
            throw new ArgumentOutOfRangeException(nameof(widthM), widthM, "A width is above 0 and at most 100 m.");
        }

        (Line, Lit, WidthM) = (line, lit, widthM);
        RequiredClass = requiredClass ?? LightingClass.Assumed;
        ClassAssumed = requiredClass is null;
    }

    public LineString Line { get; }
    public Lit Lit { get; }
    public double? WidthM { get; }
    public LightingClass RequiredClass { get; }

    /// <summary>True when the route states no class and P4 stands in.</summary>
    public bool ClassAssumed { get; }
}

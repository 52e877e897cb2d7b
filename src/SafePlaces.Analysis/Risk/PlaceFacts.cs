using SafePlaces.Analysis.Lighting;
using SafePlaces.Analysis.Reports;

namespace SafePlaces.Analysis.Risk;

/// <summary>Why a factor is not known at a place. None of them means that it is absent.</summary>
public enum Missing
{
    /// <summary>The layer is not in the database.</summary>
    NotLoaded,

    /// <summary>The layer does not cover the place or the date.</summary>
    NotCovered,

    /// <summary>The layer covers the place, but the value is unknown.</summary>
    NoValue,
}

/// <summary>An event or feature near a place.</summary>
public readonly record struct NearbyEvent
{
    /// <exception cref="ArgumentOutOfRangeException">A value is negative or not finite.</exception>
    public NearbyEvent(double distanceM, double weight = 1) =>
        (DistanceM, Weight) = (Fact.Positive(distanceM, nameof(distanceM)), Fact.Positive(weight, nameof(weight)));

    public double DistanceM { get; }

    public double Weight { get; }

    public void Deconstruct(out double distanceM, out double weight) => (distanceM, weight) = (DistanceM, Weight);
}

/// <summary>A report of an unsafe spot near a place. Holds nothing about who reported.</summary>
public sealed record ReportedSpot
{
    /// <exception cref="ArgumentOutOfRangeException">Severity is not 1-4, or a number is negative or not finite.</exception>
    public ReportedSpot(
        double distanceM,
        int severity,
        int ageDays,
        ReportStatus status,
        double accuracyM,
        string category
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(severity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(severity, 4);
        ArgumentOutOfRangeException.ThrowIfNegative(ageDays);
        (DistanceM, AccuracyM) = (
            Fact.Positive(distanceM, nameof(distanceM)),
            Fact.Positive(accuracyM, nameof(accuracyM))
        );
        (Severity, AgeDays, Status, Category) = (severity, ageDays, status, category);
    }

    public double DistanceM { get; }

    /// <summary>1 nuisance to 4 acute.</summary>
    public int Severity { get; }

    /// <summary>Whole days at the time of assessment.</summary>
    public int AgeDays { get; }

    public ReportStatus Status { get; }

    public double AccuracyM { get; }

    public string Category { get; }
}

/// <summary>What is known about a place for one factor. Known and absent is a value; unknown is <see cref="Unknown"/>.</summary>
public abstract record Fact
{
    private Fact() { }

    /// <summary>Not known, and why. Left out of the index and said, never read as absent.</summary>
    public sealed record Unknown(Missing Why) : Fact;

    /// <summary>The reports within the kernel's radius; empty: none, where reports are taken in.</summary>
    public sealed record Reports(IReadOnlyList<ReportedSpot> Spots) : Fact;

    /// <summary>The events or features within the radius; empty: none.</summary>
    public sealed record Events(IReadOnlyList<NearbyEvent> Nearby) : Fact;

    /// <summary>Metres to the nearest feature; infinite: there is none.</summary>
    public sealed record Distance : Fact
    {
        /// <exception cref="ArgumentOutOfRangeException">Negative or not a number.</exception>
        public Distance(double m) =>
            M = m >= 0 ? m : throw new ArgumentOutOfRangeException(nameof(m), m, "A distance is 0 m or more.");

        public double M { get; }

        /// <summary>There is no such feature.</summary>
        public static Distance None { get; } = new(double.PositiveInfinity);
    }

    /// <summary>A share of length, of hours, or of the place, 0-1.</summary>
    public sealed record Portion : Fact
    {
        /// <exception cref="ArgumentOutOfRangeException">Not between 0 and 1.</exception>
        public Portion(double share) =>
            Share = share is >= 0 and <= 1
                ? share
                : throw new ArgumentOutOfRangeException(nameof(share), share, "A share is 0 to 1.");

        public double Share { get; }
    }

    /// <summary>The least illuminance, lx: the geometric mean of what two luminaire models give.</summary>
    public sealed record MinimumLux : Fact
    {
        /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
        public MinimumLux(double lx) => Lx = Positive(lx, nameof(lx));

        public double Lx { get; }

        /// <summary>Of a stretch's band; unknown where its lamps are.</summary>
        public static Fact Of(LuxBand? minimum) =>
            minimum is { } band
                ? new MinimumLux(Math.Sqrt(band.Isotropic * band.Lambert))
                : new Unknown(Missing.NoValue);
    }

    /// <summary>How often in a week.</summary>
    public sealed record Rate : Fact
    {
        /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
        public Rate(double perWeek) => PerWeek = Positive(perWeek, nameof(perWeek));

        public double PerWeek { get; }
    }

    internal static double Positive(double value, string name) =>
        double.IsFinite(value) && value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(name, value, "Give a finite number, 0 or more.");
}

/// <summary>A piece of walk route inside a place, with the facts that are measured along it, by factor id.</summary>
public sealed record PlacePiece
{
    /// <exception cref="ArgumentOutOfRangeException">The length is not above 0.</exception>
    public PlacePiece(double lengthM, IReadOnlyDictionary<string, Fact> facts)
    {
        if (!double.IsFinite(lengthM) || lengthM <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(lengthM), lengthM, "A piece of route is longer than 0 m.");
        }

        (LengthM, Facts) = (lengthM, facts);
    }

    public double LengthM { get; }

    public IReadOnlyDictionary<string, Fact> Facts { get; }
}

/// <summary>Whether anybody would have told: few reports where nobody looked is not safety.</summary>
/// <param name="Reports">Reports within 200 m in the last 24 months, of any kind.</param>
/// <param name="Walked">A safety walk passed within 50 m in that time.</param>
public sealed record LocalEvidence(int Reports, bool Walked)
{
    /// <summary>How far off a report is still evidence.</summary>
    public const double ReachM = 200;
}

/// <summary>
/// What is known about a cell or a stretch, by factor id. A factor that is not named is not loaded.
/// </summary>
/// <param name="Facts">Of the place as a whole: from the centre of the cell, or the middle of the stretch.</param>
/// <param name="Pieces">The walk routes in it; a factor measured along them is weighted by their length.</param>
/// <param name="Evidence">Around it.</param>
public sealed record PlaceFacts(
    IReadOnlyDictionary<string, Fact> Facts,
    IReadOnlyList<PlacePiece> Pieces,
    LocalEvidence Evidence
)
{
    /// <summary>Less walk route than this does not make a cell walkable.</summary>
    public const double LeastWalkableM = 5;

    public double WalkRouteM => Pieces.Sum(piece => piece.LengthM);

    /// <summary>True for cells with enough walk route to be part of the reference.</summary>
    public bool Walkable => WalkRouteM >= LeastWalkableM;
}

namespace SafePlaces.Analysis.Density;

/// <summary>An event at a place in EPSG:3006 (metres) and how much it counts.</summary>
/// <exception cref="ArgumentOutOfRangeException">A coordinate is not finite, or the weight is negative or not finite.</exception>
public readonly record struct WeightedPoint
{
    public WeightedPoint(double east, double north, double weight = 1)
    {
        if (!double.IsFinite(east) || !double.IsFinite(north))
        {
            throw new ArgumentOutOfRangeException(
                nameof(east),
                $"({east}, {north}) is not a place: give finite metres."
            );
        }

        if (!double.IsFinite(weight) || weight < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(weight), weight, "A weight is a finite number, 0 or more.");
        }

        (East, North, Weight) = (east, north, weight);
    }

    public double East { get; }
    public double North { get; }
    public double Weight { get; }
}

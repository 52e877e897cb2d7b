namespace SafePlaces.Heatmaps.Drawing;

/// <summary>Numbers that people read easily.</summary>
static class RoundNumbers
{
    /// <summary>Zero, a few round numbers, and the maximum itself.</summary>
    public static IEnumerable<double> UpTo(double maximum)
    {
        yield return 0;
        if (maximum <= 0)
            yield break;
        var step = Below(maximum / 3);
        for (var tick = step; tick < maximum - step * 0.35; tick += step)
            yield return tick;
        yield return maximum;
    }

    /// <summary>The largest of 1, 2, 5 × a power of ten that is not more.</summary>
    public static double Below(double most)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(most)));
        return power
            * (
                (most / power) switch
                {
                    >= 5 => 5,
                    >= 2 => 2,
                    _ => 1,
                }
            );
    }
}

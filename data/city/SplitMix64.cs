using System.Globalization;

namespace City;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): small, seeded, the same on every machine.</summary>
sealed class SplitMix64(ulong seed)
{
    private ulong state = seed;

    public double Unit()
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    public double Between(double low, double high) => low + ((high - low) * Unit());

    public int Below(int limit) => (int)(Unit() * limit);

    public bool Chance(double probability) => Unit() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>One word of "word:weight word:weight …".</summary>
    public string Weighted(string mix)
    {
        var parts = mix.Split(' ').Select(part => part.Split(':')).ToArray();
        var left = Unit() * parts.Sum(part => int.Parse(part[1], CultureInfo.InvariantCulture));
        return parts.First(part => (left -= int.Parse(part[1], CultureInfo.InvariantCulture)) < 0)[0];
    }

    /// <summary>Sum of four uniforms: near enough a normal, and bounded.</summary>
    public double Bell(double deviation) => (Unit() + Unit() + Unit() + Unit() - 2) * deviation * Math.Sqrt(3);
}

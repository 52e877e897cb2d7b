namespace SafePlaces.Data.Layers;

/// <summary>
/// What a risk model says of a place after dark and by day, with what it rests on. Ratios are times the municipality's median;
/// contributions are logarithms that add up to the log, as JSON.
/// </summary>
public abstract class RiskValues
{
    public RiskLevel DarkLevel { get; init; }
    public double? DarkRatio { get; init; }
    public double? DarkLow { get; init; }
    public double? DarkHigh { get; init; }
    public double? DarkLog { get; init; }
    public string? DarkContributions { get; init; }
    public string? DarkUnknown { get; init; }
    public bool DarkThin { get; init; }
    public RiskLevel DayLevel { get; init; }
    public double? DayRatio { get; init; }
    public double? DayLow { get; init; }
    public double? DayHigh { get; init; }
    public double? DayLog { get; init; }
    public string? DayContributions { get; init; }
    public string? DayUnknown { get; init; }
    public bool DayThin { get; init; }

    /// <summary>Within 200 m in 24 months.</summary>
    public int ReportsNearby { get; init; }

    /// <summary>A safety walk passed within 50 m in 24 months.</summary>
    public bool Walked { get; init; }

    /// <summary>Name and version.</summary>
    public string? Model { get; init; }

    /// <summary>Stamp of the run whose medians are the reference of the ratios.</summary>
    public string? Reference { get; init; }

    public DateOnly AsOf { get; init; }
}

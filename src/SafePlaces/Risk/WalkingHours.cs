using SafePlaces.Analysis.Hours;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Risk;

/// <summary>When people walk in the town, dark or by day: what opening hours and rounds are measured against.</summary>
static class WalkingHours
{
    /// <summary>By profile, over the year up to a day.</summary>
    public static Dictionary<string, WalkingTime> WalkingTimes(
        RiskModel model,
        DateOnly asOf,
        double lon,
        double lat
    ) =>
        model
            .Profiles.Where(profile => profile.Enabled)
            .ToDictionary(
                profile => profile.Id,
                profile => new WalkingTime(
                    asOf.AddYears(-1).AddDays(1),
                    asOf,
                    lon,
                    lat,
                    SwedishTime.Zone,
                    profile.WalkingHours,
                    profile.Light
                )
            );

    /// <summary>Somewhere in the town: the sun rises at once all over it. Without walk routes it does not matter where.</summary>
    public static (double Lon, double Lat) Middle(IReadOnlyList<Collection> collections) =>
        collections.FirstOrDefault(one => one.Layer?.Id == "walk-routes")?.Extent is { } box
            ? ((box.West + box.East) / 2, (box.South + box.North) / 2)
            : (15, 60);
}

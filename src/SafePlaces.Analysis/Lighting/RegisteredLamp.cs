namespace SafePlaces.Analysis.Lighting;

/// <summary>
/// When a lamp of the register stood and shone. Days are whole: what happens on a day holds from its beginning.
/// </summary>
/// <param name="Status">What the register says last.</param>
/// <param name="BrokenSince">The first dark day; null for a broken lamp: for as long as it has stood.</param>
/// <param name="ValidFrom">The first day it stands, for a planned lamp the day it is to be lit; null: always so far.</param>
/// <param name="ValidTo">The first day it no longer stands; null: still does.</param>
public sealed record RegisteredLamp(LampStatus Status, DateOnly? BrokenSince, DateOnly? ValidFrom, DateOnly? ValidTo)
{
    /// <summary>
    /// What the lamp was, or will be, on a day. Null: the register says nothing of it then, because it did not stand yet or is
    /// planned and plans are left out. A lamp taken away is <see cref="LampStatus.Removed"/> from its last day on: its place
    /// is known to be without it.
    /// </summary>
    /// <param name="day">The day asked about.</param>
    /// <param name="withPlans">Planned lamps that are to be lit by then count, and shine.</param>
    public LampStatus? On(DateOnly day, bool withPlans = false) =>
        Status switch
        {
            _ when day < ValidFrom => null,
            LampStatus.Planned when !withPlans => null,
            _ when day >= ValidTo => LampStatus.Removed,
            LampStatus.Planned => LampStatus.Planned,
            LampStatus.Removed when ValidTo is null => LampStatus.Removed,
            LampStatus.Broken when BrokenSince is null => LampStatus.Broken,
            _ when day >= BrokenSince => LampStatus.Broken,
            _ => LampStatus.Working,
        };
}

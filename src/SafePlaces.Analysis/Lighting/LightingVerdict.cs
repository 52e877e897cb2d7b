namespace SafePlaces.Analysis.Lighting;

/// <summary>What can be said of a stretch against its lighting class. Unknown lighting is unknown, never dark.</summary>
public enum LightingVerdict
{
    /// <summary>No registered lamp serves it and the route is not stated unlit.</summary>
    Unknown,

    /// <summary>Meets the class under both luminaires.</summary>
    Passes,

    /// <summary>Meets it under one luminaire only.</summary>
    Uncertain,

    /// <summary>Meets it under neither.</summary>
    Fails,

    /// <summary>No registered lamp serves it and the route is stated unlit.</summary>
    Dark,
}

using NetTopologySuite.Geometries;

namespace SafePlaces.Data.Layers;

/// <summary>
/// What every feature of a base layer has. Geometries are EPSG:3006 (SWEREF 99 TM, metres; x = east, y = north), valid
/// and not empty; times are UTC.
/// </summary>
public abstract class Feature
{
    /// <summary>Version-7 UUID, given once.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The register the feature came from; <c>safeplaces</c> when it was made here.</summary>
    public string Source { get; init; } = "safeplaces";

    /// <summary>The feature's name in that register, unique there.</summary>
    public string SourceId { get; init; } = Guid.NewGuid().ToString();

    /// <summary>When the row was made and last changed: the database says.</summary>
    public DateTime CreatedAt { get; private set; }

    public DateTime UpdatedAt { get; private set; }

    /// <summary>First and last day the feature is true of the town; null = open.</summary>
    public DateOnly? ValidFrom { get; init; }

    public DateOnly? ValidTo { get; init; }

    /// <summary>
    /// Once all values are given: checks what must hold between them, and sets what follows from them.
    /// </summary>
    /// <param name="before">The same feature until now; null for a new one.</param>
    /// <param name="now">When it is written.</param>
    /// <exception cref="RuleException">Names the property.</exception>
    public virtual void Complete(Feature? before, DateTimeOffset now) => InOrder(ValidFrom, ValidTo, nameof(ValidTo));

    /// <summary>An end is not before its beginning; null = open.</summary>
    protected static void InOrder(DateOnly? begins, DateOnly? ends, string property)
    {
        if (ends < begins)
            throw new RuleException(
                property,
                "lies before the day it begins",
                "Give the same day or a later one; null = open."
            );
    }
}

/// <summary>A feature with its geometry class, SRID 3006.</summary>
public abstract class Feature<TGeometry> : Feature
    where TGeometry : Geometry
{
    public required TGeometry Geom
    {
        get;
        init =>
            field =
                value.SRID == 3006 && !value.IsEmpty && value.IsValid
                    ? value
                    : throw new ArgumentException("a geometry is valid, not empty, and in EPSG:3006", nameof(Geom));
    }
}

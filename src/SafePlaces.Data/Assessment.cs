using NetTopologySuite.Geometries;

namespace SafePlaces.Data;

/// <summary>The answer to a site check as it was given; the database refuses to change it.</summary>
public sealed class Assessment
{
    public required Guid Id { get; init; }
    public required DateTime CreatedAt { get; init; }

    /// <summary>The principal that asked: issuer and subject.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Whose it is: the principal's, or a partner's organisation's.</summary>
    public required string Owner { get; init; }

    /// <summary>Diarienummer, where given.</summary>
    public string? CaseNumber { get; init; }

    /// <summary>What the one who asked calls the site.</summary>
    public string? Name { get; init; }

    /// <summary>EPSG:3006.</summary>
    public required MultiPolygon Site { get; init; }

    /// <summary>The JSON that was answered, to the byte.</summary>
    public required string Document { get; init; }
}

namespace SafePlaces.Data;

/// <summary>A personal token. Only its SHA-256 is kept.</summary>
public sealed class AccessToken
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required Role Role { get; init; }

    /// <summary>Whom it was made for, an identifier that stays; a renewed token has the same.</summary>
    public required string Holder { get; init; }

    /// <summary>Whom a partner works for; nobody else has one.</summary>
    public Guid? OrganisationId { get; init; }
    public required byte[] Hash { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime ExpiresAt { get; init; }
    public DateTime? RevokedAt { get; set; }

    /// <summary>To some minutes.</summary>
    public DateTime? LastUsedAt { get; init; }
}

/// <summary>Whom partners work for: they share what they asked for.</summary>
public sealed class Organisation
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required DateTime CreatedAt { get; init; }
}

namespace SafePlaces.Storage;

/// <summary>A personal token. Only its SHA-256 is kept.</summary>
sealed class AccessToken
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required Role Role { get; init; }
    public required byte[] Hash { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime ExpiresAt { get; init; }
    public DateTime? RevokedAt { get; set; }
}

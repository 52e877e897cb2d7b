namespace SafePlaces.Data;

/// <summary>A role sees no collection of this name.</summary>
/// <param name="id">The name.</param>
/// <param name="role">Who asked.</param>
/// <param name="exists">Whether other roles see one.</param>
public sealed class CollectionNotSeenException(string id, Role role, bool exists)
    : Exception($"{role} sees no collection '{id}'")
{
    public string Id { get; } = id;

    public Role Role { get; } = role;

    public bool Exists { get; } = exists;
}

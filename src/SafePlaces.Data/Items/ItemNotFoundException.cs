namespace SafePlaces.Data.Items;

/// <summary>A role sees no feature with this id in a collection.</summary>
/// <param name="collection">Its id.</param>
/// <param name="id">The feature's.</param>
public sealed class ItemNotFoundException(string collection, string id)
    : Exception($"no item '{id}' is seen in '{collection}'")
{
    public string Collection { get; } = collection;

    public string Id { get; } = id;
}

namespace SafePlaces.Data;

/// <summary>A table of <c>reference</c> is no longer what the catalogue found under its name: in a second it is read anew.</summary>
/// <param name="id">The collection.</param>
public sealed class CollectionReplacedException(string id) : Exception($"'{id}' has been replaced")
{
    public string Id { get; } = id;
}

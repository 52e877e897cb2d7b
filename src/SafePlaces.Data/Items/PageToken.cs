using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SafePlaces.Formats;

namespace SafePlaces.Data.Items;

/// <summary>
/// Where a page begins: after the feature that stands at these values of the order, without those that were shown ahead of
/// their turn. On the wire it is opaque, carries a check and belongs to one collection in one order, so that a mangled one
/// is refused and never starts again from the first page.
/// </summary>
public sealed record PageToken(IReadOnlyList<string?> At, IReadOnlyList<string> Shown)
{
    const int CheckBytes = 6;

    public string Write(Collection collection, ItemsOrder order)
    {
        var place = JsonSerializer.SerializeToUtf8Bytes((IReadOnlyList<string?>[])[At, Shown]);
        return Base64Url.EncodeToString([.. Check(collection, order, place), .. place]);
    }

    /// <summary>Throws 400 for what this service has not written for this collection in this order.</summary>
    public static PageToken Read(Collection collection, ItemsOrder order, string token)
    {
        if (Base64Url.IsValid(token))
        {
            var bytes = Base64Url.DecodeFromChars(token);
            if (
                bytes.Length >= CheckBytes
                && bytes.AsSpan(0, CheckBytes).SequenceEqual(Check(collection, order, bytes.AsSpan(CheckBytes)))
            )
            {
                var place = JsonSerializer.Deserialize<string?[][]>(bytes.AsSpan(CheckBytes))!;
                return new(place[0], [.. place[1].OfType<string>()]);
            }
        }
        throw new ParameterException(
            "after",
            "is not the start of a page of this collection in this order",
            "Follow the next links as they are, or begin again without it."
        );
    }

    static ReadOnlySpan<byte> Check(Collection collection, ItemsOrder order, ReadOnlySpan<byte> place) =>
        SHA256
            .HashData([.. Encoding.UTF8.GetBytes($"{collection.Id}\n{order.Name}\n"), .. place])
            .AsSpan(0, CheckBytes);
}

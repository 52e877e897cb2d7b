using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using SafePlaces.Http;
using SafePlaces.Storage;

namespace SafePlaces.Features;

/// <summary>
/// Where a page begins: after the feature with this key, without those that were shown ahead of their turn. On the wire
/// it is opaque, carries a check and belongs to one collection, so that a mangled one is refused and never starts again
/// from the first page.
/// </summary>
sealed record PageToken(string Key, IReadOnlyList<string> Shown)
{
    const int CheckBytes = 6;

    public string Write(Collection collection)
    {
        var keys = string.Join('\0', [Key, .. Shown]);
        return Base64Url.EncodeToString([.. Check(collection, keys), .. Encoding.UTF8.GetBytes(keys)]);
    }

    /// <summary>Throws 400 for what this service has not written for this collection.</summary>
    public static PageToken Read(Collection collection, string token)
    {
        if (Base64Url.IsValid(token))
        {
            var bytes = Base64Url.DecodeFromChars(token);
            if (bytes.Length >= CheckBytes)
            {
                var keys = Encoding.UTF8.GetString(bytes.AsSpan(CheckBytes));
                if (bytes.AsSpan(0, CheckBytes).SequenceEqual(Check(collection, keys)))
                    return new(keys.Split('\0')[0], keys.Split('\0')[1..]);
            }
        }
        throw Problem.InvalidParameter(
            "after",
            "is not the start of a page of this collection",
            "Follow the next links as they are, or begin again without it."
        );
    }

    static ReadOnlySpan<byte> Check(Collection collection, string keys) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{collection.Id}\n{keys}")).AsSpan(0, CheckBytes);
}

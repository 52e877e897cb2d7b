using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using SafePlaces.Http;
using SafePlaces.Storage;

namespace SafePlaces.Features;

/// <summary>
/// Where a page begins: after the feature with this key. On the wire it is opaque, carries a check and belongs to one
/// collection, so that a mangled one is refused and never starts again from the first page.
/// </summary>
static class PageToken
{
    const int CheckBytes = 6;

    public static string Write(Collection collection, string key) =>
        Base64Url.EncodeToString([.. Check(collection, key), .. Encoding.UTF8.GetBytes(key)]);

    /// <summary>The key; throws 400 for what this service has not written for this collection.</summary>
    public static string Read(Collection collection, string token)
    {
        if (Base64Url.IsValid(token))
        {
            var bytes = Base64Url.DecodeFromChars(token);
            if (bytes.Length >= CheckBytes)
            {
                var key = Encoding.UTF8.GetString(bytes.AsSpan(CheckBytes));
                if (bytes.AsSpan(0, CheckBytes).SequenceEqual(Check(collection, key)))
                    return key;
            }
        }
        throw Problem.InvalidParameter(
            "after",
            "is not the start of a page of this collection",
            "Follow the next links as they are, or begin again without it."
        );
    }

    static ReadOnlySpan<byte> Check(Collection collection, string key) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{collection.Id}\n{key}")).AsSpan(0, CheckBytes);
}

using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SafePlaces.Storage;

namespace SafePlaces.Access;

/// <summary>
/// The personal tokens. A token is 256 random bits, shown once; only its SHA-256 is stored, which suffices for a secret
/// that cannot be guessed.
/// </summary>
sealed class Tokens(Databases databases, TimeProvider clock)
{
    /// <summary>Makes a token and answers its secret, which is not kept.</summary>
    public async Task<(AccessToken Token, string Secret)> Create(Role role, string name, TimeSpan lifetime)
    {
        var secret = "sp_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var now = clock.GetUtcNow().UtcDateTime;
        var token = new AccessToken
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            Name = name,
            Role = role,
            Hash = Hash(secret),
            CreatedAt = now,
            ExpiresAt = now + lifetime,
        };
        await using var db = SafePlacesDb.On(databases.Access);
        db.Add(token);
        await db.SaveChangesAsync();
        return (token, secret);
    }

    /// <summary>A token once found is taken to hold for this long, so that a client's burst of requests asks once.</summary>
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    const int MostFound = 10_000;

    readonly ConcurrentDictionary<string, (long At, AccessToken Token)> found = [];

    /// <summary>The token a secret belongs to, if it is neither expired nor has been revoked for a second.</summary>
    public async Task<AccessToken?> Find(string secret, CancellationToken cancellation)
    {
        var hash = Hash(secret);
        var name = Convert.ToHexString(hash);
        var now = clock.GetUtcNow().UtcDateTime;
        if (
            found.TryGetValue(name, out var known)
            && clock.GetElapsedTime(known.At) < Fresh
            && known.Token.ExpiresAt > now
        )
            return known.Token;
        await using var db = SafePlacesDb.On(databases.Access);
        var token = await db
            .AccessTokens.AsNoTracking()
            .SingleOrDefaultAsync(
                token => token.Hash == hash && token.RevokedAt == null && token.ExpiresAt > now,
                cancellation
            );
        if (found.Count > MostFound)
            found.Clear();
        if (token is null)
            found.TryRemove(name, out _);
        else
            found[name] = (clock.GetTimestamp(), token);
        return token;
    }

    public async Task<IReadOnlyList<AccessToken>> All()
    {
        await using var db = SafePlacesDb.On(databases.Access);
        return await db.AccessTokens.AsNoTracking().OrderBy(token => token.CreatedAt).ToListAsync();
    }

    /// <summary>Revokes a token, within a second everywhere; false when there is none with this id.</summary>
    public async Task<bool> Revoke(Guid id)
    {
        await using var db = SafePlacesDb.On(databases.Access);
        var token = await db.AccessTokens.SingleOrDefaultAsync(token => token.Id == id);
        if (token is null)
            return false;
        token.RevokedAt ??= clock.GetUtcNow().UtcDateTime;
        await db.SaveChangesAsync();
        found.Clear();
        return true;
    }

    static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}

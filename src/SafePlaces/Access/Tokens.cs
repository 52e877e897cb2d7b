using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SafePlaces.Data;
using SafePlaces.Http;

namespace SafePlaces.Access;

/// <summary>
/// The personal tokens. A token is 256 random bits, shown once; only its SHA-256 is stored, which suffices for a secret
/// that cannot be guessed.
/// </summary>
sealed class Tokens(Databases databases, TokenUse use, TimeProvider clock)
{
    /// <summary>
    /// Makes a token and answers its secret, which is not kept. Without a holder it is somebody new; a partner works for an
    /// organisation, which is made where there is none of that name.
    /// </summary>
    public async Task<NewToken> Create(
        Role role,
        string name,
        TimeSpan lifetime,
        string? holder = null,
        string? organisation = null
    )
    {
        if ((role == Role.Partner) != (organisation is not null))
            throw new ArgumentException("a partner, and nobody else, works for an organisation", nameof(organisation));
        await using var db = SafePlacesDb.On(databases.Access);
        var (id, isNew) = organisation is null ? (null, false) : await OrganisationOf(db, organisation);
        return await Add(db, role, name, lifetime, holder ?? Guid.CreateVersion7(clock.GetUtcNow()).ToString(), id) with
        {
            IsNewOrganisation = isNew,
        };
    }

    /// <summary>A new token for the holder of an old one, in the same role; null when there is none with this id. The old one stays valid.</summary>
    public async Task<NewToken?> Renew(Guid id, string? name, TimeSpan lifetime)
    {
        await using var db = SafePlacesDb.On(databases.Access);
        return await db.AccessTokens.AsNoTracking().SingleOrDefaultAsync(token => token.Id == id) is { } old
            ? await Add(db, old.Role, name ?? old.Name, lifetime, old.Holder, old.OrganisationId)
            : null;
    }

    async Task<NewToken> Add(
        SafePlacesDb db,
        Role role,
        string name,
        TimeSpan lifetime,
        string holder,
        Guid? organisation
    )
    {
        var secret = "sp_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var now = clock.GetUtcNow().UtcDateTime;
        var token = new AccessToken
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            Name = name,
            Role = role,
            Holder = holder,
            OrganisationId = organisation,
            Hash = Hash(secret),
            CreatedAt = now,
            ExpiresAt = now + lifetime,
        };
        db.Add(token);
        await db.SaveChangesAsync();
        return new(token, secret);
    }

    async Task<(Guid? Id, bool IsNew)> OrganisationOf(SafePlacesDb db, string name)
    {
        // two at a time make one
        var made = await db.Database.ExecuteSqlAsync(
            $"insert into safeplaces.organisations (id, name, created_at) values ({Guid.CreateVersion7(clock.GetUtcNow())}, {name}, now()) on conflict (name) do nothing"
        );
        return (await db.Organisations.Where(one => one.Name == name).Select(one => one.Id).SingleAsync(), made == 1);
    }

    /// <summary>A token once found is taken to hold for this long, so that a client's burst of requests asks once.</summary>
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    const int MostFound = 10_000;

    readonly ConcurrentDictionary<string, (long At, AccessToken Token)> found = [];

    /// <summary>The token a secret belongs to, if it is neither expired nor has been revoked for a second.</summary>
    public Task<AccessToken?> Find(string secret, CancellationToken cancellation)
    {
        var hash = Hash(secret);
        return Find(Convert.ToHexString(hash), tokens => tokens.Where(token => token.Hash == hash), cancellation);
    }

    /// <summary>The same for the token that a session began with.</summary>
    public Task<AccessToken?> Find(Guid id, CancellationToken cancellation) =>
        Find(id.ToString(), tokens => tokens.Where(token => token.Id == id), cancellation);

    /// <summary>Whether this secret was a token's when it was last looked for: it is no guess.</summary>
    public bool WasFound(string secret) => found.ContainsKey(Convert.ToHexString(Hash(secret)));

    async Task<AccessToken?> Find(
        string name,
        Func<IQueryable<AccessToken>, IQueryable<AccessToken>> which,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (
            found.TryGetValue(name, out var known)
            && clock.GetElapsedTime(known.At) < Fresh
            && known.Token.ExpiresAt > now
        )
            return known.Token;
        await using var db = SafePlacesDb.On(databases.Access);
        var token = await which(db.AccessTokens.AsNoTracking())
            .SingleOrDefaultAsync(token => token.RevokedAt == null && token.ExpiresAt > now, cancellation);
        if (found.Count > MostFound)
            found.Clear();
        if (token is null)
            found.TryRemove(name, out _);
        else
        {
            found[name] = (clock.GetTimestamp(), token);
            use.Note(token.Id, now);
        }
        return token;
    }

    /// <summary>Who a token makes its bearer.</summary>
    public static ClaimsPrincipal Identify(AccessToken token, string scheme) =>
        new(
            new ClaimsIdentity(
                [
                    new(ClaimTypes.Role, token.Role.Code()),
                    new(ClaimTypes.Name, token.Name),
                    .. new Principal(Principal.SafePlaces, token.Holder, token.OrganisationId).Claims(),
                ],
                scheme
            )
        );

    /// <summary>All tokens, oldest first, with the name of the organisation where there is one.</summary>
    public async Task<IReadOnlyList<(AccessToken Token, string? Organisation)>> All()
    {
        await use.Write();
        await using var db = SafePlacesDb.On(databases.Access);
        var names = await db.Organisations.ToDictionaryAsync(one => one.Id, one => one.Name);
        return
        [
            .. (await db.AccessTokens.AsNoTracking().OrderBy(token => token.CreatedAt).ToListAsync()).Select(token =>
                (token, token.OrganisationId is { } id ? names[id] : null)
            ),
        ];
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

/// <summary>A token just made, with the secret that is shown once.</summary>
sealed record NewToken(AccessToken Token, string Secret)
{
    /// <summary>Whether its organisation was made with it.</summary>
    public bool IsNewOrganisation { get; init; }
}

using System.Security.Claims;

namespace SafePlaces.Http;

/// <summary>
/// Who asks, whatever was shown to prove it: who vouches for the subject, the subject itself (of a personal token its
/// holder), and for a partner the organisation it works for.
/// </summary>
sealed record Principal(string Issuer, string Subject, Guid? Organisation)
{
    /// <summary>The issuer of personal tokens.</summary>
    public const string SafePlaces = "safeplaces";

    public const string OrganisationClaim = "organisation";

    /// <summary>The same for the same person, whichever token is used.</summary>
    public string Key => $"{Issuer} {Subject}";

    /// <summary>Whose the things are that this principal makes: its own, or a partner's organisation's.</summary>
    public string Owner => Organisation is { } id ? $"organisation:{id}" : Key;

    /// <summary>Throws for the public, which is nobody.</summary>
    public static Principal Of(ClaimsPrincipal caller) =>
        Find(caller) ?? throw new InvalidOperationException("the public owns nothing: ask for a token first");

    /// <summary>Null for the public.</summary>
    public static Principal? Find(ClaimsPrincipal caller) =>
        caller.FindFirst(ClaimTypes.NameIdentifier) is { } subject
            ? new(
                subject.Issuer,
                subject.Value,
                caller.FindFirstValue(OrganisationClaim) is { } id ? Guid.Parse(id) : null
            )
            : null;

    /// <summary>What an identity says of who it is, so that <see cref="Find"/> reads it again.</summary>
    public IEnumerable<Claim> Claims() =>
        [
            new(ClaimTypes.NameIdentifier, Subject, ClaimValueTypes.String, Issuer),
            .. Organisation is { } id ? (Claim[])[new(OrganisationClaim, id.ToString())] : [],
        ];
}

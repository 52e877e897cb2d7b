using System.Security.Claims;
using SafePlaces.Data;

namespace SafePlaces.Access;

static class CallerRole
{
    /// <summary>The role of an authenticated caller; without a token, the public.</summary>
    public static Role Role(this ClaimsPrincipal caller) =>
        Enum.TryParse<Role>(caller.FindFirstValue(ClaimTypes.Role), ignoreCase: true, out var role)
            ? role
            : Data.Role.Public;
}

using System.Security.Claims;

namespace SafePlaces.Storage;

/// <summary>Who asks. Each is a group of PostgreSQL (<c>safeplaces_planner</c>), which decides what it sees: <see cref="Logins"/>.</summary>
enum Role
{
    Public,
    Partner,
    Planner,
    Officer,
    Admin,
}

static class Roles
{
    public static string Code(this Role role) => role.ToString().ToLowerInvariant();

    /// <summary>The role of an authenticated caller; without a token, the public.</summary>
    public static Role Role(this ClaimsPrincipal caller) =>
        Enum.TryParse<Role>(caller.FindFirstValue(ClaimTypes.Role), ignoreCase: true, out var role)
            ? role
            : Storage.Role.Public;

    /// <summary>Planner or officer: who may see where something was reported.</summary>
    public static bool IsStaff(this Role role) => role is Storage.Role.Planner or Storage.Role.Officer;
}

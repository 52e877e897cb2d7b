using System.Security.Claims;

namespace SafePlaces.Storage;

/// <summary>Who asks. Each is a role of PostgreSQL (<c>safeplaces_planner</c>), which decides what it sees.</summary>
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
    public static string PostgresName(this Role role) => "safeplaces_" + role.Code();

    /// <summary>The role of a name that <see cref="PostgresName"/> gave.</summary>
    public static Role OfPostgres(string name) => Enum.GetValues<Role>().First(role => role.PostgresName() == name);

    public static string Code(this Role role) => role.ToString().ToLowerInvariant();

    /// <summary>The role of an authenticated caller; without a token, the public.</summary>
    public static Role Role(this ClaimsPrincipal caller) =>
        Enum.TryParse<Role>(caller.FindFirstValue(ClaimTypes.Role), ignoreCase: true, out var role)
            ? role
            : Storage.Role.Public;

    /// <summary>Planner or officer: who may see where something was reported.</summary>
    public static bool IsStaff(this Role role) => role is Storage.Role.Planner or Storage.Role.Officer;
}

namespace SafePlaces.Data;

/// <summary>Who asks. Each is a group of PostgreSQL (<c>safeplaces_planner</c>), which decides what it sees: <see cref="Logins"/>.</summary>
public enum Role
{
    Public,
    Partner,
    Planner,
    Officer,
    Admin,
}

public static class Roles
{
    public static string Code(this Role role) => role.ToString().ToLowerInvariant();

    /// <summary>Planner or officer: who may see where something was reported.</summary>
    public static bool IsStaff(this Role role) => role is Data.Role.Planner or Data.Role.Officer;
}

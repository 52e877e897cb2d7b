using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using NetTopologySuite.Geometries;
using SafePlaces.Access;
using SafePlaces.Data;
using SafePlaces.Http;

namespace SafePlaces.SiteChecks;

/// <summary>
/// The assessments that were answered. As the caller's role: staff read the table; a partner has no way to it but a
/// function of the database that gives what its organisation made.
/// </summary>
sealed class AssessmentArchive(Databases databases)
{
    public async Task Keep(
        ClaimsPrincipal caller,
        SiteCheck check,
        MultiPolygon site,
        string document,
        CancellationToken cancellation
    )
    {
        var principal = Principal.Of(caller);
        await using var db = SafePlacesDb.On(databases.As(caller.Role()));
        db.Add(
            new Assessment
            {
                Id = check.Id,
                CreatedAt = check.CreatedAt,
                CreatedBy = principal.Key,
                Owner = principal.Owner,
                CaseNumber = check.CaseNumber,
                Name = check.Name,
                Site = site,
                Document = document,
            }
        );
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>The document, or null when there is none that the caller may see.</summary>
    public async Task<string?> Find(ClaimsPrincipal caller, Guid id, CancellationToken cancellation)
    {
        await using var db = SafePlacesDb.On(databases.As(caller.Role()));
        return await Visible(db, caller)
            .Where(one => one.Id == id)
            .Select(one => one.Document)
            .SingleOrDefaultAsync(cancellation);
    }

    /// <summary>Newest first, after one of them: ids are made in order of time.</summary>
    public async Task<IReadOnlyList<Listed>> List(
        ClaimsPrincipal caller,
        Guid? before,
        int limit,
        CancellationToken cancellation
    )
    {
        await using var db = SafePlacesDb.On(databases.As(caller.Role()));
        var rows = Visible(db, caller);
        if (before is { } last)
            rows = rows.Where(one => one.Id.CompareTo(last) < 0);
        return await rows.OrderByDescending(one => one.Id)
            .Take(limit)
            .Select(one => new Listed(one.Id, one.CreatedAt, one.CaseNumber, one.Name))
            .ToListAsync(cancellation);
    }

    static IQueryable<Assessment> Visible(SafePlacesDb db, ClaimsPrincipal caller)
    {
        if (caller.Role().IsStaff())
            return db.Assessments;
        var owner = Principal.Of(caller).Owner;
        return db.Assessments.FromSql($"select * from safeplaces.own_assessments({owner})");
    }
}

/// <summary>A line of the list.</summary>
sealed record Listed(Guid Id, DateTime CreatedAt, string? CaseNumber, string? Name);

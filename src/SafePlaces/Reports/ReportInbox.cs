using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SafePlaces.Access;
using SafePlaces.Analysis.Reports;
using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Data.Layers.UnsafeSpots;
using SafePlaces.Http;

namespace SafePlaces.Reports;

/// <summary>
/// The held reports, as the caller's role: the database lets officers read and review them and nobody else. A report is
/// reviewed once; one that is accepted becomes an unsafe spot with the same id, texts and private link.
/// </summary>
sealed class ReportInbox(Databases databases)
{
    /// <summary>Those of one status in the order they came in, after one of them; and how many wait for review.</summary>
    public async Task<(IReadOnlyList<HeldReport> Reports, int Waiting)> List(
        ClaimsPrincipal caller,
        HeldStatus status,
        Guid? after,
        int limit,
        CancellationToken cancellation
    )
    {
        await using var db = SafePlacesDb.On(databases.As(caller.Role()));
        var rows = db.HeldReports.AsNoTracking().Where(one => one.Status == status);
        if (after is { } last)
            rows = rows.Where(one => one.Id.CompareTo(last) > 0);
        return (
            await rows.OrderBy(one => one.Id).Take(limit).ToListAsync(cancellation),
            await db.HeldReports.CountAsync(one => one.Status == HeldStatus.Received, cancellation)
        );
    }

    /// <summary>Null when it is not, or no longer, held.</summary>
    public async Task<HeldReport?> Find(ClaimsPrincipal caller, Guid id, CancellationToken cancellation)
    {
        await using var db = SafePlacesDb.On(databases.As(caller.Role()));
        return await db.HeldReports.AsNoTracking().SingleOrDefaultAsync(one => one.Id == id, cancellation);
    }

    /// <summary>
    /// Does what was decided, whole or not at all, and answers the new status. Of two officers at once the second waits and
    /// is answered as one who comes late.
    /// </summary>
    /// <exception cref="ProblemException">404: no such report. 409: it was reviewed. 422: no such spot to be a duplicate of.</exception>
    public async Task<string> Decide(ClaimsPrincipal caller, Guid id, Review review, CancellationToken cancellation)
    {
        await using var db = SafePlacesDb.On(databases.As(caller.Role()));
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await ((NpgsqlConnection)db.Database.GetDbConnection()).Sign(caller.Identity?.Name, cancellation);
        var held = await db
            .HeldReports.FromSql($"select * from safeplaces.held_reports where id = {id} for update")
            .AsNoTracking()
            .SingleOrDefaultAsync(cancellation);
        if (held is null)
            throw await Accepted(db, id, cancellation) is { } status
                ? Problem.Reviewed(Code.Of(status))
                : Problem.NotFound("report", "GET /reports/held lists those that wait for review.");
        if (held.Status != HeldStatus.Received)
            throw Problem.Reviewed(Code.Of(held.Status));
        var became = review.Decision switch
        {
            Decision.Accept => Code.Of(await Accept(db, held, review, cancellation)),
            Decision.Duplicate => Code.Of(await Merge(db, held, review.DuplicateOf!.Value, cancellation)),
            _ => Code.Of(await Reject(db, held, cancellation)),
        };
        await transaction.CommitAsync(cancellation);
        return became;
    }

    static async Task<ReportStatus?> Accepted(SafePlacesDb db, Guid id, CancellationToken cancellation) =>
        await db
            .UnsafeSpots.Where(spot => spot.Id == id)
            .Select(spot => (ReportStatus?)spot.Status)
            .SingleOrDefaultAsync(cancellation);

    static async Task<ReportStatus> Accept(
        SafePlacesDb db,
        HeldReport held,
        Review review,
        CancellationToken cancellation
    )
    {
        var spot = new UnsafeSpot
        {
            Id = held.Id,
            Geom = held.Geom,
            ObservedAt = held.ObservedAt,
            Category = review.Category ?? held.Category,
            Severity = review.Severity ?? held.Severity,
            Status = ReportStatus.Verified,
            Via = held.Via,
            AccuracyM = held.AccuracyM,
            Text = new()
            {
                Description = held.Description,
                ContactName = held.ContactName,
                ContactEmail = held.ContactEmail,
                ContactPhone = held.ContactPhone,
                FollowHash = held.FollowHash,
            },
        };
        // it was reported when it came in, not when it was read
        spot.Complete(before: null, new(held.ReportedAt));
        db.Add(spot);
        await db.SaveChangesAsync(cancellation);
        await db.HeldReports.Where(one => one.Id == held.Id).ExecuteDeleteAsync(cancellation);
        return spot.Status;
    }

    static async Task<HeldStatus> Reject(SafePlacesDb db, HeldReport held, CancellationToken cancellation)
    {
        await db.Database.ExecuteSqlAsync(
            $"update safeplaces.held_reports set status = 'rejected' where id = {held.Id}",
            cancellation
        );
        return HeldStatus.Rejected;
    }

    static async Task<HeldStatus> Merge(
        SafePlacesDb db,
        HeldReport held,
        Guid duplicateOf,
        CancellationToken cancellation
    )
    {
        var closed = await db.Database.ExecuteSqlAsync(
            $"""
            update safeplaces.held_reports held set status = 'duplicate', duplicate_of = spot.id
            from (select id from safeplaces.unsafe_spots where id = {duplicateOf} for key share) spot where held.id = {held.Id}
            """,
            cancellation
        );
        return closed == 1
            ? HeldStatus.Duplicate
            : throw Problem.Unprocessable(
                $"There is no unsafe spot '{duplicateOf}'.",
                "Give the id of one; accept the first of several reports of a place, then the others are its duplicates.",
                "duplicateOf"
            );
    }
}

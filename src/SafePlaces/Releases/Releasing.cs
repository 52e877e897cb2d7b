using NetTopologySuite.Geometries;
using Npgsql;
using NpgsqlTypes;
using SafePlaces.Analysis.Grids;
using SafePlaces.Analysis.Hours;
using SafePlaces.Analysis.Releases;
using SafePlaces.Data;
using SafePlaces.Http;

namespace SafePlaces.Releases;

/// <summary>A quarter whose reports everybody may see the protected counts of.</summary>
/// <param name="Quarter">Such as 2026-Q3.</param>
/// <param name="ReleasedOn">The day it was released.</param>
/// <param name="Squares">How many squares of 250 m had five reports or more.</param>
sealed record Release(string Quarter, DateOnly ReleasedOn, int Squares);

/// <summary>Releases a quarter, whole or not at all, and once.</summary>
sealed class Releasing(Databases databases, TimeProvider clock)
{
    /// <summary>The quarters released so far, newest first.</summary>
    public async Task<IReadOnlyList<Release>> All(CancellationToken cancellation)
    {
        await using var connection = await databases.Worker.OpenConnectionAsync(cancellation);
        return await All(connection, cancellation);
    }

    /// <summary>
    /// Counts the reports of a quarter of Swedish time and releases what <see cref="PublicRelease"/> lets through.
    /// </summary>
    /// <exception cref="ProblemException">422: it is not over, or has been released.</exception>
    public async Task<Release> Make(Quarter quarter, CancellationToken cancellation)
    {
        await using var connection = await databases.Worker.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var lockOut = new NpgsqlCommand("lock table safeplaces.releases in exclusive mode", connection))
            await lockOut.ExecuteNonQueryAsync(cancellation);
        var today = SwedishTime.Day(clock.GetUtcNow());
        var released = (await All(connection, cancellation)).Select(one => Quarter.Parse(one.Quarter)).ToList();
        if (today < quarter.End)
            throw Problem.Unprocessable(
                $"{quarter} is not over.",
                $"Release it from {quarter.End:O} on, once its reports have been looked at.",
                "quarter"
            );
        if (released.Contains(quarter))
            throw Problem.Unprocessable(
                $"{quarter} has been released, and a second time would tell what changed.",
                "GET /releases lists the quarters that have been released.",
                "quarter"
            );
        var squares = PublicRelease.Of(quarter, await Counts(connection, quarter, cancellation), today, released);
        var release = new Release(quarter.ToString(), today, squares.Count);
        await Write(connection, release, quarter, squares, cancellation);
        await transaction.CommitAsync(cancellation);
        return release;
    }

    static async Task<IReadOnlyList<Release>> All(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select quarter, released_on, squares from safeplaces.releases order by quarter desc",
            connection
        );
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var releases = new List<Release>();
        while (await row.ReadAsync(cancellation))
            releases.Add(new(row.GetString(0), row.GetFieldValue<DateOnly>(1), row.GetInt32(2)));
        return releases;
    }

    static async Task<IReadOnlyList<(GridCell, int)>> Counts(
        NpgsqlConnection connection,
        Quarter quarter,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(Sql.File(typeof(Release), "counts.sql"), connection);
        command.Parameters.Add(new() { Value = SwedishTime.StartOf(quarter.First).UtcDateTime });
        command.Parameters.Add(new() { Value = SwedishTime.StartOf(quarter.End).UtcDateTime });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var counts = new List<(GridCell, int)>();
        while (await row.ReadAsync(cancellation))
            counts.Add((new(row.GetInt32(0), row.GetInt32(1), PublicRelease.CellSizeM), row.GetInt32(2)));
        return counts;
    }

    static async Task Write(
        NpgsqlConnection connection,
        Release release,
        Quarter quarter,
        IReadOnlyList<ReleasedCell> squares,
        CancellationToken cancellation
    )
    {
        await using (var command = new NpgsqlCommand("insert into safeplaces.releases values ($1, $2, $3)", connection))
        {
            command.Parameters.Add(new() { Value = release.Quarter });
            command.Parameters.Add(new() { Value = release.ReleasedOn });
            command.Parameters.Add(new() { Value = release.Squares });
            await command.ExecuteNonQueryAsync(cancellation);
        }
        await using var rows = await connection.BeginBinaryImportAsync(
            "copy safeplaces.public_release (quarter, square, starts_on, ends_on, reports, geom) from stdin (format binary)",
            cancellation
        );
        var factory = new GeometryFactory(new(), 3006);
        foreach (var square in squares)
        {
            await rows.StartRowAsync(cancellation);
            await rows.WriteAsync(release.Quarter, cancellation);
            await rows.WriteAsync(square.Cell.ToString(), cancellation);
            await rows.WriteAsync(quarter.First, NpgsqlDbType.Date, cancellation);
            await rows.WriteAsync(quarter.End.AddDays(-1), NpgsqlDbType.Date, cancellation);
            await rows.WriteAsync(square.Reports, cancellation);
            await rows.WriteAsync(factory.ToGeometry(square.Cell.Bounds), "geometry", cancellation);
        }
        await rows.CompleteAsync(cancellation);
    }
}

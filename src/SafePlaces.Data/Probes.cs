using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;
using SafePlaces.Analysis.Crs;

namespace SafePlaces.Data;

/// <summary>What a relation says itself: its CRS, 0 when it has none that is known, and its extent in degrees.</summary>
public readonly record struct Probed(int Srid, Box? Extent);

/// <summary>
/// Relations that the database knows too little of, without a typed geometry column or a spatial index, are asked themselves, as
/// the role. One that cannot be read (a view that divides by zero, a foreign table whose server is away, a table that somebody
/// keeps locked) spoils no other: it has a few seconds, all together have a few more, and what was learned is kept for a while.
/// </summary>
public sealed partial class Probes(Databases databases, TimeProvider clock, ILogger<Probes> logger)
{
    /// <summary>A relation that cannot be read is left out, and asked again only after this.</summary>
    static readonly TimeSpan Broken = TimeSpan.FromSeconds(30);

    /// <summary>For one relation.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>For all relations in one reading of the catalogue.</summary>
    static readonly TimeSpan PatienceWithAll = TimeSpan.FromSeconds(5);

    /// <summary>Asking takes at most this share of the time.</summary>
    const int Share = 20;

    readonly TimeProvider clock = clock;
    readonly ConcurrentDictionary<Name, Known> known = [];

    /// <param name="Role">Who asks.</param>
    /// <param name="Relation">With its schema, quoted.</param>
    readonly record struct Name(Role Role, string Relation);

    /// <param name="Answer">Null: it cannot be read.</param>
    /// <param name="At">When it was asked.</param>
    /// <param name="Pause">How long that holds.</param>
    sealed record Known(Probed? Answer, long At, TimeSpan Pause);

    /// <summary>One reading of the catalogue, with so much patience for all its relations.</summary>
    public Round Begin() => new(this);

    public sealed class Round(Probes probes)
    {
        readonly Stopwatch spent = new();

        /// <summary>
        /// What the relation says, or said lately; null when it cannot be read, or not within the patience there is.
        /// </summary>
        public async Task<Probed?> Ask(Role role, string relation, RelationIdentity identity, string geometry, int srid)
        {
            var name = new Name(role, relation);
            var before = probes.known.GetValueOrDefault(name);
            if (before is not null && probes.clock.GetElapsedTime(before.At) < before.Pause)
                return before.Answer;
            var left = PatienceWithAll - spent.Elapsed;
            if (left < TimeSpan.FromMilliseconds(1))
                return before?.Answer;
            spent.Start();
            var answer = await probes.Ask(name, identity, geometry, srid, left < Patience ? left : Patience, before);
            spent.Stop();
            return answer;
        }
    }

    async Task<Probed?> Ask(
        Name name,
        RelationIdentity identity,
        string geometry,
        int srid,
        TimeSpan patience,
        Known? before
    )
    {
        var (column, from) = (Sql.Quote(geometry), name.Relation);
        var began = clock.GetTimestamp();
        await using var connection = await databases.As(name.Role).OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        try
        {
            await using var limits = new NpgsqlCommand(
                $"set local statement_timeout = {(int)patience.TotalMilliseconds}; set local lock_timeout = '50ms'",
                connection
            );
            await limits.ExecuteNonQueryAsync();
            if (!await connection.Hold(from, identity, default))
                return null;
            await using var command = new NpgsqlCommand(
                $"""
                select srid, safeplaces.degrees((select ST_Extent({column}) from {from}), srid)
                from (select coalesce(nullif($1, 0), (select srid from spatial_ref_sys where srid = (select ST_SRID({column}) from {from} where {column} is not null limit 1)), 0)) q(srid)
                """,
                connection
            );
            command.Parameters.Add(new() { Value = srid });
            await using var row = await command.ExecuteReaderAsync();
            await row.ReadAsync();
            var answer = new Probed(row.GetInt32(0), Catalogue.Extent(row, 1));
            known[name] = new(answer, began, Share * clock.GetElapsedTime(began));
            return answer;
        }
        // locked for the moment: what it said last still holds
        catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return before?.Answer;
        }
        catch (PostgresException wrong) when (wrong.SqlState != PostgresErrorCodes.AdminShutdown)
        {
            known[name] = new(null, clock.GetTimestamp(), Broken);
            Unreadable(logger, from, wrong.MessageText);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Relation} cannot be read and is not published: {Why}")]
    static partial void Unreadable(ILogger logger, string relation, string why);
}

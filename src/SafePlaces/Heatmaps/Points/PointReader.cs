using System.Data;
using Npgsql;
using SafePlaces.Data;

namespace SafePlaces.Heatmaps.Points;

/// <summary>A rectangle in EPSG:3006 where the points of a layer changed, its edges with it.</summary>
readonly record struct ChangedBox(double West, double South, double East, double North)
{
    public bool Holds(double east, double north) => east >= West && east <= East && north >= South && north <= North;
}

/// <summary>
/// What a snapshot was read from: the database (one restored or failed over to is another), and the oldest transaction (an
/// xid8) that was still at work. What earlier ones wrote it holds; of later ones it may lack some.
/// </summary>
sealed record SnapshotOrigin(string Database, string Horizon);

/// <summary>
/// Reads the points of a layer into memory: all of them, or those in the boxes where it changed since they were read. Each
/// box is logged by the transaction that changes points in it. All transactions before the oldest that was at work in the
/// snapshot read from had ended, so it holds what they wrote; the boxes of that one and all later ones are read again, seen
/// before or not. Boxes and points are read in one snapshot, which has such a horizon of its own.
/// </summary>
static class PointReader
{
    /// <summary>After more changes than this all points are read.</summary>
    const int MostBoxes = 500;

    /// <summary>
    /// The points as they are now, read as the role of the database; null when there are more than
    /// <paramref name="most"/>. <paramref name="before"/> is a snapshot of the same role's, if there is one.
    /// </summary>
    public static async Task<PointSnapshot?> Read(
        NpgsqlDataSource database,
        Collection collection,
        PointSnapshot? before,
        int most,
        CancellationToken cancellation
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(
            IsolationLevel.RepeatableRead,
            cancellation
        );
        await connection.Hold(collection, cancellation);
        var origin = await Origin(connection, cancellation);
        var boxes =
            before is not null && before.IsOf(collection) && before.Origin.Database == origin.Database
                ? await Changed(connection, collection, before.Origin.Horizon, cancellation)
                : null;
        var snapshot = boxes is null ? PointSnapshot.Empty(collection, origin) : before!;
        var added = snapshot.Begin();
        await using var points = new NpgsqlCommand(Select(collection, added, boxes), connection);
        if (boxes is not null)
            foreach (var edge in (Func<ChangedBox, double>[])[b => b.West, b => b.South, b => b.East, b => b.North])
                points.Parameters.Add(new() { Value = boxes.Select(edge).ToArray() });
        await using var row = await points.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            var (east, north) = (row.GetDouble(0), row.GetDouble(1));
            // the index knows places by 32 bits, a hair too generously
            if (boxes is not null && !boxes.Exists(box => box.Holds(east, north)))
                continue;
            if (added.Places.Count == most)
                return null;
            added.Places.Add((east, north));
            var column = 2;
            foreach (var values in added.Columns.Values)
                values.Add(row, column++);
        }
        var now = snapshot.With(origin, boxes ?? [], added);
        return now.Count > most ? null : now;
    }

    static async Task<SnapshotOrigin> Origin(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select concat_ws('-', system_identifier, timeline_id, (select oid from pg_database where datname = current_database())),
              pg_snapshot_xmin(pg_current_snapshot())::text
            from pg_control_system(), pg_control_checkpoint()
            """,
            connection
        );
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return new(row.GetString(0), row.GetString(1));
    }

    /// <summary>The boxes changed by transactions from one on; null when they are too many.</summary>
    static async Task<List<ChangedBox>?> Changed(
        NpgsqlConnection connection,
        Collection collection,
        string horizon,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(
            "select west, south, east, north from safeplaces.changed_since($1, $2::xid8, $3)",
            connection
        );
        command.Parameters.Add(new() { Value = collection.ChangeLog });
        command.Parameters.Add(new() { Value = horizon });
        command.Parameters.Add(new() { Value = MostBoxes + 1 });
        var boxes = new List<ChangedBox>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            boxes.Add(new(row.GetDouble(0), row.GetDouble(1), row.GetDouble(2), row.GetDouble(3)));
        return boxes.Count > MostBoxes ? null : boxes;
    }

    static string Select(Collection collection, PointSnapshot.NewPoints added, List<ChangedBox>? boxes)
    {
        var place = $"feature.{collection.Geometry}";
        var columns = string.Concat(
            added.Columns.Select(column => $", {column.Value.Sql($"feature.{Sql.Quote(column.Key)}")}")
        );
        var select = $"ST_X({place}), ST_Y({place}){columns} from {collection.From} feature";
        // a point in two boxes is one point
        return boxes is null
            ? $"select {select}"
            : $"select distinct on (feature.{collection.KeySql}) {select} join unnest($1, $2, $3, $4) box(west, south, east, north) on {place} && ST_MakeEnvelope(west, south, east, north, 3006)";
    }
}

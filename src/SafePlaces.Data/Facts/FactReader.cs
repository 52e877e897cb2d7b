using NetTopologySuite.Geometries;
using Npgsql;

namespace SafePlaces.Data.Facts;

/// <summary>Reading facts over the connection of a transaction.</summary>
public static class FactReader
{
    public static async Task<List<T>> Read<T>(
        this NpgsqlConnection connection,
        string sql,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellation,
        params object[] values
    )
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        foreach (var value in values)
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await row.ReadAsync(cancellation))
            rows.Add(read(row));
        return rows;
    }

    /// <summary>A box in EPSG:3006 as a parameter; null: everywhere.</summary>
    public static NpgsqlParameter Box(Envelope? box) =>
        new()
        {
            Value = box is null ? DBNull.Value : new GeometryFactory(new(), 3006).ToGeometry(box),
            DataTypeName = "geometry",
        };

    public static string? Text(this NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    public static double? Number(this NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetDouble(column);

    public static int? Whole(this NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : (int)row.GetInt64(column);

    public static DateOnly? Day(this NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateOnly>(column);
}

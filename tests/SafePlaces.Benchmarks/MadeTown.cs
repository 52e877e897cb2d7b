using Npgsql;

namespace SafePlaces.Benchmarks;

/// <summary>A made-up town: streets each way, 200 m apart and cut at every crossing; lamps on every other, 17 m apart.</summary>
static class MadeTown
{
    /// <summary>Streets of a city of 30,000 lamps and 1,020 km of paths, 10 km each way.</summary>
    public const int City = 50;

    /// <summary>Fills an empty database.</summary>
    /// <param name="source">As the owner.</param>
    /// <param name="streets">As many squares between streets each way, an even number.</param>
    /// <param name="reports">Of the last 500 days, all over town.</param>
    public static async Task Make(NpgsqlDataSource source, int streets, int reports)
    {
        await Sql(
            source,
            $"""
            insert into safeplaces.walk_routes (kind, lit, geom)
            select 'footway', case when line % 2 = 0 then 'yes' else 'unknown' end,
              ST_SetSRID(case when way = 0 then ST_MakeLine(ST_MakePoint(372000 + 200 * piece, 6394000 + 200 * line), ST_MakePoint(372200 + 200 * piece, 6394000 + 200 * line))
                else ST_MakeLine(ST_MakePoint(372000 + 200 * line, 6394000 + 200 * piece), ST_MakePoint(372000 + 200 * line, 6394200 + 200 * piece)) end, 3006)
            from generate_series(0, 1) way, generate_series(0, {streets}) line, generate_series(0, {streets} - 1) piece
            """
        );
        await Sql(
            source,
            $"""
            insert into safeplaces.lighting (luminous_flux_lm, height_m, geom)
            select 3000 + 100 * (n % 20), 5, ST_SetSRID(case when way = 0 then ST_MakePoint(372000 + 17.333 * n, 6394002 + 400 * line) else ST_MakePoint(372002 + 400 * line, 6394000 + 17.333 * n) end, 3006)
            from generate_series(0, 1) way, generate_series(0, {streets} / 2) line, generate_series(0, floor({streets} * 200 / 17.333)::int - 1) n
            """
        );
        await Sql(
            source,
            $"""
            insert into safeplaces.unsafe_spots (observed_at, reported_at, category, severity, after_dark, status, via, accuracy_m, geom)
            select now() - make_interval(hours => i % 12000), now() - make_interval(hours => i % 12000), 'isolation', 1 + i % 4, i % 3 > 0, 'verified', 'resident', 10,
              ST_SetSRID(ST_MakePoint(372000 + random() * 200 * {streets}, 6394000 + random() * 200 * {streets}), 3006)
            from generate_series(1, {reports}) i
            """
        );
        await Sql(source, "analyze");
    }

    static async Task Sql(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}

using SafePlaces.Risk;

namespace SafePlaces.Tests.Risk;

/// <summary>
/// A town of eight streets each way, 100 m apart, 700 m long: lamps along the eastern half, reports in the west, an underpass, a
/// park without lamps. The index is shown, as if it had passed its test. A class fixture.
/// </summary>
public sealed class Town : IAsyncLifetime
{
    public const int East = 377_000;
    public const int North = 6_399_000;

    internal TestService Service { get; } = new();

    internal DerivedLayers Layers => Service.Services.GetRequiredService<DerivedLayers>();

    public async ValueTask InitializeAsync()
    {
        await Service.InitializeAsync();
        await Service.Sql(
            $"""
            insert into safeplaces.walk_routes (id, kind, lit, geom)
            select ('0199b000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, case when n = 3 then 'underpass' else 'footway' end,
              case when n = 9 then 'no' else 'unknown' end,
              ST_SetSRID(ST_MakeLine(array(
                select case when n < 8 then ST_MakePoint({East} + 100 * k, {North} + 100 * n) else ST_MakePoint({East} + 100 * (n - 8), {North} + 100 * k) end
                from generate_series(0, 7) k order by k)), 3006)
            from generate_series(0, 15) n;
            insert into safeplaces.lighting (id, luminous_flux_lm, height_m, status, geom)
            select ('0199c000-0000-7000-8000-' || lpad((100 * n + k)::text, 12, '0'))::uuid, 4000, 5, 'working', ST_SetSRID(ST_MakePoint({East} + 250 + 25 * k, {North} + 100 * n + 2), 3006)
            from generate_series(0, 7) n, generate_series(0, 18) k;
            insert into safeplaces.unsafe_spots (id, observed_at, reported_at, category, severity, after_dark, status, via, accuracy_m, geom)
            select ('0199d000-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid, now() - make_interval(days => 10 + 7 * i), now() - make_interval(days => 9 + 7 * i),
              case when i % 5 = 0 then 'lighting' else 'isolation' end, 1 + i % 4, i % 3 > 0, case when i % 4 = 0 then 'received' else 'verified' end, 'resident', 10,
              ST_SetSRID(ST_MakePoint({East} + 20 + (37 * i) % 200, {North} + (61 * i) % 700), 3006)
            from generate_series(1, 40) i;
            insert into safeplaces.safety_walks (name, held_on, dark, geom)
            values ('Höstvandring', current_date - 90, true, ST_GeomFromText('LINESTRING({East} {North}, {East} {North
                + 300})', 3006));
            insert into safeplaces.presence (id, kind, name, hours, geom)
            values ('0199e000-0000-7000-8000-000000000001', 'host-round', 'Värdar', 'Fr,Sa 18:00-23:00', ST_GeomFromText('LINESTRING({East} {North
                + 100}, {East + 300} {North + 100})', 3006));
            """
        );
        await Show(this, "holds");
    }

    /// <summary>As if the model had been tested, with this outcome.</summary>
    internal static Task Show(Town town, string verdict) => Show(town.Service, verdict);

    internal static async Task Show(TestService service, string verdict)
    {
        await service.Services.GetRequiredService<RiskModels>().All(TestContext.Current.CancellationToken);
        await service.Sql(
            $"""
            insert into safeplaces.risk_tests (name, version, profile, trained_to, tested_to, verdict, report)
            select name, version, profile, current_date - 365, current_date, '{verdict}', '{"{}"}'
            from safeplaces.risk_models, unnest(array['perceived-dark', 'perceived-day']) profile
            """
        );
    }

    /// <summary>Everything the derived layers say, as text.</summary>
    internal async Task<string> Everything()
    {
        var all = new List<string>();
        foreach (var table in (string[])["walk_stretches", "lighting_gaps", "risk_cells"])
        {
            await using var command = Service.Owner.CreateCommand(
                $"select row_to_json(t)::text from (select * from safeplaces.{table} order by id) t"
            );
            await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            while (await row.ReadAsync(TestContext.Current.CancellationToken))
                all.Add($"{table} {row.GetString(0)}");
        }
        return string.Join('\n', all);
    }

    public ValueTask DisposeAsync() => Service.DisposeAsync();
}

namespace SafePlaces.Tests.Risk;

/// <summary>
/// A made-up town of 40 km of paths, lit but for 200 m in each of its 16 blocks of 500 m, where the lamps are broken. In EPSG:3006
/// from 377000 6399000.
/// </summary>
static class PathTown
{
    public static Task Build(TestService service) =>
        service.Sql(
            """
            insert into safeplaces.walk_routes (source_id, kind, lit, valid_from, geom)
            select 'väg ' || r, 'footway', 'yes', date '2020-01-01', ST_SetSRID(ST_MakeLine(ST_MakePoint(377000, y), ST_MakePoint(378000, y)), 3006)
            from generate_series(0, 39) r, lateral (select 6399037 + 100 * r as y) at;
            insert into safeplaces.lighting (source_id, light_source, luminous_flux_lm, height_m, status, broken_since, valid_from, geom)
            select r || '-' || k, 'led', 6000, 6, case when dark then 'broken' else 'working' end, case when dark then date '2022-01-01' end, date '2020-01-01',
              ST_SetSRID(ST_MakePoint(x, 6399037 + 100 * r), 3006)
            from generate_series(0, 39) r, generate_series(0, 39) k,
              lateral (select 377012.5 + 25 * k as x) at, lateral (select r % 5 = 2 and (x - 377000)::int % 500 between 150 and 350 as dark) light;
            """
        );

    /// <summary>Reports in the dark parts, one after the other, a day apart.</summary>
    public static Task InTheDark(TestService service, int many, string from, bool afterDark = true) =>
        Report(
            service,
            many,
            from,
            afterDark,
            "377000 + 500 * (i % 2) + 150 + (37 * i) % 200",
            "6399037 + 100 * (2 + 5 * ((i / 2) % 8)) + 3"
        );

    /// <summary>Reports evenly along all paths.</summary>
    public static Task Evenly(TestService service, int many, string from, bool afterDark = true) =>
        Report(service, many, from, afterDark, "377000 + (389 * i) % 1000 + 0.5", "6399037 + 100 * ((7 * i) % 40) + 3");

    static Task Report(TestService service, int many, string from, bool afterDark, string east, string north) =>
        service.Sql(
            $"""
            insert into safeplaces.unsafe_spots (observed_at, reported_at, category, severity, status, after_dark, via, accuracy_m, geom)
            select at, at, 'isolation', 3, 'verified', {afterDark}, 'resident', 10, ST_SetSRID(ST_MakePoint({east}, {north}), 3006)
            from generate_series(0, {many - 1}) i, lateral (select {from} + make_interval(days => i % 330) as at) day
            """
        );

    public static Task Forget(TestService service) => service.Sql("delete from safeplaces.unsafe_spots");
}

namespace SafePlaces.Browser.Tests;

/// <summary>
/// What the service computes, given: a cell lower after dark and raised by day with part of it unknown, one whose index is
/// withheld, and a stretch that fails its class.
/// </summary>
static class DerivedRows
{
    public const string Sql = """
        insert into safeplaces.risk_cells (id, walk_route_m, reports_nearby, walked, model, reference, as_of, geom,
            dark_level, dark_ratio, dark_low, dark_high, dark_log, dark_contributions, dark_thin,
            day_level, day_ratio, day_low, day_high, day_log, day_contributions, day_unknown, day_thin)
          values ('N6399550E377200', 25, 1, true, 'boras-default-1 1.0.0', '1', '2026-11-27',
            ST_MakeEnvelope(377200, 6399550, 377225, 6399575, 3006),
            'lower', 0.728178, 0.572744, 0.925794, -0.054845,
            '{"no-overlook":0.036464,"construction-active":0.09531,"open-activity":-0.081259,"hosts":-0.105361}', false,
            'raised', 1.352055, 1.124962, 1.624991, 0.378587,
            '{"reports":0.176493,"few-exits":0.023828,"no-overlook":0.057186,"derelict":0.1562,"open-activity":-0.03512}',
            'dense-vegetation (not-covered)', true);
        insert into safeplaces.risk_cells (id, walk_route_m, dark_level, day_level, dark_thin, day_thin, model, as_of, geom)
          values ('N6399550E377500', 25, 'withheld', 'withheld', false, false, 'boras-default-1 1.0.0', '2026-11-27',
            ST_MakeEnvelope(377500, 6399550, 377525, 6399575, 3006));
        insert into safeplaces.walk_stretches (id, route_id, stretch, name, kind, from_m, to_m, length_m, verdict, required_class,
            class_assumed, average_low_lx, average_high_lx, minimum_low_lx, minimum_high_lx, e_min_lx, lamps, lamps_assumed,
            dark_level, day_level, model, as_of, geom)
          values ('ågatan-1', '01a21cdf-de79-74fb-8261-d578072962d6', 's1', 'Ågatan', 'footway', 0, 25, 25, 'fails', 'P4',
            true, 2.04, 3.42, 0.31, 0.58, 0.42, 3, true, 'not-assessed', 'not-assessed', 'boras-default-1 1.0.0', '2026-11-27',
            ST_GeomFromText('LINESTRING(377300 6399452, 377325 6399452)', 3006));
        """;
}

using SafePlaces.Data.Layers;

namespace SafePlaces.Tests.Features.Cite;

/// <summary>
/// The service over a little of every layer, and a reference table with rows that have no place and no time. The spot
/// <see cref="Known"/> lies at N 6399500, E 377300 of SWEREF 99 TM.
/// </summary>
public sealed class Town : IAsyncLifetime
{
    public const string Known = "0199a000-0000-7000-8000-00000000000a";

    internal static readonly string[] Collections = [.. Layer.All.Select(layer => layer.Id), "stops"];

    internal TestService Service { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Service.InitializeAsync();
        await Service.Sql(
            $"""
            insert into safeplaces.unsafe_spots (id, observed_at, category, severity, via, geom)
              values ('{Known}', '2026-03-01T12:00:00Z', 'lighting', 2, 'resident', ST_SetSRID(ST_MakePoint(377300, 6399500), 3006));
            insert into safeplaces.unsafe_spots (observed_at, category, severity, via, geom)
              select '2026-01-01T00:00:00Z'::timestamptz + g * interval '1 hour', 'isolation', 1 + g % 4, 'host',
                ST_SetSRID(ST_MakePoint(370000 + (g * 7919) % 20000, 6390000 + (g * 104729) % 20000), 3006)
              from generate_series(1, 300) g;
            insert into safeplaces.lighting (valid_from, geom)
              select '2020-01-01'::date + g, ST_SetSRID(ST_MakePoint(377000 + g, 6400000 + g), 3006) from generate_series(1, 120) g;
            insert into safeplaces.walk_routes (kind, name, geom)
              select 'footway', 'Å' || g, ST_SetSRID(ST_MakeLine(ST_MakePoint(377000 + g, 6400000), ST_MakePoint(378000, 6400000 + g)), 3006)
              from generate_series(1, 40) g;
            insert into safeplaces.planned_construction (name, step, starts_on, ends_on, geom) values
              ('Kvarteret Ån', 'samrad', '2026-01-01', '2027-06-30', ST_Multi(ST_MakeEnvelope(377000, 6400000, 377100, 6400100, 3006))),
              ('Ön', 'bygglov', null, null, ST_Multi(ST_MakeEnvelope(377500, 6400000, 377600, 6400100, 3006)));
            insert into safeplaces.focus_areas (kind, name, geom)
              values ('prioritised', 'Norrby', ST_Multi(ST_MakeEnvelope(376000, 6399000, 378000, 6401000, 3006)));
            insert into safeplaces.presence (kind, name, geom)
              values ('meeting-place', 'Torget', ST_SetSRID(ST_MakePoint(377200, 6400200), 3006));
            insert into safeplaces.safety_walks (name, held_on, geom)
              values ('Höst', '2026-10-25', ST_GeomFromText('LINESTRING(377200 6399500, 377400 6399500)', 3006));
            insert into safeplaces.measures (kind, name, geom)
              values ('lighting', 'Ny lampa', ST_SetSRID(ST_MakePoint(377200, 6400200), 3006));
            insert into safeplaces.releases values ('2026-Q1', '2026-04-20', 1);
            insert into safeplaces.public_release (quarter, square, starts_on, ends_on, reports, geom)
              values ('2026-Q1', 'N6399500E377250', '2026-01-01', '2026-03-31', 5, ST_MakeEnvelope(377250, 6399500, 377500, 6399750, 3006));
            insert into safeplaces.hot_spots (id, class, reports, cells_in_reach, z, p, q, as_of, geom)
              values ('N6399500E377300', 'hot95', 7, 21, 4.5, 0.0004, 0.02, '2026-10-25', ST_MakeEnvelope(377300, 6399500, 377400, 6399600, 3006));
            insert into safeplaces.risk_cells (id, walk_route_m, dark_level, day_level, as_of, geom)
              values ('N6399500E377300', 25, 'raised', 'usual', '2026-10-25', ST_MakeEnvelope(377300, 6399500, 377325, 6399525, 3006));
            insert into safeplaces.walk_stretches (id, route_id, stretch, kind, from_m, to_m, length_m, verdict, required_class, class_assumed, lamps, lamps_assumed, as_of, geom)
              values ('å-1', safeplaces.uuid_v7(), 's1', 'footway', 0, 25, 25, 'fails', 'P4', true, 1, true, '2026-10-25', ST_GeomFromText('LINESTRING(377300 6399500, 377325 6399500)', 3006));
            insert into safeplaces.lighting_gaps (id, route_id, kind, from_m, to_m, length_m, depth, mean_depth, severity, required_class, class_assumed, stretches, as_of, geom)
              values ('å-1', safeplaces.uuid_v7(), 'footway', 0, 25, 25, 0.6, 0.5, 'much', 'P4', true, 1, '2026-10-25', ST_GeomFromText('LINESTRING(377300 6399500, 377325 6399500)', 3006));
            create table reference.stops (fid integer primary key, name text, seen timestamptz, geom geometry(Point, 4326));
            insert into reference.stops
              select g, 'Håll ' || g, case when g % 3 > 0 then '2026-02-01T00:00:00Z'::timestamptz + g * interval '1 day' end,
                case when g % 4 > 0 then ST_SetSRID(ST_MakePoint(12.9 + g * 0.001, 57.7), 4326) end
              from generate_series(1, 60) g;
            """
        );
    }

    public ValueTask DisposeAsync() => Service.DisposeAsync();
}

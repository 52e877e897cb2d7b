using SafePlaces.Data;
using SafePlaces.Ogc.Features.Formats;

namespace SafePlaces.Tests.Crowd;

/// <summary>The service over a town large enough that pages, files and tiles take more than one piece to send.</summary>
public sealed class CrowdTown : IAsyncLifetime
{
    /// <summary>
    /// Several clients of the crowd are one caller, whose files of those who left still count for a moment: their number is not
    /// what is tried here (<see cref="ExportShareTests"/> do).
    /// </summary>
    public CrowdTown()
        : this(builder =>
            builder.Services.Configure<DownloadLimits>(limits =>
                (limits.FilesOfCaller, limits.FilesOfRole) = (500, 500)
            )
        ) { }

    internal CrowdTown(Action<WebApplicationBuilder>? configure) => Service = new() { Configure = configure };

    internal TestService Service { get; }

    /// <summary>More than five megabytes, which do not fit between the service and a client that does not read, for anybody.</summary>
    internal const string Large = "/collections/planned-construction/items?limit=1000";
    internal const string LargeFile = "/collections/planned-construction/items?f=csv";

    internal static readonly Role[] Everybody = [Role.Public, Role.Partner, Role.Planner, Role.Officer, Role.Admin];

    public async ValueTask InitializeAsync()
    {
        await Service.InitializeAsync();
        await Service.Sql(
            """
            insert into safeplaces.lighting (geom, height_m, luminous_flux_lm, status, owner)
              select ST_SetSRID(ST_MakePoint(376000 + (g * 7919) % 2000, 6399000 + (g * 104729) % 2000), 3006), 4 + g % 5, 3000 + g % 4000,
                case when g % 50 = 0 then 'broken' else 'working' end, 'Ägare ' || g % 7
              from generate_series(1, 8000) g;
            insert into safeplaces.unsafe_spots (observed_at, category, severity, via, geom)
              select timestamptz '2026-01-01 12:00+01' + g * interval '2 hours', case g % 3 when 0 then 'lighting' when 1 then 'visibility' else 'other' end,
                1 + g % 4, 'resident', ST_SetSRID(ST_MakePoint(376000 + (g * 7907) % 2000, 6399000 + (g * 104723) % 2000), 3006)
              from generate_series(1, 3000) g;
            insert into safeplaces.unsafe_spot_texts (unsafe_spot_id, description) select id, 'Mörkt vid ' || id from safeplaces.unsafe_spots;
            insert into safeplaces.walk_routes (kind, name, geom)
              select 'footway', 'Stig ' || g, ST_MakeLine(ST_SetSRID(ST_MakePoint(376000 + (g * 31) % 2000, 6399000 + (g * 17) % 2000), 3006),
                ST_SetSRID(ST_MakePoint(376100 + (g * 37) % 2000, 6399000 + (g * 23) % 2000), 3006))
              from generate_series(1, 600) g;
            insert into safeplaces.planned_construction (name, step, geom)
              select 'Kvarteret ' || g || repeat(' vid ån', 2700), 'samrad', ST_Multi(ST_Buffer(ST_SetSRID(ST_MakePoint(376000 + g * 8, 6399500), 3006), 40))
              from generate_series(1, 240) g;
            create table reference.skolor (fid int primary key, name text, geom geometry(Point, 3006));
            insert into reference.skolor select g, 'Skola ' || g, ST_SetSRID(ST_MakePoint(376000 + g, 6399000 + g), 3006) from generate_series(1, 2100) g;
            analyze;
            """
        );
    }

    /// <summary>The token of a role; the public has none.</summary>
    internal async Task<string?> Token(Role role) => role == Role.Public ? null : await Service.Token(role);

    /// <summary>
    /// Soon no connection of the database has an answer half given: none waits for the service to take more, none stands
    /// in a transaction.
    /// </summary>
    internal async Task NoneIsWaitedFor()
    {
        for (var tries = 0; ; tries++)
        {
            var held = await Service.Scalar<long>(
                """
                select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
                  and (state like 'idle in transaction%' or (state = 'active' and wait_event = 'ClientWrite'))
                """
            );
            if (held == 0)
                return;
            tries.ShouldBeLessThan(200, $"{held} connections wait for clients");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    public ValueTask DisposeAsync() => Service.DisposeAsync();
}

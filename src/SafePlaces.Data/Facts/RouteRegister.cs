using NetTopologySuite.Geometries;
using Npgsql;
using SafePlaces.Analysis.Lighting;
using SafePlaces.Data.Layers;

namespace SafePlaces.Data.Facts;

/// <summary>A walk route as the register has it, or a piece of one.</summary>
public sealed record RegisteredRoute(Guid Id, string? Name, string Kind, WalkPath Path);

/// <summary>The walk routes of the register on a day, read over the connection of a transaction, in the order of their ids.</summary>
public static class RouteRegister
{
    /// <summary>Those that come into a box of EPSG:3006, whole; null: all.</summary>
    public static Task<List<RegisteredRoute>> InBox(
        NpgsqlConnection connection,
        DateOnly day,
        Envelope? box,
        CancellationToken cancellation
    ) =>
        connection.Read(
            Sql.File(typeof(RouteRegister), "routes-in-box.sql"),
            Route,
            cancellation,
            day,
            FactReader.Box(box)
        );

    /// <summary>
    /// Those within 100 m of a site, cut to that zone: one that leaves it and returns has several pieces of the same id.
    /// </summary>
    public static Task<List<RegisteredRoute>> NearSite(
        NpgsqlConnection connection,
        MultiPolygon site,
        DateOnly day,
        CancellationToken cancellation
    ) => connection.Read(Sql.File(typeof(RouteRegister), "routes-near-site.sql"), Route, cancellation, site, day);

    static RegisteredRoute Route(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.Text(1),
            row.GetString(2),
            new(
                row.GetFieldValue<LineString>(6),
                Code.Find<Lit>(row.GetString(3))!.Value,
                row.Number(4),
                row.Text(5) is { } name ? LightingClass.Find(name) : null
            )
        );
}

using NetTopologySuite.Geometries;
using Npgsql;

namespace SafePlaces.Data.Facts;

/// <summary>The lamps of the register, read over the connection of a transaction, in the order of their ids.</summary>
public static class LampRegister
{
    /// <summary>Those in a box of EPSG:3006, whatever their day; null: all.</summary>
    public static Task<List<LampRow>> InBox(
        NpgsqlConnection connection,
        Envelope? box,
        CancellationToken cancellation
    ) =>
        connection.Read(
            Sql.File(typeof(LampRegister), "lamps-in-box.sql"),
            LampRow.Read,
            cancellation,
            FactReader.Box(box)
        );

    /// <summary>Those that may throw light within 100 m of a site and stand on a day.</summary>
    public static Task<List<LampRow>> NearSite(
        NpgsqlConnection connection,
        MultiPolygon site,
        DateOnly day,
        CancellationToken cancellation
    ) => connection.Read(Sql.File(typeof(LampRegister), "lamps-near-site.sql"), LampRow.Read, cancellation, site, day);
}

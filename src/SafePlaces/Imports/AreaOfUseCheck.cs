using System.Globalization;
using NetTopologySuite.Geometries;
using Npgsql;
using SafePlaces.Analysis.Crs;
using SafePlaces.Http;

namespace SafePlaces.Imports;

/// <summary>
/// The area of use in the CRS of the file: a gate every vertex passes before anything is transformed, and, for the sun,
/// the longitude and latitude of a place by a grid of 33 × 33 points (within about 200 m over Sweden).
/// </summary>
sealed class AreaOfUseCheck
{
    const int Cells = 32;
    const double EdgeDegrees = 0.05;
    readonly Envelope box;
    readonly double[,,]? degrees;

    readonly Envelope inner;

    AreaOfUseCheck(Envelope box, double[,,]? degrees, AreaOfUse area)
    {
        (this.box, this.degrees) = (box, degrees);
        inner = new(area.West, area.East, area.South, area.North);
        inner.ExpandBy(-EdgeDegrees);
    }

    public static async Task<AreaOfUseCheck> Open(
        NpgsqlConnection connection,
        AreaOfUse area,
        SourceCrs crs,
        CancellationToken cancellation
    )
    {
        if (KnownCrs.All.Any(known => known.IsDegrees && known.Srid == crs.Srid))
            return new(new(area.West, area.East, area.South, area.North), null, area);
        // all places in one transformation: by a PROJ text each would set the projection up anew
        await using var command = new NpgsqlCommand(
            $"""
            with area as (
              select ST_Extent({crs.From4326("ST_Segmentize(ST_MakeEnvelope($1, $2, $3, $4, 4326), 0.25)")}) as box),
            wider as (select ST_Expand(box, 0.01 * (ST_XMax(box) - ST_XMin(box)), 0.01 * (ST_YMax(box) - ST_YMin(box))) as box from area),
            grid as (
              select west, south, east, north, {crs.To4326(
                "ST_Collect(ST_MakePoint(x_at, y_at) order by x, y)"
            )} as points
              from (
                select x, y, west, south, east, north,
                  west + (east - west) * x / {Cells} as x_at, south + (north - south) * y / {Cells} as y_at
                from (select ST_XMin(box) as west, ST_YMin(box) as south, ST_XMax(box) as east, ST_YMax(box) as north from wider) sides,
                  generate_series(0, {Cells}) x, generate_series(0, {Cells}) y) place
              group by west, south, east, north)
            select (path[1] - 1) / {Cells + 1}, (path[1] - 1) % {Cells
                + 1}, west, south, east, north, ST_X(geom), ST_Y(geom)
            from grid, ST_DumpPoints(points)
            """,
            connection
        );
        foreach (var side in (double[])[area.West, area.South, area.East, area.North])
            command.Parameters.Add(new() { Value = side });
        var grid = new double[Cells + 1, Cells + 1, 2];
        var wider = new Envelope();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            var (x, y) = (row.GetInt32(0), row.GetInt32(1));
            wider = new(row.GetDouble(2), row.GetDouble(4), row.GetDouble(3), row.GetDouble(5));
            (grid[x, y, 0], grid[x, y, 1]) = (row.GetDouble(6), row.GetDouble(7));
        }
        return new(wider, grid, area);
    }

    /// <summary>Null when every vertex lies inside; else what is wrong.</summary>
    public string? Refuse(Geometry geometry, AreaOfUse area)
    {
        if (box.Contains(geometry.EnvelopeInternal))
            return null;
        var outside = geometry.Coordinates.First(vertex => !box.Contains(vertex.X, vertex.Y));
        var place = string.Create(CultureInfo.InvariantCulture, $"{outside.X}, {outside.Y}");
        return box.Contains(outside.Y, outside.X)
            ? $"the axes are swapped: {place} has north where east belongs; give east before north (longitude before latitude)"
            : $"{place} lies outside the area of use {area} (west,south,east,north)";
    }

    /// <summary>In degrees the gate is exact; in other CRSs it is a little wider than the area, so SQL looks at what is near its edge.</summary>
    public bool IsNearEdge(Geometry geometry)
    {
        if (degrees is null)
            return false;
        var envelope = geometry.EnvelopeInternal;
        return !Inside(envelope.MinX, envelope.MinY)
            || !Inside(envelope.MaxX, envelope.MaxY)
            || !Inside(envelope.MinX, envelope.MaxY)
            || !Inside(envelope.MaxX, envelope.MinY);

        bool Inside(double x, double y)
        {
            var (lon, lat) = Degrees(new(x, y));
            return inner.Contains(lon, lat);
        }
    }

    /// <summary>Longitude and latitude of a place inside the gate.</summary>
    public (double Lon, double Lat) Degrees(Coordinate at)
    {
        if (degrees is null)
            return (at.X, at.Y);
        var (x, y) = ((at.X - box.MinX) / box.Width * Cells, (at.Y - box.MinY) / box.Height * Cells);
        var (i, j) = (Math.Clamp((int)x, 0, Cells - 1), Math.Clamp((int)y, 0, Cells - 1));
        return (Between(0), Between(1));

        double Between(int axis)
        {
            var (u, v) = (x - i, y - j);
            return (1 - u) * ((1 - v) * degrees[i, j, axis] + v * degrees[i, j + 1, axis])
                + u * ((1 - v) * degrees[i + 1, j, axis] + v * degrees[i + 1, j + 1, axis]);
        }
    }
}

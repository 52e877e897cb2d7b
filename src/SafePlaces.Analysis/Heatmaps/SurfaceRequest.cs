using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Distance;
using SafePlaces.Analysis.Crs;
using SafePlaces.Analysis.Density;

namespace SafePlaces.Analysis.Heatmaps;

/// <summary>What the value of a cell is.</summary>
public enum HeatmapKind
{
    /// <summary>Weight per m².</summary>
    Density,

    /// <summary>Weight per m² and day, less that of an earlier period.</summary>
    Difference,

    /// <summary>Weight per metre of line, or per feature, of the exposure.</summary>
    Rate,
}

/// <summary>How a surface is computed from points: where, how wide the kernel is, and how its reliability is judged.</summary>
public sealed record SurfaceRequest
{
    public required HeatmapKind Kind { get; init; }

    /// <summary>CRS of the raster: EPSG:3006, or another of which each pixel is computed by itself.</summary>
    public required KnownCrs Crs { get; init; }

    /// <summary>The raster, in metres of <see cref="Crs"/>.</summary>
    public required DensityGrid Grid { get; init; }

    /// <summary>What the raster covers, in EPSG:3006.</summary>
    public required Geometry Covered { get; init; }

    /// <summary>Cells whose centre lies outside have no value; EPSG:3006. Null = the whole raster.</summary>
    public Geometry? Area { get; init; }

    public required double BandwidthM { get; init; }

    /// <summary>Days of the period shown and of the one compared with, for a difference.</summary>
    public (double Shown, double Compared) Days { get; init; }

    /// <summary>Whether reliability is judged: a picture alone has no place for it.</summary>
    public bool JudgesReliability { get; init; } = true;

    /// <summary>How many simulations the significance test makes; 0 = none.</summary>
    public int Runs { get; init; }

    /// <summary>Whether places at risk are pieces of lines, within which a simulated point may lie anywhere.</summary>
    public bool AtRiskAreLines { get; init; } = true;

    public bool IsReprojected => Crs != KnownCrs.SwerefTm;

    /// <summary>Whether a place in EPSG:3006 is within a bandwidth of what is asked about.</summary>
    public Func<double, double, bool> IsNear()
    {
        var (covered, bandwidthM) = (Area ?? Covered, BandwidthM);
        if (covered.IsRectangle)
        {
            var box = covered.EnvelopeInternal;
            var squared = bandwidthM * bandwidthM;
            return (east, north) =>
            {
                var (dx, dy) = (
                    Math.Max(0, Math.Max(box.MinX - east, east - box.MaxX)),
                    Math.Max(0, Math.Max(box.MinY - north, north - box.MaxY))
                );
                return dx * dx + dy * dy < squared;
            };
        }
        var inside = new IndexedPointInAreaLocator(covered);
        var rim = new IndexedFacetDistance(covered);
        return (east, north) =>
        {
            var place = new Coordinate(east, north);
            return inside.Locate(place) != Location.Exterior
                || rim.Distance(covered.Factory.CreatePoint(place)) < bandwidthM;
        };
    }
}

/// <summary>
/// What a surface is computed from, all in EPSG:3006: the points; those of the period it is compared with; the exposure they are
/// divided by; and where they could have lain, null where nothing says so.
/// </summary>
public sealed record SurfaceInput(
    WeightedPoint[] Points,
    WeightedPoint[] Earlier,
    WeightedPoint[]? Exposed,
    WeightedPoint[]? AtRisk
);

/// <summary>Points, cells and bandwidth together are more work than one computation may be.</summary>
public sealed class TooMuchWorkException(int points, DensityGrid grid)
    : Exception($"{points} points in {grid.Width} × {grid.Height} cells are too much work");

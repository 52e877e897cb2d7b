using System.Globalization;
using ProjNet.CoordinateSystems;
using ProjNet.CoordinateSystems.Transformations;

namespace SafePlaces.Analysis.Crs;

/// <summary>
/// One map projection through ProjNet, degrees to metres and back, that refuses points where its series no longer hold.
/// </summary>
sealed class Projection
{
    const double HalfWidthDegrees = 30;
    const double SouthDegrees = 30;
    const double NorthDegrees = 76;
    const double ConvergedM = 1e-5;

    const string Geographic =
        """GEOGCS["ETRS89",DATUM["ETRS89",SPHEROID["GRS 1980",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["degree",0.017453292519943295],AXIS["Lon",EAST],AXIS["Lat",NORTH]]""";

    readonly MathTransform forward;
    readonly MathTransform inverse;
    readonly Box degrees;

    Projection(CoordinateSystem geographic, CoordinateSystem projected, Box degrees)
    {
        var factory = new CoordinateTransformationFactory();
        forward = factory.CreateFromCoordinateSystems(geographic, projected).MathTransform;
        inverse = factory.CreateFromCoordinateSystems(projected, geographic).MathTransform;
        this.degrees = degrees;
    }

    /// <summary>Where SWEREF 99 TM is used, in degrees: all of Sweden with most of Europe around it.</summary>
    public static Box SwerefDomain { get; } =
        new(15 - HalfWidthDegrees, SouthDegrees, 15 + HalfWidthDegrees, NorthDegrees);

    /// <summary>The part of the projected plane, in metres, that boxes are cut to before they are turned into EPSG:3006.</summary>
    public required Box BoxDomain { get; init; }

    public static Projection TransverseMercator(double meridian, double scale, double falseEasting)
    {
        var factory = new CoordinateSystemFactory();
        var wkt = string.Create(
            CultureInfo.InvariantCulture,
            $"""PROJCS["TM {meridian}",{Geographic},PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",{meridian}],PARAMETER["scale_factor",{scale}],PARAMETER["false_easting",{falseEasting}],PARAMETER["false_northing",0],UNIT["metre",1],AXIS["E",EAST],AXIS["N",NORTH]]"""
        );
        return new Projection(
            factory.CreateFromWkt(Geographic),
            factory.CreateFromWkt(wkt),
            new Box(meridian - HalfWidthDegrees, SouthDegrees, meridian + HalfWidthDegrees, NorthDegrees)
        )
        {
            BoxDomain = new Box(falseEasting - 800_000, 3_800_000, falseEasting + 800_000, 7_950_000),
        };
    }

    public static Projection WebMercator()
    {
        var geographic = GeographicCoordinateSystem.WGS84;
        var projected = ProjectedCoordinateSystem.WebMercator;
        var transform = new CoordinateTransformationFactory()
            .CreateFromCoordinateSystems(geographic, projected)
            .MathTransform;
        // A hair inside, so that the way back from metres does not round to the outside.
        const double inset = 1e-6;
        var (west, south) = transform.Transform(SwerefDomain.West + inset, SwerefDomain.South + inset);
        var (east, north) = transform.Transform(SwerefDomain.East - inset, SwerefDomain.North - inset);
        return new Projection(geographic, projected, new Box(-180, -89, 180, 89))
        {
            BoxDomain = new Box(west, south, east, north),
        };
    }

    public (double East, double North) FromDegrees(double lon, double lat) =>
        Holds(lon, lat)
            ? forward.Transform(lon, lat)
            : throw new ArgumentOutOfRangeException(
                nameof(lon),
                $"Longitude {lon}, latitude {lat} lies outside the projection's {degrees.West}-{degrees.East}° E, {degrees.South}-{degrees.North}° N."
            );

    /// <summary>
    /// ProjNet's inverse transverse Mercator drifts away from the central meridian (34 mm at 9°), its forward does not:
    /// the inverse is therefore corrected by the forward until there and back agree.
    /// </summary>
    public (double Lon, double Lat) ToDegrees(double east, double north)
    {
        var (aimEast, aimNorth) = (east, north);
        for (var round = 0; round < 20; round++)
        {
            var (lon, lat) = inverse.Transform(aimEast, aimNorth);
            if (!Holds(lon, lat))
            {
                break;
            }

            var (backEast, backNorth) = forward.Transform(lon, lat);
            if (Math.Abs(east - backEast) + Math.Abs(north - backNorth) < ConvergedM)
            {
                return (lon, lat);
            }

            (aimEast, aimNorth) = (aimEast + east - backEast, aimNorth + north - backNorth);
        }

        throw new ArgumentOutOfRangeException(
            nameof(east),
            $"East {east}, north {north} lies outside the area where the projection is defined; are the axes swapped?"
        );
    }

    // Written so that NaN does not hold.
    bool Holds(double lon, double lat) =>
        lon >= degrees.West && lon <= degrees.East && lat >= degrees.South && lat <= degrees.North;
}

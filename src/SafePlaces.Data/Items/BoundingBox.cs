using System.Globalization;
using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Crs;
using SafePlaces.Formats;

namespace SafePlaces.Data.Items;

/// <summary>
/// The values of <c>bbox</c> and <c>bbox-crs</c>: a rectangle in the CRS it was given in, which is where it is exact.
/// In degrees west may exceed east: the box crosses the antimeridian.
/// </summary>
public sealed record BoundingBox(Box Box, KnownCrs Crs)
{
    /// <summary>Null when there is no <c>bbox</c>. Four or six numbers (heights are ignored), axes as the CRS has them; throws 400 otherwise.</summary>
    public static BoundingBox? Parse(IReadOnlyDictionary<string, string> given)
    {
        var crs = ParseCrs(given, "bbox-crs");
        if (!given.TryGetValue("bbox", out var text))
            return null;
        var numbers = text.Split(',')
            .Select(part =>
                double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && double.IsFinite(n)
                    ? n
                    : (double?)null
            )
            .ToArray();
        if (numbers.Length is not (4 or 6) || numbers.Contains(null))
            throw Wrong($"'{text}' is not four or six numbers");
        var half = numbers.Length / 2;
        var (a0, a1, b0, b1) = (numbers[0]!.Value, numbers[1]!.Value, numbers[half]!.Value, numbers[half + 1]!.Value);
        var (west, south) = crs.FromWire(a0, a1);
        var (east, north) = crs.FromWire(b0, b1);
        if (south > north)
            throw Wrong("its south lies north of its north");
        if (!crs.IsDegrees && west > east)
            throw Wrong("its west lies east of its east");
        if (crs.IsDegrees && (south < -90 || north > 90 || west < -180 || east > 180 || west > 180 || east < -180))
            throw Wrong($"'{text}' lies outside the world");
        return new(new Box(west, south, east, north), crs);
    }

    /// <summary>The CRS a parameter names; CRS84 without it. Throws 400 for one that is not known.</summary>
    public static KnownCrs ParseCrs(IReadOnlyDictionary<string, string> given, string parameter) =>
        !given.TryGetValue(parameter, out var name) ? KnownCrs.Crs84
        : KnownCrs.TryParse(name, out var crs) ? crs
        : throw new ParameterException(
            parameter,
            $"'{name}' is not a CRS of this service",
            $"Known are: {string.Join(", ", KnownCrs.All.Select(known => known.Uri))}."
        );

    /// <summary>As a polygon in its own CRS, x = east; two of them across the antimeridian. The SRID is set.</summary>
    public Geometry ToGeometry()
    {
        var factory = new GeometryFactory(new PrecisionModel(), Crs.Srid);
        if (Box.West <= Box.East)
            return Part(Box.West, Box.East);
        // a half that is only the antimeridian itself is the edge of the other
        return Box.East <= -180 ? Part(Box.West, 180)
            : Box.West >= 180 ? Part(-180, Box.East)
            : factory.BuildGeometry([Part(Box.West, 180), Part(-180, Box.East)]);

        Geometry Part(double west, double east) => factory.ToGeometry(new Envelope(west, east, Box.South, Box.North));
    }

    static ParameterException Wrong(string what) =>
        new("bbox", what, "Give west,south,east,north in degrees, or both corners in the axis order of bbox-crs.");
}

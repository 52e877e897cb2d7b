using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using NetTopologySuite.Geometries;

namespace SafePlaces.Analysis.Crs;

/// <summary>
/// A coordinate reference system that requests may name: CRS84, EPSG:4326, 4258, 3857, 3006-3018, 25832 and 25833.
/// Inside SafePlaces a coordinate is always (east, north); only <see cref="FromWire"/> and <see cref="ToWire"/> know the
/// order in which the authority writes the axes. WGS 84 and the two ETRS89 realisations are taken as one, as PROJ does.
/// Values are immutable, built once, and safe to share between threads.
/// </summary>
public sealed partial class KnownCrs
{
    const string OgcBase = "http://www.opengis.net/def/crs/";

    // EPSG gives north first for the Swedish systems, east first for the two UTM zones.
    static readonly (
        int Code,
        double Meridian,
        double Scale,
        double FalseEasting,
        bool NorthFirst
    )[] TransverseMercators =
    [
        (3006, 15, 0.9996, 500_000, true),
        (3007, 12, 1, 150_000, true),
        (3008, 13.5, 1, 150_000, true),
        (3009, 15, 1, 150_000, true),
        (3010, 16.5, 1, 150_000, true),
        (3011, 18, 1, 150_000, true),
        (3012, 14.25, 1, 150_000, true),
        (3013, 15.75, 1, 150_000, true),
        (3014, 17.25, 1, 150_000, true),
        (3015, 18.75, 1, 150_000, true),
        (3016, 20.25, 1, 150_000, true),
        (3017, 21.75, 1, 150_000, true),
        (3018, 23.25, 1, 150_000, true),
        (25832, 9, 0.9996, 500_000, false),
        (25833, 15, 0.9996, 500_000, false),
    ];

    readonly Projection? projection;

    KnownCrs(int? epsg, int srid, bool northFirst, int decimals, Projection? projection = null)
    {
        Uri =
            OgcBase
            + (epsg is { } code ? string.Create(CultureInfo.InvariantCulture, $"EPSG/0/{code}") : "OGC/1.3/CRS84");
        (Srid, NorthFirst, Decimals, this.projection) = (srid, northFirst, decimals, projection);
    }

    /// <summary>Longitude, latitude in degrees: the default of GeoJSON and of OGC API Features.</summary>
    public static KnownCrs Crs84 { get; } = new(null, 4326, northFirst: false, decimals: 7);

    /// <summary>Every known CRS; CRS84 first, then by code.</summary>
    public static IReadOnlyList<KnownCrs> All { get; } =
    [
        Crs84,
        .. new[]
        {
            new KnownCrs(3857, 3857, northFirst: false, decimals: 2, Projection.WebMercator()),
            new KnownCrs(4258, 4258, northFirst: true, decimals: 7),
            new KnownCrs(4326, 4326, northFirst: true, decimals: 7),
        }
            .Concat(
                TransverseMercators.Select(tm => new KnownCrs(
                    tm.Code,
                    tm.Code,
                    tm.NorthFirst,
                    decimals: 3,
                    Projection.TransverseMercator(tm.Meridian, tm.Scale, tm.FalseEasting)
                ))
            )
            .OrderBy(crs => crs.Srid),
    ];

    static readonly Dictionary<string, KnownCrs> ByUri = All.ToDictionary(crs => crs.Uri, StringComparer.Ordinal);

    /// <summary>SWEREF 99 TM, EPSG:3006, metres: the CRS that everything is stored and computed in.</summary>
    public static KnownCrs SwerefTm { get; } = ByUri[OgcBase + "EPSG/0/3006"];

    /// <summary>The name by which OGC APIs call it.</summary>
    public string Uri { get; }

    /// <summary>The number that PostGIS and EWKB know it by; CRS84 shares 4326, whose stored order is east, north too.</summary>
    public int Srid { get; }

    /// <summary>True where the authority writes north (or latitude) before east (or longitude).</summary>
    public bool NorthFirst { get; }

    /// <summary>True for degrees, false for metres.</summary>
    public bool IsDegrees => projection is null;

    /// <summary>Decimals worth printing: 7 of a degree (about a centimetre), 3 of a metre, 2 in Web Mercator.</summary>
    public int Decimals { get; }

    /// <summary>
    /// Finds a CRS by its OGC URI, its URN (<c>urn:ogc:def:crs:EPSG::3006</c>) or its CURIE (<c>EPSG:3006</c>,
    /// <c>[EPSG:3006]</c>), whatever the case or the version of the registry. The axis order is the authority's in every form.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? name, [NotNullWhen(true)] out KnownCrs? crs)
    {
        crs = null;
        return Name().Match(name ?? "") is { Success: true } match
            && ByUri.TryGetValue(
                OgcBase + (match.Groups["epsg"] is { Success: true } code ? $"EPSG/0/{code.Value}" : "OGC/1.3/CRS84"),
                out crs
            );
    }

    /// <summary>As <see cref="TryParse"/>.</summary>
    /// <exception cref="FormatException">The name is not that of a known CRS; the message lists those that are.</exception>
    public static KnownCrs Parse(string name) =>
        TryParse(name, out var crs)
            ? crs
            : throw new FormatException(
                $"'{name}' is not a known CRS. Use one of: {string.Join(", ", All.Select(known => known.Uri))}."
            );

    /// <summary>Two numbers as the authority orders them, to east, north.</summary>
    public (double East, double North) FromWire(double first, double second) =>
        NorthFirst ? (second, first) : (first, second);

    /// <summary>East, north to the order in which the authority writes them.</summary>
    public (double First, double Second) ToWire(double east, double north) =>
        NorthFirst ? (north, east) : (east, north);

    /// <summary>The four numbers of a <c>bbox</c> parameter, lower corner first, as a box.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The lower corner is not below the upper, or a number is not finite.</exception>
    public Box BoxFromWire(double first0, double second0, double first1, double second1)
    {
        var ((west, south), (east, north)) = (FromWire(first0, second0), FromWire(first1, second1));
        return west <= east || IsDegrees
            ? new Box(west, south, east, north)
            : throw new ArgumentOutOfRangeException(nameof(first0), $"West ({west}) must not exceed east ({east}).");
    }

    /// <summary>
    /// A point of this CRS in another; (east, north) in and out. Within 5 mm of PROJ as far as 12° from
    /// the central meridian, 12 mm at 15°; there and back within 1 mm.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The point lies where one of the projections is not defined.</exception>
    public (double East, double North) Transform(double east, double north, KnownCrs to)
    {
        if (ReferenceEquals(this, to) || (IsDegrees && to.IsDegrees))
        {
            return (east, north);
        }

        var (lon, lat) = projection is null ? (east, north) : projection.ToDegrees(east, north);
        return to.projection is null ? (lon, lat) : to.projection.FromDegrees(lon, lat);
    }

    /// <summary>A copy of a geometry in another CRS, vertex by vertex, carrying the SRID of that CRS.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A vertex lies where one of the projections is not defined.</exception>
    public Geometry Transform(Geometry geometry, KnownCrs to)
    {
        var copy = geometry.Copy();
        copy.Apply(new Reprojection(this, to));
        copy.GeometryChanged();
        copy.SRID = to.Srid;
        return copy;
    }

    /// <summary>
    /// The area in EPSG:3006 that a box of this CRS covers. A straight edge of the box bends in EPSG:3006, so it is split
    /// until no chord strays more than <paramref name="toleranceM"/> metres. The box is first cut to where SWEREF 99 TM makes
    /// sense (15° W - 45° E, 30° - 76° N): the whole world is a good question, and a box in Australia gives an empty polygon.
    /// </summary>
    public Geometry CoverIn3006(Box box, double toleranceM = 0.001)
    {
        var factory = new GeometryFactory(new PrecisionModel(), SwerefTm.Srid);
        var wraps = box.West > box.East;
        Box[] parts = wraps
            ? [new(box.West, box.South, 180, box.North), new(-180, box.South, box.East, box.North)]
            : [box];
        var domain = projection is null ? Projection.SwerefDomain : projection.BoxDomain;
        var polygons = parts
            .Select(part => ReferenceEquals(this, SwerefTm) ? part : part.Intersect(domain))
            .OfType<Box>()
            .Select(part => factory.CreatePolygon(Ring(part, toleranceM)))
            .ToArray();
        return polygons.Length switch
        {
            0 => factory.CreatePolygon(),
            1 => polygons[0],
            _ => factory.CreateMultiPolygon(polygons),
        };
    }

    /// <summary>
    /// A rectangle along the axes of EPSG:3006 that lies within what a box of this CRS covers there, edges at most
    /// <paramref name="toleranceM"/> metres astray; null when the box is too oblique to hold one, or reaches beyond where
    /// SWEREF 99 TM makes sense.
    /// </summary>
    public Box? InsideIn3006(Box box, double toleranceM)
    {
        if (ReferenceEquals(this, SwerefTm))
            return box;
        var domain = projection is null ? Projection.SwerefDomain : projection.BoxDomain;
        if (box.Intersect(domain) != box)
            return null;
        var ring = Ring(box, toleranceM);
        // the corners are points of the ring, in this order: south-west, south-east, north-east, north-west
        var corners = new[]
        {
            (box.West, box.South),
            (box.East, box.South),
            (box.East, box.North),
            (box.West, box.North),
        }
            .Select(corner => Array.IndexOf(ring, In3006(new(corner.Item1, corner.Item2))))
            .ToArray();
        var south = ring[corners[0]..(corners[1] + 1)].Max(point => point.Y);
        var east = ring[corners[1]..(corners[2] + 1)].Min(point => point.X);
        var north = ring[corners[2]..(corners[3] + 1)].Min(point => point.Y);
        var west = ring[corners[3]..].Max(point => point.X);
        return west < east && south < north ? new Box(west, south, east, north) : null;
    }

    Coordinate[] Ring(Box box, double toleranceM)
    {
        Coordinate[] corners =
        [
            new(box.West, box.South),
            new(box.East, box.South),
            new(box.East, box.North),
            new(box.West, box.North),
            new(box.West, box.South),
        ];
        if (ReferenceEquals(this, SwerefTm))
        {
            return corners;
        }

        var ring = new List<Coordinate> { In3006(corners[0]) };
        for (var i = 1; i < corners.Length; i++)
        {
            Split(corners[i - 1], ring[^1], corners[i], i == 4 ? ring[0] : In3006(corners[i]), toleranceM, ring);
        }

        return [.. ring];
    }

    /// <summary>Appends the image of the edge from a to b, without its start.</summary>
    void Split(Coordinate a, Coordinate imageA, Coordinate b, Coordinate imageB, double toleranceM, List<Coordinate> to)
    {
        // Three looks at the chord: a curve that bends both ways may cross its middle.
        var middle = new Coordinate((a.X + b.X) / 2, (a.Y + b.Y) / 2);
        var image = In3006(middle);
        if (Strays(image, 0.5) || Strays(At(0.25), 0.25) || Strays(At(0.75), 0.75))
        {
            Split(a, imageA, middle, image, toleranceM, to);
            Split(middle, image, b, imageB, toleranceM, to);
        }
        else
        {
            to.Add(imageB);
        }

        Coordinate At(double share) => In3006(new Coordinate(a.X + share * (b.X - a.X), a.Y + share * (b.Y - a.Y)));

        bool Strays(Coordinate point, double share) =>
            point.Distance(
                new Coordinate(imageA.X + share * (imageB.X - imageA.X), imageA.Y + share * (imageB.Y - imageA.Y))
            ) > toleranceM;
    }

    Coordinate In3006(Coordinate point)
    {
        var (east, north) = Transform(point.X, point.Y, SwerefTm);
        return new Coordinate(east, north);
    }

    public override string ToString() => Uri;

    [GeneratedRegex(
        """
            ^(?:
              https?://www\.opengis\.net/def/crs/(?:EPSG/[^/\s]+/(?<epsg>\d{4,5})|OGC/[^/\s]+/CRS84)
            | urn:ogc:def:crs:(?:EPSG:[^:\s]*:(?<epsg>\d{4,5})|OGC:[^:\s]*:CRS84)
            | (?<open>\[)?(?:EPSG:(?<epsg>\d{4,5})|OGC:CRS84)(?(open)\])
            )\z
            """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Name();

    sealed class Reprojection(KnownCrs from, KnownCrs to) : IEntireCoordinateSequenceFilter
    {
        public bool Done => false;
        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq)
        {
            for (var i = 0; i < seq.Count; i++)
            {
                var (east, north) = from.Transform(seq.GetX(i), seq.GetY(i), to);
                seq.SetX(i, east);
                seq.SetY(i, north);
            }
        }
    }
}

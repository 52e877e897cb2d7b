using NetTopologySuite.Geometries;

namespace SafePlaces.Analysis.Terrain;

/// <summary>
/// Reports by where they lie, on a grid of squares. What it finds comes in the order the reports were given. Built once; may
/// then be asked by several threads.
/// </summary>
sealed class NearbyReports
{
    const double SquareM = 100;

    readonly Dictionary<(int, int), List<(int Order, TerrainReport Report)>> squares = [];

    public NearbyReports(IReadOnlyList<TerrainReport> reports)
    {
        foreach (var (order, report) in reports.Index())
        {
            var at = Square(report.Place.X, report.Place.Y);
            if (!squares.TryGetValue(at, out var square))
            {
                squares.Add(at, square = []);
            }

            square.Add((order, report));
        }
    }

    /// <summary>How many lie within a distance.</summary>
    public int Count(Coordinate place, double distanceM) => Found(place, distanceM).Count();

    /// <summary>Those nearer than a distance, with how far each is.</summary>
    public IReadOnlyList<(TerrainReport Report, double DistanceM)> Within(Coordinate place, double distanceM) =>
        [.. Found(place, distanceM).OrderBy(one => one.Order).Select(one => (one.Report, one.DistanceM))];

    IEnumerable<(int Order, TerrainReport Report, double DistanceM)> Found(Coordinate place, double distanceM)
    {
        var (west, south) = Square(place.X - distanceM, place.Y - distanceM);
        var (east, north) = Square(place.X + distanceM, place.Y + distanceM);
        for (var x = west; x <= east; x++)
        {
            for (var y = south; y <= north; y++)
            {
                foreach (var (order, report) in squares.GetValueOrDefault((x, y)) ?? [])
                {
                    var away = report.Place.Distance(place);
                    if (away < distanceM)
                    {
                        yield return (order, report, away);
                    }
                }
            }
        }
    }

    static (int, int) Square(double east, double north) =>
        ((int)Math.Floor(east / SquareM), (int)Math.Floor(north / SquareM));
}

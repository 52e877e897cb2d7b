using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Grids;

namespace SafePlaces.Analysis.Terrain;

/// <summary>The part of a stretch that lies in one cell.</summary>
/// <param name="Cell">Of the national grid.</param>
/// <param name="Stretch">That it is a part of.</param>
/// <param name="Line">In EPSG:3006.</param>
/// <param name="AlongM">Where its middle lies, along the route.</param>
sealed record CellPiece(GridCell Cell, TerrainStretch Stretch, LineString Line, double AlongM)
{
    /// <summary>A corner cut shorter than this is nothing that anybody walks.</summary>
    const double LeastM = 0.01;

    /// <summary>The whole stretch as one piece; its cell is that of its middle.</summary>
    public static CellPiece Whole(TerrainStretch stretch, int sizeM) =>
        Of(stretch, stretch.Line, (stretch.FromM + stretch.ToM) / 2, sizeM);

    /// <summary>Cuts a stretch where it crosses the grid, in its own order.</summary>
    public static IEnumerable<CellPiece> Cut(TerrainStretch stretch, int sizeM)
    {
        var along = stretch.FromM;
        var (begin, run) = (along, new List<Coordinate> { stretch.Line.Coordinates[0] });
        foreach (var (a, b) in stretch.Line.Coordinates.Zip(stretch.Line.Coordinates.Skip(1)))
        {
            var lengthM = a.Distance(b);
            foreach (var share in Crossings(a, b, sizeM))
            {
                run.Add(new(a.X + share * (b.X - a.X), a.Y + share * (b.Y - a.Y)));
                if (Close(along + share * lengthM) is { } piece)
                {
                    yield return piece;
                }
            }

            run.Add(b);
            along += lengthM;
        }

        if (Close(along) is { } last)
        {
            yield return last;
        }

        CellPiece? Close(double endM)
        {
            var line = stretch.Line.Factory.CreateLineString([.. run]);
            var middle = (begin + endM) / 2;
            (begin, run) = (endM, [run[^1]]);
            return line.Length < LeastM ? null : Of(stretch, line, middle, sizeM);
        }
    }

    static CellPiece Of(TerrainStretch stretch, LineString line, double alongM, int sizeM)
    {
        var middle = Middle(line);
        return new(GridCell.At(middle.X, middle.Y, sizeM), stretch, line, alongM);
    }

    /// <summary>The point half-way along a line.</summary>
    public static Coordinate Middle(LineString line) =>
        new NetTopologySuite.LinearReferencing.LengthIndexedLine(line).ExtractPoint(line.Length / 2);

    /// <summary>Shares of a segment, rising, where it crosses lines of the grid between its ends.</summary>
    static IEnumerable<double> Crossings(Coordinate a, Coordinate b, int sizeM) =>
        Lines(a.X, b.X, sizeM).Concat(Lines(a.Y, b.Y, sizeM)).Where(share => share is > 0 and < 1).Distinct().Order();

    static IEnumerable<double> Lines(double from, double to, int sizeM)
    {
        var (low, high) = (Math.Min(from, to), Math.Max(from, to));
        for (var line = (Math.Floor(low / sizeM) + 1) * sizeM; line < high; line += sizeM)
        {
            yield return (line - from) / (to - from);
        }
    }
}

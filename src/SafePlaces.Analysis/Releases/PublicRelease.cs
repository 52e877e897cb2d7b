using SafePlaces.Analysis.Density;
using SafePlaces.Analysis.Grids;

namespace SafePlaces.Analysis.Releases;

/// <summary>What everybody may see of one square of 250 m in one quarter.</summary>
/// <param name="Quarter">A whole one.</param>
/// <param name="Cell">Of 250 m, EPSG:3006.</param>
/// <param name="Reports">A multiple of 5, at least 5: within 2 of what was reported.</param>
public sealed record ReleasedCell(Quarter Quarter, GridCell Cell, int Reports);

/// <summary>
/// The public release of reports: counts on the 250 m national grid, one whole quarter at a time, five or more, rounded
/// to fives (threshold and rounding: Hundepool et al. 2012, chapter 5).
/// <para>
/// A square without a row had 0, 1, 2, 3 or 4 reports, and nothing tells which. The rows of a square depend on its own
/// count alone; there are no totals, no coarser or finer squares, no categories and no overlapping periods, so there is
/// no sum to take one from, and no second square need be hidden to protect a first. A quarter is released once: a
/// second release of it would tell what changed. Whatever is drawn or added up from the rows tells no more than they
/// do.
/// </para>
/// </summary>
public static class PublicRelease
{
    public const int CellSizeM = 250;
    public const int LeastReports = 5;
    public const int Multiple = 5;

    /// <summary>The rows of one quarter, from south to north and west to east.</summary>
    /// <param name="quarter">Over by then.</param>
    /// <param name="counts">Reports in the quarter, duplicates and rejected ones left out; each square once.</param>
    /// <param name="on">The day of the release.</param>
    /// <param name="released">The quarters that have been released.</param>
    /// <exception cref="ArgumentException">
    /// The quarter is not over or has been released; a square is not of 250 m or comes twice.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A count below 0.</exception>
    public static IReadOnlyList<ReleasedCell> Of(
        Quarter quarter,
        IReadOnlyList<(GridCell Cell, int Reports)> counts,
        DateOnly on,
        IReadOnlyCollection<Quarter> released
    )
    {
        if (on < quarter.End)
        {
            throw new ArgumentException($"{quarter} is not over: release it from {quarter.End:O} on.", nameof(quarter));
        }

        if (released.Contains(quarter))
        {
            throw new ArgumentException(
                $"{quarter} has been released, and a second time would tell what changed.",
                nameof(quarter)
            );
        }

        if (counts.Any(count => count.Cell.SizeM != CellSizeM))
        {
            throw new ArgumentException($"A release is on the {CellSizeM} m grid and no other.", nameof(counts));
        }

        if (counts.Select(count => count.Cell).Distinct().Count() < counts.Count)
        {
            throw new ArgumentException("A square comes twice: add its reports up first.", nameof(counts));
        }

        if (counts.Any(count => count.Reports < 0))
        {
            throw new ArgumentOutOfRangeException(nameof(counts), "A count is 0 or more.");
        }

        return
        [
            .. counts
                .Where(count => count.Reports >= LeastReports)
                .OrderBy(count => count.Cell.North)
                .ThenBy(count => count.Cell.East)
                .Select(count => new ReleasedCell(quarter, count.Cell, Rounded(count.Reports))),
        ];
    }

    /// <summary>
    /// The middle of each released square, weighing what was released: what a public heat map is made of.
    /// </summary>
    public static IReadOnlyList<WeightedPoint> Points(IEnumerable<ReleasedCell> rows) =>
        [
            .. rows.Select(row => new WeightedPoint(
                row.Cell.East + CellSizeM / 2.0,
                row.Cell.North + CellSizeM / 2.0,
                row.Reports
            )),
        ];

    static int Rounded(int reports) => (reports + Multiple / 2) / Multiple * Multiple;
}

namespace SafePlaces.Analysis.Risk;

/// <summary>Two factors that say much the same: merge them or drop one, and say so.</summary>
/// <param name="A">Id of the first.</param>
/// <param name="B">Id of the second.</param>
/// <param name="Correlation">Pearson's r of their presences over walkable cells that know both.</param>
public sealed record FactorOverlap(string A, string B, double Correlation)
{
    /// <summary>|r| above which two factors overlap.</summary>
    public const double Limit = 0.7;

    /// <summary>The pairs beyond the limit, for cells of one profile; a factor that never varies has no r.</summary>
    public static IReadOnlyList<FactorOverlap> Among(IReadOnlyCollection<RiskIndex> cells)
    {
        var factors = cells.FirstOrDefault()?.Profile.Factors ?? [];
        var presence = cells
            .Where(cell => cell.Walkable)
            .Select(cell =>
                cell.Contributions.ToDictionary(one => one.Factor.Id, one => one.Presence, StringComparer.Ordinal)
            )
            .ToList();
        return
        [
            .. from a in factors.Index()
            from b in factors.Skip(a.Index + 1)
            let both = presence
                .Where(cell => cell.ContainsKey(a.Item.Id) && cell.ContainsKey(b.Id))
                .Select(cell => (A: cell[a.Item.Id], B: cell[b.Id]))
                .ToList()
            let r = Correlate(both)
            where Math.Abs(r) > Limit
            select new FactorOverlap(a.Item.Id, b.Id, r),
        ];
    }

    /// <summary>Pearson's r; 0 where either does not vary.</summary>
    static double Correlate(List<(double A, double B)> pairs)
    {
        if (pairs.Count < 2)
        {
            return 0;
        }

        var (meanA, meanB) = (pairs.Average(pair => pair.A), pairs.Average(pair => pair.B));
        var squares =
            pairs.Sum(pair => (pair.A - meanA) * (pair.A - meanA))
            * pairs.Sum(pair => (pair.B - meanB) * (pair.B - meanB));
        return squares > 0 ? pairs.Sum(pair => (pair.A - meanA) * (pair.B - meanB)) / Math.Sqrt(squares) : 0;
    }
}

namespace SafePlaces.Analysis.Risk;

/// <summary>The median index over the walkable cells where a set of factors is known, counting only those.</summary>
/// <param name="Known">Ids of the factors, in the document's order.</param>
/// <param name="Median">M(K); null where no walkable cell knows them all.</param>
/// <param name="Cells">How many cells it is the median of.</param>
public sealed record ReferenceMedian(IReadOnlyList<string> Known, double? Median, int Cells);

/// <summary>
/// The reference of an index, frozen at a full rebuild and stamped with an id, so that recomputing a few cells or asking
/// what-if does not move it. One profile of one model of one municipality. Plain values: stores and loads as it is.
/// </summary>
/// <param name="Id">Stamped on every result.</param>
/// <param name="ModelFingerprint">Of the model it was made with.</param>
/// <param name="Profile">Id of the profile.</param>
/// <param name="Medians">One for each set of known factors that occurs.</param>
public sealed record ReferenceMedians(
    string Id,
    string ModelFingerprint,
    string Profile,
    IReadOnlyList<ReferenceMedian> Medians
)
{
    /// <summary>The medians for every set of known factors that occurs among the cells.</summary>
    /// <param name="id">Stamp of the rebuild.</param>
    /// <param name="cells">All cells of the municipality; only the walkable ones enter the medians.</param>
    /// <exception cref="ArgumentException">No cells, or cells of different models or profiles.</exception>
    public static ReferenceMedians Of(string id, IReadOnlyCollection<RiskIndex> cells)
    {
        var first = cells.FirstOrDefault() ?? throw new ArgumentException("Give at least one cell.", nameof(cells));
        if (cells.Any(cell => !cell.Model.Equals(first.Model) || cell.Profile.Id != first.Profile.Id))
        {
            throw new ArgumentException("Give the cells of one profile of one model.", nameof(cells));
        }

        var bits = first
            .Profile.Factors.Index()
            .ToDictionary(one => one.Item.Id, one => one.Index, StringComparer.Ordinal);
        var walkable = cells.Where(cell => cell.Walkable).Select(cell => (Set: Set(cell), Logs: Logs(cell))).ToArray();
        return new(
            id,
            first.Model.Fingerprint,
            first.Profile.Id,
            [.. cells.Select(Set).Distinct().Order().Select(Median)]
        );

        ulong Set(RiskIndex cell) => cell.Contributions.Aggregate(0UL, (set, one) => set | 1UL << bits[one.Factor.Id]);

        double[] Logs(RiskIndex cell)
        {
            var logs = new double[bits.Count];
            foreach (var one in cell.Contributions)
            {
                logs[bits[one.Factor.Id]] = one.Log;
            }

            return logs;
        }

        ReferenceMedian Median(ulong set)
        {
            var known = Enumerable.Range(0, bits.Count).Where(bit => (set >> bit & 1) == 1).ToArray();
            var indices = walkable
                .Where(cell => (cell.Set & set) == set)
                .Select(cell => RiskIndex.Capped(known.Sum(bit => cell.Logs[bit]), first.Model.Rules).Index)
                .Order()
                .ToArray();
            var n = indices.Length;
            return new(
                [.. known.Select(bit => first.Profile.Factors[bit].Id)],
                n == 0 ? null : (indices[(n - 1) / 2] + indices[n / 2]) / 2,
                n
            );
        }
    }

    /// <summary>The median for exactly this set of known factors; null when it did not occur at the rebuild.</summary>
    public ReferenceMedian? Find(IEnumerable<string> known)
    {
        var ids = known.ToList();
        return Medians.FirstOrDefault(median => median.Known.SequenceEqual(ids));
    }
}

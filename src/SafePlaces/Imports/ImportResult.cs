namespace SafePlaces.Imports;

/// <summary>A row that did not land, by its number in the file from 1, and why.</summary>
sealed record Rejection(long Row, string? SourceId, string Reason, string? Field);

/// <summary>What an import did. The counts are exact; the rejections are listed up to <see cref="Rejections.Listed"/>.</summary>
sealed record ImportResult
{
    public required string Collection { get; init; }
    public required string Source { get; init; }

    /// <summary>The CRS the file was read in.</summary>
    public required string Crs { get; init; }
    public required long Read { get; init; }
    public required long Added { get; init; }
    public required long Changed { get; init; }
    public required long Unchanged { get; init; }
    public required long Rejected { get; init; }
    public required IReadOnlyList<Rejection> Rejections { get; init; }

    /// <summary>How many rejected rows are not in the list.</summary>
    public required long RejectionsNotListed { get; init; }

    /// <summary>Properties of the file that have no column.</summary>
    public required IReadOnlyList<string> Ignored { get; init; }
    public required double Seconds { get; init; }
}

/// <summary>The rejected rows: all are counted, the first thousand found are kept.</summary>
sealed class Rejections
{
    public const int Listed = 1000;
    readonly List<Rejection> listed = [];

    public long Count { get; private set; }

    public void Add(Rejection rejection)
    {
        Count++;
        if (listed.Count < Listed)
            listed.Add(rejection);
    }

    /// <summary>More were found than are handed over.</summary>
    public void AddUnlisted(long count) => Count += count;

    public IReadOnlyList<Rejection> InOrder => [.. listed.OrderBy(rejection => rejection.Row)];
}

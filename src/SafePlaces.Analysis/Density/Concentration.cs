namespace SafePlaces.Analysis.Density;

/// <summary>
/// How much of the events the densest part of a map holds. When they are the events the map was made of, this describes
/// the map and tests nothing.
/// </summary>
/// <param name="Share">Of all area, 0-1.</param>
/// <param name="Held">Share of the events that lie there, 0-1.</param>
public readonly record struct Concentration(double Share, double Held)
{
    /// <summary>Predictive accuracy index as a description: held by share (Chainey, Tompson and Uhlig 2008). 1 is even.</summary>
    public double Pai => Held / Share;

    /// <summary>
    /// Cells are taken from the densest down until the share is full; of cells as dense as where the cut falls, each
    /// counts in part. NaN is outside the study area. Null when no event lies inside.
    /// </summary>
    /// <param name="density">One value a cell, cells of one size.</param>
    /// <param name="events">Events in each cell.</param>
    /// <param name="share">Above 0, at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not a share.</exception>
    public static Concentration? Of(double[] density, int[] events, double share)
    {
        if (share is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "A share is above 0 and at most 1.");
        }

        var cells = Array.FindAll(density, value => !double.IsNaN(value));
        var all = 0L;
        for (var cell = 0; cell < density.Length; cell++)
        {
            all += double.IsNaN(density[cell]) ? 0 : events[cell];
        }

        if (all == 0)
        {
            return null;
        }

        var room = share * cells.Length;
        var cut = Smallest(cells, cells.Length - Math.Clamp((int)Math.Ceiling(room), 1, cells.Length));
        var (above, inside, equal, tied) = (0L, 0L, 0L, 0L);
        for (var cell = 0; cell < density.Length; cell++)
        {
            if (density[cell] > cut)
            {
                (above, inside) = (above + 1, inside + events[cell]);
            }
            else if (density[cell] == cut)
            {
                (equal, tied) = (equal + 1, tied + events[cell]);
            }
        }

        return new(share, (inside + tied * Math.Min(1, (room - above) / equal)) / all);
    }

    /// <summary>The value that a sort would put at a place (Hoare 1961); the values are left in some order.</summary>
    static double Smallest(double[] values, int place)
    {
        var (first, last) = (0, values.Length - 1);
        while (first < last)
        {
            var (low, high, pivot) = (first, last, values[first + (last - first) / 2]);
            while (low <= high)
            {
                while (values[low] < pivot)
                {
                    low++;
                }

                while (values[high] > pivot)
                {
                    high--;
                }

                if (low <= high)
                {
                    (values[low], values[high]) = (values[high--], values[low++]);
                }
            }

            if (place <= high)
            {
                last = high;
            }
            else if (place >= low)
            {
                first = low;
            }
            else
            {
                break;
            }
        }

        return values[place];
    }
}

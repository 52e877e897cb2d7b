using System.Globalization;
using SafePlaces.Analysis.Grids;
using SafePlaces.Analysis.Releases;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Releases;

public sealed class PublicReleaseTests
{
    static readonly Quarter Summer = new(2026, 3);
    static readonly DateOnly Today = new(2026, 11, 22);

    [Fact]
    public void Five_or_more_to_the_nearest_five()
    {
        int[] counts = [0, 1, 4, 5, 7, 8, 12, 13, 1002];
        var rows = PublicRelease.Of(Summer, [.. counts.Select((count, i) => (Cell(i), count)).Reverse()], Today, []);
        rows.Select(row => row.Reports).ShouldBe([5, 5, 10, 10, 15, 1000]);
        rows.Select(row => row.Cell).ShouldBe([Cell(3), Cell(4), Cell(5), Cell(6), Cell(7), Cell(8)]);
        rows.ShouldAllBe(row => row.Quarter == Summer);
        var points = PublicRelease.Points(rows);
        points.Sum(point => point.Weight).ShouldBe(1045);
        (points[0].East, points[0].North).ShouldBe((Cell(3).East + 125, Cell(3).North + 125));
    }

    [Fact]
    public void Attack_every_world_that_gives_the_same_release()
    {
        // all 13^4 worlds of two squares in two quarters
        var worlds = Worlds(4, 13);
        var sets = Indistinguishable(worlds, world => Release(world));
        foreach (var set in sets)
        {
            var possible = Enumerable.Range(0, 4).Select(i => set.Select(world => world[i]).ToHashSet()).ToArray();
            foreach (var values in possible)
            {
                // a small count can be any of five, nought among them, and a large one at least three
                if (values.Min() < 5)
                    values.Order().ShouldBe([0, 1, 2, 3, 4]);
                else
                    values.Count.ShouldBeGreaterThanOrEqualTo(3);
            }

            // and no square or quarter says anything of another: all combinations are possible
            set.Count.ShouldBe(possible.Aggregate(1, (product, values) => product * values.Count));
        }
    }

    [Fact]
    public void The_attack_finds_what_a_total_would_tell()
    {
        // the same rows with an exact total beside them: some small counts are then told
        var sets = Indistinguishable(Worlds(2, 13), world => $"{Release([.. world, 0, 0])} total {world.Sum()}");
        sets.Any(set =>
                Enumerable
                    .Range(0, 2)
                    .Any(i => set.Select(world => world[i]).Distinct().Count() == 1 && set[0][i] is >= 1 and <= 4)
            )
            .ShouldBeTrue();
    }

    [Fact]
    public void Attack_a_town_in_all_its_quarters()
    {
        var random = new Random(1);
        var town = Enumerable
            .Range(0, 6)
            .Select(_ => Enumerable.Range(0, 100).Select(_ => Math.Max(0, random.Next(-8, 14))).ToArray())
            .ToArray();
        var release = Everything(town);
        var small = 0;
        for (var quarter = 0; quarter < town.Length; quarter++)
        {
            for (var cell = 0; cell < 100; cell++)
            {
                var truth = town[quarter][cell];
                if (truth is < 1 or > 4)
                    continue;
                small++;
                foreach (var other in Enumerable.Range(0, 5))
                {
                    town[quarter][cell] = other;
                    Everything(town).ShouldBe(release);
                }

                town[quarter][cell] = truth;
            }
        }

        small.ShouldBeGreaterThan(80);

        static string Everything(int[][] town) =>
            string.Join(
                '|',
                town.Select((counts, i) => new { Quarter = new Quarter(2020 + i / 4, i % 4 + 1), counts })
                    .Select(part =>
                    {
                        var rows = PublicRelease.Of(
                            part.Quarter,
                            [.. part.counts.Select((count, i) => (Cell(i), count))],
                            Today,
                            []
                        );
                        return string.Join(',', rows) + string.Join(',', PublicRelease.Points(rows));
                    })
            );
    }

    [Fact]
    public void A_quarter_is_written_one_way()
    {
        foreach (var quarter in (Quarter[])[new(1, 1), Summer, new(9998, 4)])
            Quarter.Parse(quarter.ToString()).ShouldBe(quarter);
        foreach (
            var text in (string?[])
                [
                    "2026-Q0",
                    "2026-Q5",
                    "0000-Q1",
                    "9999-Q1",
                    "26-Q1",
                    "2026Q1",
                    "+026-Q1",
                    "2026-Q1 ",
                    "2026-q1",
                    "",
                    null,
                ]
        )
            Quarter.TryParse(text, out _).ShouldBeFalse(text);
    }

    [Fact]
    public void Nothing_can_overlap()
    {
        (GridCell, int)[] counts = [(Cell(0), 9)];
        Should
            .Throw<ArgumentException>(() => PublicRelease.Of(new(2026, 4), counts, Today, []))
            .Message.ShouldContain("2026-Q4 is not over: release it from 2027-01-01 on");
        PublicRelease.Of(new(2026, 4), counts, new(2027, 1, 1), [Summer]).Count.ShouldBe(1);
        Should
            .Throw<ArgumentException>(() => PublicRelease.Of(Summer, counts, Today, [new(2026, 2), Summer]))
            .Message.ShouldContain("has been released");
        Should.Throw<ArgumentException>(() =>
            PublicRelease.Of(Summer, [(new GridCell(6_400_000, 377_000, 500), 9)], Today, [])
        );
        Should.Throw<ArgumentException>(() => PublicRelease.Of(Summer, [.. counts, .. counts], Today, []));
        Should.Throw<ArgumentOutOfRangeException>(() => PublicRelease.Of(Summer, [(Cell(0), -1)], Today, []));
    }

    [Theory]
    [InlineData("2026-01-01", "2026-Q1")]
    [InlineData("2026-03-31", "2026-Q1")]
    [InlineData("2026-04-01", "2026-Q2")]
    [InlineData("2026-09-30", "2026-Q3")]
    [InlineData("2026-12-31", "2026-Q4")]
    public void A_day_lies_in_one_quarter(string day, string name)
    {
        var date = DateOnly.Parse(day, CultureInfo.InvariantCulture);
        var quarter = Quarter.Of(date);
        quarter.ToString().ShouldBe(name);
        (quarter.First <= date && date < quarter.End).ShouldBeTrue();
        Quarter.Of(quarter.End).First.ShouldBe(quarter.End);
        Should.Throw<ArgumentOutOfRangeException>(() => new Quarter(2026, 5));
        Should.Throw<ArgumentOutOfRangeException>(() => new Quarter(0, 1));
    }

    /// <summary>Two squares in two quarters as released, all of it.</summary>
    static string Release(int[] world) =>
        string.Join(',', PublicRelease.Of(new(2026, 1), [(Cell(0), world[0]), (Cell(1), world[1])], Today, []))
        + string.Join(
            ',',
            PublicRelease.Of(new(2026, 2), [(Cell(0), world[2]), (Cell(1), world[3])], Today, [new(2026, 1)])
        );

    static IReadOnlyList<IReadOnlyList<int[]>> Indistinguishable(
        IEnumerable<int[]> worlds,
        Func<int[], string> release
    ) => [.. worlds.GroupBy(release, StringComparer.Ordinal).Select(same => same.ToArray())];

    static IEnumerable<int[]> Worlds(int counts, int below) =>
        counts == 0
            ?
            [
                [],
            ]
            : Worlds(counts - 1, below)
                .SelectMany(_ => Enumerable.Range(0, below), (world, count) => (int[])[.. world, count]);

    static GridCell Cell(int i) => new(6_400_000 + 250 * (i / 10), 377_000 + 250 * (i % 10), 250);
}

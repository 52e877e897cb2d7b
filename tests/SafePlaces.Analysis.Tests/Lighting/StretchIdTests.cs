using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Lighting;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Lighting;

public sealed class StretchIdTests
{
    [Fact]
    public void The_same_geometry_has_the_same_ids_also_turned_round()
    {
        for (var seed = 0; seed < 8; seed++)
        {
            var path = Path(seed, 80);
            var ids = Ids(path);
            Ids([.. path.Select(vertex => vertex.Copy())]).ShouldBe(ids);
            Ids([.. path.Reverse()]).ShouldBe([.. ids.Reverse()]);
            ids.ShouldBeUnique();
            ids.ShouldAllBe(id => id.Length == 17 && id[0] == 's');
        }
    }

    [Fact]
    public void An_edit_at_one_end_leaves_the_other_end_its_names()
    {
        for (var seed = 0; seed < 8; seed++)
        {
            var path = Path(seed, 200);
            var before = Ids(path);
            var moved = path.Select(vertex => vertex.Copy()).ToArray();
            (moved[3].X, moved[3].Y) = (moved[3].X + 4, moved[3].Y - 3);
            Kept(before, moved).ShouldBeGreaterThan(0.8, "a vertex near the start moved");
            Kept(before, path[5..]).ShouldBeGreaterThan(0.8, "the start was cut off");
            Kept(before, [new(path[0].X - 40, path[0].Y), .. path]).ShouldBeGreaterThan(0.8, "the start was drawn out");
            Kept(before, [.. path, new(path[^1].X + 40, path[^1].Y)]).ShouldBeGreaterThan(0.8, "the end was drawn out");
            Kept(before, [.. path[..100], new(path[99].X + 7, path[99].Y + 7), .. path[101..]])
                .ShouldBeGreaterThan(0.75, "a vertex in the middle moved");
        }
    }

    [Fact]
    public void A_long_straight_way_without_vertices_keeps_them_too()
    {
        Coordinate[] whole = [new(377_013, 6_399_021), new(377_813, 6_399_421)];
        Coordinate[] cut = [new(377_113, 6_399_071), whole[1]];
        Kept(Ids(cut), whole).ShouldBeGreaterThan(0.75);
    }

    [Fact]
    public void Round_lengths_round_no_way_of_their_own()
    {
        for (var eighths = 201; eighths < 1600; eighths += 7)
        {
            Coordinate[] path = [new(377_000.125, 6_399_000), new(377_000.125 + eighths / 8.0, 6_399_000)];
            Ids([.. path.Reverse()]).ShouldBe([.. Ids(path).Reverse()]);
        }
    }

    [Fact]
    public void A_piece_walked_twice_has_two_names()
    {
        var there = new Coordinate[] { new(0, 0), new(20, 0), new(0, 0), new(20, 0) };
        Ids(there).ShouldBeUnique();
    }

    [Fact]
    public void A_shared_way_has_the_same_names_in_both_routes()
    {
        var shared = Path(1, 150);
        Coordinate[] other = [new(shared[0].X - 30, shared[0].Y + 30), .. shared, new(shared[^1].X, shared[^1].Y + 50)];
        Ids(other).Intersect(Ids(shared)).Count().ShouldBeGreaterThan(Ids(shared).Count * 3 / 4);
    }

    [Fact]
    public void No_piece_is_longer_than_25_m_and_together_they_are_the_route()
    {
        for (var seed = 0; seed < 8; seed++)
        {
            var route = new WalkPath(new LineString(Path(seed, 120)));
            var stretches = new RouteLighting([]).Light(route);
            stretches.ShouldAllBe(stretch => stretch.LengthM <= 25 + 1e-6 && stretch.LengthM >= 12.5 - 1e-6);
            stretches.Sum(stretch => stretch.LengthM).ShouldBe(route.Line.Length, 1e-6);
            stretches[0].FromM.ShouldBe(0);
            stretches.Zip(stretches.Skip(1)).ShouldAllBe(pair => pair.First.ToM.Equals(pair.Second.FromM));
        }
    }

    static double Kept(IReadOnlyList<string> before, Coordinate[] after) =>
        (double)before.Intersect(Ids(after)).Count() / before.Count;

    static IReadOnlyList<string> Ids(Coordinate[] path) =>
        [.. new RouteLighting([]).Light(new WalkPath(new LineString(path))).Select(stretch => stretch.Id)];

    /// <summary>A winding path of about ten metres a step.</summary>
    static Coordinate[] Path(int seed, int vertices)
    {
        var random = new Random(seed);
        var (x, y, bearing) = (377_000.0, 6_399_000.0, random.NextDouble() * 6);
        return
        [
            .. Enumerable
                .Range(0, vertices)
                .Select(_ =>
                {
                    bearing += random.NextDouble() - 0.5;
                    var step = 2 + 16 * random.NextDouble();
                    (x, y) = (x + step * Math.Sin(bearing), y + step * Math.Cos(bearing));
                    return new Coordinate(Math.Round(x, 2), Math.Round(y, 2));
                }),
        ];
    }
}

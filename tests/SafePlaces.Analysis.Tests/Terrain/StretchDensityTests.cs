using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Terrain;

namespace SafePlaces.Analysis.Tests.Terrain;

public sealed class StretchDensityTests
{
    static TerrainStretch[] Street(double fromX, double y, int pieces) =>
        [
            .. Enumerable
                .Range(0, pieces)
                .Select(i => new TerrainStretch(
                    Guid.Empty,
                    $"s{i}",
                    new LineString([new(fromX + 25 * i, y), new(fromX + 25 * (i + 1), y)]),
                    25 * i,
                    25 * (i + 1),
                    null
                )),
        ];

    [Fact]
    public void An_event_spreads_by_the_kernel_along_the_street()
    {
        // in the middle of the 21st of 41 stretches, 10 m beside the street
        var density = StretchDensity.PerKm(Street(0, 0, 41), [new(512.5, 10, 1)]);
        Assert.Equal(
            6.22113, // the kernel's integral over u = 12.5/150 on both sides: 2 · u(15 − 10u² + 3u⁴)/16 = 0.155528, over 25 m
            density[20],
            1e-5
        );
        Assert.Equal(density[21], density[19], 1e-9);
        Assert.Equal(
            0, // 150 m reach six stretches and a part of the seventh
            density[27]
        );
        Assert.True(density[26] > 0);
        Assert.Equal(1, (density.Sum() * 0.025), 1e-9);
    }

    [Fact]
    public void At_a_crossing_it_is_shared_and_nothing_is_lost()
    {
        TerrainStretch[] cross =
        [
            .. Street(0, 0, 20),
            .. Street(0, 0, 20).Select(one => one with { Line = Turned(one.Line, 250) }),
        ];
        var density = StretchDensity.PerKm(cross, [new(240, 0, 2)]);
        Assert.Equal(2, (density.Sum() * 0.025), 1e-9);
        // beyond the crossing the arms to the left, to the right and straight on get the same
        Assert.Equal(density[20 + 9], density[10], 1e-9);
        Assert.Equal(density[20 + 10], density[10], 1e-9);

        static LineString Turned(LineString line, double about) =>
            new([.. line.Coordinates.Select(at => new Coordinate(about, at.X - about))]);
    }

    [Fact]
    public void What_happens_far_from_every_path_belongs_to_none()
    {
        Assert.All(StretchDensity.PerKm(Street(0, 0, 4), [new(50, 31, 1)]), density => Assert.Equal(0, density));
        Assert.All(StretchDensity.PerKm(Street(0, 0, 4), []), density => Assert.Equal(0, density));
        Assert.Empty(StretchDensity.PerKm([], [new(50, 31, 1)]));
    }
}

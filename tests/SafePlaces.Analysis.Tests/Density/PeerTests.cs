using SafePlaces.Analysis.Density;

namespace SafePlaces.Analysis.Tests.Density;

/// <summary>The quartic density against other programs on the same twelve events, bandwidth 150 m.</summary>
public sealed class PeerTests
{
    const double BandwidthM = 150;

    static readonly WeightedPoint[] Events =
    [
        new(377010, 6399020, 1),
        new(377055, 6399031, 2),
        new(377090, 6399110, 1),
        new(377130, 6399075, 3),
        new(377180, 6399190, 1),
        new(377210, 6399205, 0.5),
        new(377260, 6399140, 4),
        new(377300, 6399260, 1),
        new(377333, 6399301, 2),
        new(377400, 6399333, 1.5),
        new(377420, 6399080, 1),
        new(377455, 6399411, 2.5),
    ];

    /// <summary>
    /// R 4.2.2, spatstat.explore 3.0.6: density.ppp(kernel = "quartic", sigma = 150/sqrt(8), at = "points", leaveoneout = FALSE,
    /// edge = FALSE, weights = w). Its sigma is a standard deviation: that of the kernel is h/√8.
    /// </summary>
    static readonly double[] Spatstat =
    [
        0.000123747357063502,
        0.000194691646466719,
        0.000188427647604836,
        0.000203837524762879,
        0.000141385313344444,
        0.000153820645763035,
        0.000199720014408679,
        0.000134627296239766,
        0.000153803996484533,
        0.000153938268491483,
        4.24413181578388e-05,
        0.000128653012965645,
    ];

    /// <summary>
    /// SAGA 8.5, grid_gridding 6, quartic, radius 150, cells of 50 m from (377000, 6399450), no weights; its values are per cell.
    /// </summary>
    static readonly double[][] Saga =
    [
        [0, 0, 0, 0, 0, 0.0029630538, 0.0313943662, 0.0967288464, 0.1337134391, 0.1153838262],
        [0, 0, 0, 0, 0.0088135637, 0.0602646619, 0.1277076751, 0.1822987348, 0.1865276694, 0.1385680139],
        [
            0,
            0,
            0.0004879442,
            0.0151637327,
            0.0696599782,
            0.1503578424,
            0.2246752828,
            0.234302789,
            0.1814324409,
            0.1051947251,
        ],
        [
            0,
            0.0037856607,
            0.0540111624,
            0.11420919,
            0.1817544103,
            0.2213606834,
            0.239748463,
            0.2142570317,
            0.1205132306,
            0.041559279,
        ],
        [
            0.0053449864,
            0.0423324667,
            0.1297615767,
            0.2071252912,
            0.2760271728,
            0.2726708651,
            0.1953481138,
            0.1209716126,
            0.0432832539,
            0.005691228,
        ],
        [
            0.0419853888,
            0.1164027601,
            0.2164682746,
            0.2807275653,
            0.2880049646,
            0.2401457131,
            0.1341070682,
            0.0655266941,
            0.0379147679,
            0.0228873976,
        ],
        [
            0.1458378732,
            0.221200332,
            0.2612795532,
            0.2788412869,
            0.2297141552,
            0.1521815956,
            0.1002858207,
            0.0885095373,
            0.087649703,
            0.0638196915,
        ],
        [
            0.2472313792,
            0.3063168228,
            0.2579209507,
            0.1847357601,
            0.1180044115,
            0.0695898756,
            0.0792877227,
            0.0929946899,
            0.1056322455,
            0.0792871937,
        ],
        [
            0.2436910719,
            0.2797010243,
            0.2075872421,
            0.0958091691,
            0.0388266034,
            0.0171656795,
            0.0282323845,
            0.0638196915,
            0.0792871937,
            0.0567146987,
        ],
    ];

    [Fact]
    public void At_the_events_it_is_that_of_spatstat()
    {
        var density = QuarticDensity.AtEach(
            [.. Events.Select(one => (one.East, one.North))],
            Events,
            BandwidthM,
            TestContext.Current.CancellationToken
        );
        foreach (var (ours, theirs) in density.Zip(Spatstat))
            Assert.Equal(theirs, ours, 1e-12 * theirs);
    }

    [Fact]
    public void On_a_grid_it_is_that_of_saga()
    {
        var grid = new DensityGrid(377000, 6399450, 50, 10, 9);
        var density = QuarticDensity.Grid(
            [.. Events.Select(one => new WeightedPoint(one.East, one.North, 1))],
            grid,
            BandwidthM,
            TestContext.Current.CancellationToken
        );
        for (var row = 0; row < 9; row++)
        for (var column = 0; column < 10; column++)
            Assert.Equal(Saga[row][column] / 2500, density[row * 10 + column], 1e-5 * density.Max());
    }
}

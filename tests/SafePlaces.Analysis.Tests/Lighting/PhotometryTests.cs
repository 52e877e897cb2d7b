using System.Globalization;
using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Lighting;
using Shouldly;

namespace SafePlaces.Analysis.Tests.Lighting;

public sealed class PhotometryTests
{
    const double LambertPeak = 1000 / Math.PI;

    [Theory]
    [InlineData("ies")]
    [InlineData("ldt")]
    public void A_Lambert_file_gives_the_illuminance_of_the_formula(string kind)
    {
        var photometry = Photometry.Read(kind == "ies" ? Ies() : Ldt());
        photometry.Name.ShouldBe("Lyktan Å");
        photometry.LampFluxLm.ShouldBe(1000);
        photometry.FluxLm.ShouldBe(1000, 0.2, "interpolated every 2.5°");

        var lamp = Lamp(photometry, fluxLm: 4000);
        foreach (var degrees in new[] { 0, 5, 30, 45, 60, 80 })
        {
            var away = 5 * Math.Tan(degrees * Math.PI / 180);
            var lux = Illuminance.Of(lamp, new Coordinate(away, 0));
            var expected = 0.8 * 4000 / Math.PI * Math.Pow(Math.Cos(degrees * Math.PI / 180), 4) / 25;
            lux.Isotropic.ShouldBe(expected, expected * 3e-4);
            lux.Lambert.ShouldBe(lux.Isotropic);
            lux.Lambert.ShouldBe(Illuminance.Of(Lamp(null, 4000), new Coordinate(away, 0)).Lambert, expected * 3e-4);
        }
    }

    [Fact]
    public void The_flux_the_file_states_is_what_its_table_sums_to()
    {
        // RegisteredValue: 1000 lm of lamps, 80 % of it let out.
        var photometry = Photometry.Read(Ldt(outputRatio: 80, scale: 0.8));
        photometry.StatedFluxLm.ShouldBe(800);
        photometry.FluxLm.ShouldBe(800, 0.2);

        // The same sum done bluntly, in 400 × 360 small pieces of the sphere.
        var table = Photometry
            .Read(Ies(planes: [0, 45, 90], shape: (c, g) => (1 + c / 90) * Math.Cos(Rad(g))))
            .Intensities;
        var sum = 0.0;
        for (var i = 0; i < 400; i++)
        {
            var (upper, lower) = (i * 0.225, (i + 1) * 0.225);
            var solid = (Math.Cos(Rad(upper)) - Math.Cos(Rad(lower))) * Rad(1);
            for (var c = 0; c < 360; c++)
            {
                sum += table.At(c + 0.5, (upper + lower) / 2) * solid;
            }
        }

        table.FluxLm.ShouldBe(sum, sum * 1e-4);
        table.FluxLm.ShouldBe(1.5 * 1000, 1, "1 + C/90 is 1.5 in the mean");
    }

    [Fact]
    public void The_flux_of_an_even_ball_of_light_is_four_pi()
    {
        double[] gammas = [0, 45, 90, 135, 180];
        double[][] candela =
        [
            [1, 1, 1, 1, 1],
        ];
        new IntensityTable([0], gammas, candela, IntensitySymmetry.Rotational).FluxLm.ShouldBe(4 * Math.PI, 1e-12);
        new IntensityTable(
            [0, 120, 240],
            gammas,
            [candela[0], candela[0], candela[0]],
            IntensitySymmetry.None
        ).FluxLm.ShouldBe(4 * Math.PI, 1e-12);
    }

    [Theory]
    [InlineData(IntensitySymmetry.None, new double[] { 0, 90, 180, 270 }, new double[] { 1, 2, 3, 4 })]
    [InlineData(IntensitySymmetry.Quadrant, new double[] { 0, 90 }, new double[] { 1, 2, 1, 2 })]
    [InlineData(IntensitySymmetry.MirroredInC0, new double[] { 0, 90, 180 }, new double[] { 1, 2, 3, 2 })]
    [InlineData(IntensitySymmetry.MirroredInC90, new double[] { 90, 180, 270 }, new double[] { 2, 1, 2, 3 })]
    public void Planes_are_mirrored_as_the_symmetry_says(IntensitySymmetry symmetry, double[] planes, double[] around)
    {
        // Plane 0 of the last case is the mirror of 180: both hold the second value.
        double[] given = symmetry is IntensitySymmetry.MirroredInC90 ? [2, 1, 3] : [1, 2, 3, 4];
        double[] expected = symmetry is IntensitySymmetry.MirroredInC90 ? [1, 2, 1, 3] : around;
        var table = new IntensityTable(
            planes,
            [0, 90],
            [.. planes.Select((_, i) => new[] { given[i], given[i] })],
            symmetry
        );
        for (var quarter = 0; quarter < 4; quarter++)
        {
            table.At(quarter * 90, 45).ShouldBe(expected[quarter], 1e-12);
            table.At(quarter * 90 + 45, 45).ShouldBe((expected[quarter] + expected[(quarter + 1) % 4]) / 2, 1e-12);
            table.At(quarter * 90 - 360, 45).ShouldBe(expected[quarter], 1e-12);
        }
    }

    [Fact]
    public void Between_the_angles_it_is_interpolated_and_beyond_them_there_is_none()
    {
        var table = new IntensityTable(
            [0, 90],
            [10, 20],
            [
                [100, 200],
                [300, 400],
            ],
            IntensitySymmetry.Quadrant
        );
        table.At(45, 15).ShouldBe(250, 1e-12);
        table.At(22.5, 12.5).ShouldBe(0.75 * 125 + 0.25 * 325, 1e-12);
        table.At(0, 9.9).ShouldBe(0);
        table.At(0, 20.1).ShouldBe(0);
    }

    [Fact]
    public void A_lamp_lights_the_way_it_faces()
    {
        // Light in plane C90 only: facing east, that is north of it (anticlockwise).
        var photometry = Photometry.Read(Ies(planes: [0, 90, 180, 270, 360], shape: (c, _) => c is 90 ? 1 : 0));
        var lamp = new Luminaire(new(0, 0), fluxLm: 4000, heightM: 5, photometry: photometry, facingDegrees: 90);
        Illuminance.Of(lamp, new(0, 5)).Low.ShouldBeGreaterThan(0);
        Illuminance.Of(lamp, new(0, -5)).ShouldBe(default);
        Illuminance.Of(lamp, new(5, 0)).High.ShouldBe(0, 1e-12);
        Illuminance.Of(lamp, new(-5, 0)).High.ShouldBe(0, 1e-12);

        var anyWay = new Luminaire(new(0, 0), fluxLm: 4000, heightM: 5, photometry: photometry);
        var band = Illuminance.Of(anyWay, new(0, -5));
        band.Low.ShouldBe(0);
        band.High.ShouldBe(Illuminance.Of(lamp, new(0, 5)).High, 1e-9);
    }

    [Fact]
    public void Its_flux_stands_in_for_that_of_the_register_and_is_not_assumed()
    {
        var photometry = Photometry.Read(Ies());
        new Luminaire(new(0, 0), photometry: photometry).FluxLm.ShouldBe(
            new RegisteredValue(photometry.FluxLm, Assumed: false)
        );
        Should.Throw<ArgumentOutOfRangeException>(() => new Luminaire(new(0, 0), facingDegrees: double.NaN));
    }

    [Theory]
    [InlineData("[LUMINAIRE]")]
    [InlineData("[LUMCAT]")]
    public void Old_and_new_IES_read_alike_however_the_lines_break(string keyword)
    {
        var modern = Ies();
        var old =
            "Old label\r\n" + keyword + " Lyktan Å\r\n" + modern[modern.IndexOf("TILT", StringComparison.Ordinal)..];
        var one = Photometry.Read(old.Replace(' ', ','));
        one.FluxLm.ShouldBe(Photometry.Read(modern).FluxLm, 1e-9);
        var tilted = modern.Replace("TILT=NONE", "TILT=INCLUDE\n1\n2\n0 90\n1 1");
        Photometry.Read(tilted).FluxLm.ShouldBe(one.FluxLm, 1e-9);
        Photometry.Read(modern.Replace("1 1000 1 ", "1 -1 1 ")).LampFluxLm.ShouldBeNull();
        Photometry.Read(modern.Replace("1 1000 1 ", "2 500 2 ")).FluxLm.ShouldBe(2 * one.FluxLm, 1e-9);
    }

    [Fact]
    public void EULUMDAT_is_read_with_each_symmetry_and_with_decimal_commas()
    {
        double Shape(double c, double g) => (2 + Math.Sin(Rad(c))) * Math.Cos(Rad(g));
        var whole = Photometry.Read(Ldt(symmetry: 0, shape: Shape));
        var right = Photometry.Read(Ldt(symmetry: 3, shape: Shape));
        right.FluxLm.ShouldBe(whole.FluxLm, 1e-6);
        right.Intensities.At(200, 30).ShouldBe(whole.Intensities.At(200, 30), 1e-9);
        var commas = Ldt(symmetry: 0, shape: Shape).Replace('.', ',');
        Photometry.Read(commas).FluxLm.ShouldBe(whole.FluxLm, 1e-9);

        double Even(double c, double g) => (2 + Math.Cos(Rad(2 * c))) * Math.Cos(Rad(g));
        var full = Photometry.Read(Ldt(symmetry: 0, shape: Even));
        Photometry.Read(Ldt(symmetry: 4, shape: Even)).FluxLm.ShouldBe(full.FluxLm, 1e-6);
        Photometry.Read(Ldt(symmetry: 2, shape: Even)).FluxLm.ShouldBe(full.FluxLm, 1e-6);
        Photometry.Read(Ldt(lamps: -1)).LampFluxLm.ShouldBeNull();
    }

    // what is put in place of what, the line named, a word of the cure
    [Theory]
    [InlineData("TILT=NONE", "TILT=lamp.tlt", 5, "TILT=NONE")]
    [InlineData("1 1000 1 37 1 1 2", "1 1000 1 37 1 2 2", 6, "type C")]
    [InlineData("1 1000 1 37 1 1 2", "1 1000 1 36 1 1 2", 8, "horizontal")]
    [InlineData("1 1000 1 37 1 1 2", "1 1000 1 38 1 1 2", 9, "rise")]
    [InlineData("1 1000 1 37 1 1 2", "1 1000 1 3,7,5 1 1 2", 6, "photometric type")]
    [InlineData("1 1000 1 37 1 1 2", "1 1000 x 37 1 1 2", 6, "'x' is not a number")]
    [InlineData("1 1000 1 37 1 1 2", "1 1000 1 1e9 1 1 2", 6, "not within")]
    [InlineData("\n1 1 100\n", "\n1 1\n", 9, "rise")]
    public void A_broken_IES_file_is_refused_with_line_and_cure(string from, string to, int line, string cure)
    {
        Ies().ShouldContain(from);
        var error = Should.Throw<PhotometryException>(() => Photometry.Read(Ies().Replace(from, to)));
        error.Line.ShouldBe(line);
        error.Message.ShouldStartWith($"Line {line}:");
        error.Cure.ShouldContain(cure);
    }

    // the line changed, what it becomes, a word of the cure
    [Theory]
    [InlineData(2, "9", "not within")]
    [InlineData(3, "round", "'round' is not a number")]
    [InlineData(4, "2.5", "whole")]
    [InlineData(22, "-5", "not within")]
    [InlineData(29, "0", "flux")]
    [InlineData(44, "400", "not within")]
    [InlineData(60, "-1", "not within")]
    public void A_broken_EULUMDAT_file_is_refused_with_line_and_cure(int line, string becomes, string cure)
    {
        var lines = Ldt().Split('\n');
        lines[line - 1] = becomes;
        var error = Should.Throw<PhotometryException>(() => Photometry.Read(string.Join('\n', lines)));
        error.Cure.ShouldContain(cure);
        error.Line.ShouldBeGreaterThanOrEqualTo(line);
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        foreach (var text in new[] { Ies(), Ldt() })
        {
            var lines = text.TrimEnd().Split('\n');
            for (var kept = 0; kept < lines.Length; kept += 3)
            {
                Should.Throw<PhotometryException>(() => Photometry.Read(string.Join('\n', lines[..kept])));
            }
        }

        Should.Throw<PhotometryException>(() => Photometry.Read(Ies() + "\n7")).Cure.ShouldContain("more numbers");
        Should
            .Throw<PhotometryException>(() => Photometry.Read(Ies(shape: (_, _) => 0)))
            .Cure.ShouldContain("no light");
    }

    static double Rad(double degrees) => degrees * Math.PI / 180;

    static Luminaire Lamp(Photometry? photometry, double fluxLm) =>
        new(new Coordinate(0, 0), LampStatus.Working, LightSource.Led, fluxLm, 5, 0.8, photometry);

    static string Join(IEnumerable<double> numbers, char between = ' ') =>
        string.Join(between, numbers.Select(one => one.ToString("R", CultureInfo.InvariantCulture)));

    static readonly double[] Gammas = [.. Enumerable.Range(0, 37).Select(i => i * 2.5)];

    /// <summary>1000 lm by Lambert's law, or another shape of it.</summary>
    static string Ies(double[]? planes = null, Func<double, double, double>? shape = null)
    {
        planes ??= [0];
        shape ??= (_, g) => Math.Cos(Rad(g));
        return "IESNA:LM-63-2002\n[TEST] own\n[MANUFAC] SafePlaces\n[LUMINAIRE] Lyktan Å\nTILT=NONE\n"
            + $"1 1000 1 37 {planes.Length} 1 2 0.1 0.2 0\n1 1 100\n{Join(Gammas)}\n{Join(planes)}\n"
            + string.Join('\n', planes.Select(c => Join(Gammas.Select(g => LambertPeak * shape(c, g)))))
            + "\n";
    }

    /// <summary>The same in candela per kilolumen; 24 planes of C unless it is round.</summary>
    static string Ldt(
        int symmetry = 1,
        double outputRatio = 100,
        double scale = 1,
        int lamps = 1,
        Func<double, double, double>? shape = null
    )
    {
        shape ??= (_, g) => Math.Cos(Rad(g));
        double[] planes = symmetry == 1 ? [0] : [.. Enumerable.Range(0, 24).Select(i => i * 15.0)];
        double[] given = symmetry switch
        {
            2 => planes[..13],
            3 => [.. planes[18..], .. planes[..7]],
            4 => planes[..7],
            _ => planes,
        };
        string[] head =
        [
            "SafePlaces",
            "1",
            $"{symmetry}",
            $"{planes.Length}",
            symmetry == 1 ? "0" : "15",
            "37",
            "2.5",
            "own",
            "Lyktan Å",
            "1",
            "lykta.ldt",
            "2026-11-22",
            .. Enumerable.Repeat("100", 9),
            "100",
            Join([outputRatio]),
            "1",
            "0",
            "1",
            $"{lamps}",
            "LED",
            "1000",
            "3000 K",
            "80",
            "10",
            .. Enumerable.Repeat("0.5", 10),
        ];
        return string.Join('\n', head)
            + $"\n{Join(planes, '\n')}\n{Join(Gammas, '\n')}\n"
            + Join(given.SelectMany(c => Gammas.Select(g => LambertPeak * scale * shape(c, g))), '\n')
            + "\n";
    }
}

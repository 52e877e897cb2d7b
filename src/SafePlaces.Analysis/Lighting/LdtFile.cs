using System.Globalization;

namespace SafePlaces.Analysis.Lighting;

/// <summary>EULUMDAT (Stockmar 1990): one value a line, intensities in candela per kilolumen of the lamps.</summary>
sealed class LdtFile
{
    const int MostAngles = 1000;
    const double PerKilolumen = 1000;

    readonly string[] lines;
    int line;

    LdtFile(string[] lines) => this.lines = lines;

    public static Photometry Read(string[] lines) => new LdtFile(lines).Body();

    Photometry Body()
    {
        Skip(1, "maker");
        Whole("type of luminaire", 0, 4);
        var symmetry = Whole("symmetry", 0, 4) switch
        {
            1 => IntensitySymmetry.Rotational,
            2 => IntensitySymmetry.MirroredInC0,
            3 => IntensitySymmetry.MirroredInC90,
            4 => IntensitySymmetry.Quadrant,
            _ => IntensitySymmetry.None,
        };
        var planeCount = Whole("number of C planes", 1, MostAngles);
        Number("step of C", 0, 360);
        var gammaCount = Whole("number of angles in a plane", 2, MostAngles);
        Number("step of γ", 0, 180);
        Skip(1, "report number");
        var name = Text("luminaire name");
        Skip(3, "luminaire number, file name and date");
        for (var i = 0; i < 9; i++)
        {
            Number("dimension", 0, 1e6);
        }

        Number("downward flux share", 0, 100);
        var outputRatio = Number("light output ratio", 0, 1000) / 100;
        var conversion = Number("conversion factor", 0, 1e6);
        Number("tilt of the measurement", -360, 360);
        var sets = Whole("number of lamp sets", 1, 20);
        var (lampFluxLm, absolute) = (0.0, false);
        for (var i = 0; i < sets; i++)
        {
            // A negative number of lamps marks absolute photometry.
            absolute |= Whole("number of lamps", -10_000, 10_000) < 0;
            Skip(1, "type of lamps");
            lampFluxLm += Number("flux of the lamps", 0, 1e7);
            Skip(2, "colour of the lamps");
            Number("watts", 0, 1e6);
        }

        if (lampFluxLm <= 0)
        {
            throw Wrong("the lamps have no flux, and intensities are told per kilolumen of it; write their flux");
        }

        for (var i = 0; i < 10; i++)
        {
            Number("direct ratio", -10, 1000);
        }

        var planes = Numbers("plane C", planeCount, 360);
        var gammas = Numbers("angle γ", gammaCount, 180);
        var given = Given(symmetry, planes);
        var (at, scale) = (line + 1, conversion * lampFluxLm / PerKilolumen);
        var candela = given
            .Select(_ => Numbers("intensity", gammaCount, 1e9).Select(cd => cd * scale).ToArray())
            .ToArray();
        return new(
            name,
            Photometry.Table(at, given, gammas, candela, symmetry),
            lampFluxLm * outputRatio is > 0 and var stated ? stated : null,
            absolute ? null : lampFluxLm
        );
    }

    /// <summary>The planes whose intensities the file holds: the others are their mirror images.</summary>
    double[] Given(IntensitySymmetry symmetry, double[] planes)
    {
        var n = planes.Length;
        var multiple = symmetry switch
        {
            IntensitySymmetry.MirroredInC0 => 2,
            IntensitySymmetry.MirroredInC90 or IntensitySymmetry.Quadrant => 4,
            _ => 1,
        };
        if (n % multiple != 0)
        {
            throw Wrong($"with this symmetry the number of C planes is a multiple of {multiple}, not {n}");
        }

        return symmetry switch
        {
            IntensitySymmetry.Rotational => [planes[0]],
            IntensitySymmetry.MirroredInC0 => planes[..(n / 2 + 1)],
            IntensitySymmetry.MirroredInC90 => [.. planes[(3 * n / 4)..], .. planes[..(n / 4 + 1)]],
            IntensitySymmetry.Quadrant => planes[..(n / 4 + 1)],
            _ => planes,
        };
    }

    double[] Numbers(string what, int count, double most)
    {
        var numbers = new double[count];
        for (var i = 0; i < count; i++)
        {
            numbers[i] = Number(what, 0, most);
        }

        return numbers;
    }

    int Whole(string what, int least, int most) =>
        Number(what, least, most) is var number && double.IsInteger(number)
            ? (int)number
            : throw Wrong($"the {what} is a whole number");

    double Number(string what, double least, double most)
    {
        // Some makers write a decimal comma.
        var text = Text(what).Replace(',', '.');
        return !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? throw Wrong($"'{text}' is not a number; here the {what} belongs")
            : number >= least && number <= most ? number
            : throw Wrong(
                string.Create(CultureInfo.InvariantCulture, $"the {what} {text} is not within {least} to {most}")
            );
    }

    void Skip(int count, string what)
    {
        for (var i = 0; i < count; i++)
        {
            Text(what);
        }
    }

    string Text(string what) =>
        line < lines.Length
            ? lines[line++].Trim()
            : throw new PhotometryException(lines.Length, $"the file ends before the {what}; is it cut off?");

    PhotometryException Wrong(string cure) => new(line, cure);
}

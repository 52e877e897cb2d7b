using System.Globalization;

namespace SafePlaces.Analysis.Lighting;

/// <summary>ANSI/IES LM-63: keyword lines, TILT=, then numbers that break over lines as they like.</summary>
sealed class IesFile
{
    const int MostAngles = 1000;

    readonly string[] lines;
    int line;
    readonly Queue<string> waiting = new();

    IesFile(string[] lines, int start) => (this.lines, line) = (lines, start);

    public static Photometry Read(string[] lines)
    {
        var tilt = Array.FindIndex(lines, line => line.StartsWith("TILT=", StringComparison.OrdinalIgnoreCase));
        var name = Keyword(lines[..tilt], "[LUMINAIRE]") ?? Keyword(lines[..tilt], "[LUMCAT]") ?? "";
        return new IesFile(lines, tilt + 1).Body(name, lines[tilt][5..].Trim());
    }

    static string? Keyword(string[] lines, string keyword) =>
        Array
            .Find(lines, line => line.StartsWith(keyword, StringComparison.OrdinalIgnoreCase))
            ?[keyword.Length..].Trim();

    Photometry Body(string name, string tilt)
    {
        switch (tilt.ToUpperInvariant())
        {
            case "NONE":
                break;
            case "INCLUDE":
                Number("lamp position", 1, 3);
                var angles = Whole("number of tilt angles", 1, MostAngles);
                Numbers("tilt angle", angles, 0, 180);
                Numbers("tilt factor", angles, 0, 100);
                break;
            default:
                throw new PhotometryException(
                    line,
                    $"the tilt table '{tilt}' is another file; write TILT=NONE or TILT=INCLUDE"
                );
        }

        var lamps = Whole("number of lamps", 1, 10_000);
        var perLamp = Number("lumens per lamp", -1, 1e7);
        var multiplier = Number("multiplier", 0, 1e6);
        var gammaCount = Whole("number of vertical angles", 2, MostAngles);
        var planeCount = Whole("number of horizontal angles", 1, MostAngles);
        if (Whole("photometric type", 1, 3) is not 1)
        {
            throw Wrong("only type C photometry is understood (1): ask the maker for it");
        }

        Whole("units", 1, 2);
        Numbers("width, length and height", 3, -1e6, 1e6);
        multiplier *= Number("ballast factor", 0, 100);
        Number("ballast-lamp factor", 0, 1e6); // Of no use since 1995, and 1 before in what is found.
        Number("watts", 0, 1e6);
        var gammas = Numbers("vertical angle", gammaCount, 0, 180);
        if (gammas.Zip(gammas.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            throw Wrong("the vertical angles must rise; check them and their number");
        }

        var planes = Numbers("horizontal angle", planeCount, 0, 360);
        var symmetry = Symmetry(planes);
        var at = line;
        var candela = planes
            .Select(_ => Numbers("candela", gammaCount, 0, 1e9).Select(cd => cd * multiplier).ToArray())
            .ToArray();
        if (waiting.Count > 0 || Array.Exists(lines[line..], rest => rest.Trim().Length > 0))
        {
            throw Wrong("there are more numbers than the angles ask for; check the two counts of angles");
        }

        return new(
            name,
            Photometry.Table(at, planes, gammas, candela, symmetry),
            LampFluxLm: perLamp < 0 ? null : lamps * perLamp
        );
    }

    IntensitySymmetry Symmetry(double[] planes) =>
        (planes[0], planes[^1]) switch
        {
            (0, 0) when planes.Length == 1 => IntensitySymmetry.Rotational,
            (0, 90) => IntensitySymmetry.Quadrant,
            (0, 180) => IntensitySymmetry.MirroredInC0,
            (90, 270) => IntensitySymmetry.MirroredInC90,
            (0, > 180) => IntensitySymmetry.None,
            _ => throw Wrong("horizontal angles must be 0, 0-90, 0-180, 90-270 or 0-360"),
        };

    double[] Numbers(string what, int count, double least, double most)
    {
        var numbers = new double[count];
        for (var i = 0; i < count; i++)
        {
            numbers[i] = Number(what, least, most);
        }

        return numbers;
    }

    int Whole(string what, int least, int most) =>
        Number(what, least, most) is var number && double.IsInteger(number)
            ? (int)number
            : throw Wrong($"the {what} is a whole number");

    double Number(string what, double least, double most)
    {
        while (waiting.Count == 0)
        {
            if (line >= lines.Length)
            {
                throw new PhotometryException(lines.Length, $"the file ends before the {what}; is it cut off?");
            }

            foreach (var word in lines[line++].Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries))
            {
                waiting.Enqueue(word);
            }
        }

        var text = waiting.Dequeue();
        return !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? throw Wrong($"'{text}' is not a number; here the {what} belongs")
            : number >= least && number <= most ? number
            : throw Wrong(
                string.Create(CultureInfo.InvariantCulture, $"the {what} {text} is not within {least} to {most}")
            );
    }

    PhotometryException Wrong(string cure) => new(line, cure);
}

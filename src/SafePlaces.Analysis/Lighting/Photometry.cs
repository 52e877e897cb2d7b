namespace SafePlaces.Analysis.Lighting;

/// <summary>A file that is no photometric file: which line, counted from 1, and what to change.</summary>
public sealed class PhotometryException(int line, string cure) : FormatException($"Line {line}: {cure}")
{
    public int Line { get; } = line;

    public string Cure { get; } = cure;
}

/// <summary>
/// A luminaire as its maker measured it: an IES file (ANSI/IES LM-63, 1986 to 2019, type C) or a EULUMDAT file (LDT).
/// </summary>
/// <param name="Name">The luminaire's, as the file has it; may be empty.</param>
/// <param name="Intensities">In candela, with the lamps of the file.</param>
/// <param name="StatedFluxLm">
/// What the file says leaves the luminaire; null where it says only what the lamps give (IES) or nothing. Compare it with what
/// the table itself sums to.
/// </param>
/// <param name="LampFluxLm">What the file says its lamps give; null: absolute photometry.</param>
public sealed record Photometry(
    string Name,
    IntensityTable Intensities,
    double? StatedFluxLm = null,
    double? LampFluxLm = null
)
{
    const int MostCharacters = 4_000_000;

    /// <summary>Flux leaving the luminaire, summed from its table, lm.</summary>
    public double FluxLm => Intensities.FluxLm;

    /// <summary>Reads either kind, told apart by the line TILT= that every IES file has.</summary>
    /// <exception cref="PhotometryException">It is neither; names the line and the cure.</exception>
    public static Photometry Read(string text)
    {
        if (text.Length > MostCharacters)
        {
            throw new PhotometryException(
                1,
                "the file is longer than any photometric file; send the IES or LDT file itself"
            );
        }

        var lines = text.ReplaceLineEndings("\n").TrimStart('\uFEFF').TrimEnd('\u001A').Split('\n');
        var read = Array.Exists(lines, line => line.StartsWith("TILT=", StringComparison.OrdinalIgnoreCase))
            ? IesFile.Read(lines)
            : LdtFile.Read(lines);
        return read.FluxLm > 0
            ? read
            : throw new PhotometryException(lines.Length, "all intensities are 0: no light leaves it");
    }

    /// <summary>The table with its errors told by line.</summary>
    internal static IntensityTable Table(
        int line,
        double[] planes,
        double[] gammas,
        double[][] candela,
        IntensitySymmetry symmetry
    )
    {
        try
        {
            return new(planes, gammas, candela, symmetry);
        }
        catch (ArgumentException e)
        {
            throw new PhotometryException(line, e.Message);
        }
    }
}

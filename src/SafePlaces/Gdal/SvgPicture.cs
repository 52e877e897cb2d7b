using System.Text;

namespace SafePlaces.Gdal;

/// <summary>Draws an SVG as a PNG, with <c>rsvg-convert</c> in the sandbox.</summary>
static class SvgPicture
{
    static readonly GdalLimits Limits = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), 1L << 30, 64L << 20);

    public static Task<byte[]> Png(string svg, int zoom, CancellationToken cancellation) =>
        Sandbox.Run(
            new("rsvg-convert", ["--format=png", FormattableString.Invariant($"--zoom={zoom}")], Limits)
            {
                Input = new MemoryStream(Encoding.UTF8.GetBytes(svg)),
            },
            cancellation
        );
}

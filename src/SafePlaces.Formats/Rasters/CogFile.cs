using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using SafePlaces.Analysis;
using SafePlaces.Analysis.Density;

namespace SafePlaces.Formats.Rasters;

/// <summary>One band: its cells row by row from the north, what it is called, and whether its values are codes.</summary>
public sealed record CogBand(float[] Cells, string? Description = null, bool IsCodes = false);

/// <summary>
/// A Cloud Optimized GeoTIFF (OGC 21-026) in EPSG:3006: 32-bit floats in deflated tiles of 256, bands interleaved by pixel.
/// Overviews halve the raster until it fits a tile; a cell of one is the mean of those it covers that hold a value, of codes the first. All
/// directories come before all cells, and the smallest overview before the larger ones, so that a reader of a part over the
/// network asks for little. Tiles have the leaders and trailers of GDAL, which then reads one with one request.
/// </summary>
public static class CogFile
{
    const int TileSide = 256;
    const int HeaderBytes = 8;
    const string Description = "TIFFTAG_IMAGEDESCRIPTION";

    /// <summary>What GDAL looks for to know the layout without looking for it.</summary>
    const string Layout =
        "LAYOUT=IFDS_BEFORE_DATA\nBLOCK_ORDER=ROW_MAJOR\nBLOCK_LEADER=SIZE_AS_UINT4\n"
        + "BLOCK_TRAILER=LAST_4_BYTES_REPEATED\nKNOWN_INCOMPATIBLE_EDITION=NO\n ";

    /// <summary>One raster of the pyramid, pixel by pixel.</summary>
    sealed record Raster(int Width, int Height, float[] Cells)
    {
        public int Across => (Width + TileSide - 1) / TileSide;
        public int Down => (Height + TileSide - 1) / TileSide;
    }

    /// <summary>The whole file.</summary>
    /// <param name="grid">Where the cells lie.</param>
    /// <param name="bands">One or more, of the cells of the grid.</param>
    /// <param name="noData">The value of cells that hold none.</param>
    /// <param name="metadata">What GDAL and QGIS show, by name; TIFFTAG_IMAGEDESCRIPTION for programs that know TIFF alone.</param>
    /// <param name="cancellation">Looked at in every tile.</param>
    public static byte[] Write(
        DensityGrid grid,
        IReadOnlyList<CogBand> bands,
        float noData,
        IEnumerable<(string Name, string Value)> metadata,
        CancellationToken cancellation
    )
    {
        var samples = bands.Count;
        var pyramid = new List<Raster> { new(grid.Width, grid.Height, Interleave(bands)) };
        while (Math.Max(pyramid[^1].Width, pyramid[^1].Height) > TileSide)
            pyramid.Add(Halve(pyramid[^1], bands, noData));
        var tiles = pyramid.ConvertAll(raster => Deflate(raster, samples, noData, cancellation));

        var directories = pyramid.ConvertAll(raster =>
            Image(raster, samples, noData, isOverview: raster != pyramid[0])
        );
        var isDescription = metadata.ToLookup(item => item.Name == Description);
        if (isDescription[true].FirstOrDefault() is { Value: { } description })
            directories[0].Ascii(TiffTag.ImageDescription, description);
        directories[0].Ascii(TiffTag.GdalMetadata, Xml(bands, isDescription[false]));
        directories[0].Doubles(TiffTag.ModelPixelScale, grid.CellWidthM, grid.CellHeightM, 0);
        directories[0].Doubles(TiffTag.ModelTiepoint, 0, 0, 0, grid.West, grid.North, 0);
        directories[0].Shorts(TiffTag.GeoKeyDirectory, GeoKeys);

        // the lengths of directories do not depend on the offsets they hold
        var layout = Encoding.ASCII.GetBytes($"GDAL_STRUCTURAL_METADATA_SIZE={Layout.Length:000000} bytes\n{Layout}");
        var firstDirectory = Even(HeaderBytes + layout.Length);
        var at = firstDirectory;
        for (var i = 0; i < directories.Count; i++)
        {
            directories[i].Longs(TiffTag.TileByteCounts, [.. tiles[i].Select(tile => (uint)tile.Length)]);
            directories[i].Longs(TiffTag.TileOffsets, new uint[tiles[i].Length]);
            at += directories[i].Length;
        }
        for (var i = directories.Count - 1; i >= 0; i--)
        {
            var offsets = new uint[tiles[i].Length];
            for (var tile = 0; tile < offsets.Length; tile++)
            {
                offsets[tile] = checked((uint)(at + sizeof(uint)));
                at = checked(at + tiles[i][tile].Length + 2 * sizeof(uint));
            }
            directories[i].Longs(TiffTag.TileOffsets, offsets);
        }

        var file = new byte[at];
        "II*\0"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), firstDirectory);
        layout.CopyTo(file.AsSpan(HeaderBytes));
        at = firstDirectory;
        for (var i = 0; i < directories.Count; i++)
        {
            directories[i].Write(file, at, isLast: i == directories.Count - 1);
            at += directories[i].Length;
        }
        foreach (var tile in Enumerable.Reverse(tiles).SelectMany(level => level))
        {
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), tile.Length);
            tile.CopyTo(file.AsSpan(at + sizeof(uint)));
            tile.AsSpan(^sizeof(uint)..).CopyTo(file.AsSpan(at + sizeof(uint) + tile.Length));
            at += tile.Length + 2 * sizeof(uint);
        }
        return file;
    }

    static int Even(int number) => number + number % 2;

    /// <summary>Projected, cells are areas, EPSG:3006, metres.</summary>
    static readonly ushort[] GeoKeys =
    [
        .. (ushort[])[1, 1, 0, 4],
        .. (ushort[])[1024, 0, 1, 1],
        .. (ushort[])[1025, 0, 1, 1],
        .. (ushort[])[3072, 0, 1, 3006],
        .. (ushort[])[3076, 0, 1, 9001],
    ];

    static TiffDirectory Image(Raster raster, int samples, float noData, bool isOverview)
    {
        var directory = new TiffDirectory();
        if (isOverview)
            directory.Longs(TiffTag.NewSubfileType, 1);
        directory.Longs(TiffTag.ImageWidth, (uint)raster.Width);
        directory.Longs(TiffTag.ImageLength, (uint)raster.Height);
        directory.Shorts(TiffTag.BitsPerSample, Each(32));
        directory.Shorts(TiffTag.Compression, 8);
        directory.Shorts(TiffTag.PhotometricInterpretation, 1);
        directory.Shorts(TiffTag.SamplesPerPixel, (ushort)samples);
        directory.Shorts(TiffTag.PlanarConfiguration, 1);
        directory.Shorts(TiffTag.Predictor, 3);
        directory.Shorts(TiffTag.TileWidth, TileSide);
        directory.Shorts(TiffTag.TileLength, TileSide);
        if (samples > 1)
            directory.Shorts(TiffTag.ExtraSamples, Each(0)[1..]);
        directory.Shorts(TiffTag.SampleFormat, Each(3));
        directory.Ascii(TiffTag.GdalNoData, noData.ToString("R", CultureInfo.InvariantCulture));
        return directory;

        ushort[] Each(ushort value) => [.. Enumerable.Repeat(value, samples)];
    }

    /// <summary>GDAL takes entities out of values once more than XML does.</summary>
    static string Escaped(string value) => System.Security.SecurityElement.Escape(value);

    static string Xml(IReadOnlyList<CogBand> bands, IEnumerable<(string Name, string Value)> metadata) =>
        new XElement(
            "GDALMetadata",
            metadata.Select(item => new XElement("Item", new XAttribute("name", item.Name), Escaped(item.Value))),
            bands
                .Index()
                .Where(band => band.Item.Description is not null)
                .Select(band => new XElement(
                    "Item",
                    new XAttribute("name", "DESCRIPTION"),
                    new XAttribute("sample", band.Index),
                    new XAttribute("role", "description"),
                    Escaped(band.Item.Description!)
                ))
        ).ToString(SaveOptions.DisableFormatting);

    static float[] Interleave(IReadOnlyList<CogBand> bands)
    {
        if (bands is [var only])
            return only.Cells;
        var cells = new float[bands[0].Cells.Length * bands.Count];
        for (var band = 0; band < bands.Count; band++)
        for (var i = 0; i < bands[band].Cells.Length; i++)
            cells[i * bands.Count + band] = bands[band].Cells[i];
        return cells;
    }

    static Raster Halve(Raster fine, IReadOnlyList<CogBand> bands, float noData)
    {
        var samples = bands.Count;
        var coarse = new Raster((fine.Width + 1) / 2, (fine.Height + 1) / 2, []);
        var cells = new float[coarse.Width * coarse.Height * samples];
        for (var i = 0; i < cells.Length; i++)
        {
            var (pixel, sample) = (i / samples, i % samples);
            var (column, row) = (pixel % coarse.Width * 2, pixel / coarse.Width * 2);
            var (sum, held) = (0.0, 0);
            for (var y = row; y < Math.Min(row + 2, fine.Height); y++)
            for (var x = column; x < Math.Min(column + 2, fine.Width); x++)
                if (fine.Cells[(y * fine.Width + x) * samples + sample] is var value && value != noData)
                    (sum, held) = (sum + value, held + 1);
            cells[i] =
                bands[sample].IsCodes ? fine.Cells[(row * fine.Width + column) * samples + sample]
                : held == 0 ? noData
                : (float)(sum / held);
        }
        return coarse with { Cells = cells };
    }

    /// <summary>The tiles row by row; what of one lies outside the raster holds no value.</summary>
    static byte[][] Deflate(Raster raster, int samples, float noData, CancellationToken cancellation)
    {
        var tiles = new byte[raster.Across * raster.Down][];
        Parallel.For(
            0,
            tiles.Length,
            Loops.OnThreadsOfCaller(cancellation),
            tile =>
            {
                var (west, north) = (tile % raster.Across * TileSide, tile / raster.Across * TileSide);
                var line = new float[TileSide * samples];
                var bytes = new byte[TileSide * line.Length * sizeof(float)];
                for (var row = 0; row < TileSide; row++)
                {
                    Array.Fill(line, noData);
                    if (north + row < raster.Height)
                        raster
                            .Cells.AsSpan(
                                ((north + row) * raster.Width + west) * samples,
                                Math.Min(TileSide, raster.Width - west) * samples
                            )
                            .CopyTo(line);
                    Predict(
                        line,
                        samples,
                        bytes.AsSpan(row * line.Length * sizeof(float), line.Length * sizeof(float))
                    );
                }
                using var packed = new MemoryStream();
                using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest))
                    zlib.Write(bytes);
                tiles[tile] = packed.ToArray();
            }
        );
        return tiles;
    }

    /// <summary>
    /// The floating point predictor (Adobe Photoshop TIFF Technical Note 3): all first bytes of a row, then all second ones,
    /// most significant first; then each byte as the difference from that of the pixel before.
    /// </summary>
    static void Predict(ReadOnlySpan<float> line, int samples, Span<byte> bytes)
    {
        for (var i = 0; i < line.Length; i++)
        {
            var bits = BitConverter.SingleToUInt32Bits(line[i]);
            bytes[i] = (byte)(bits >> 24);
            bytes[line.Length + i] = (byte)(bits >> 16);
            bytes[2 * line.Length + i] = (byte)(bits >> 8);
            bytes[3 * line.Length + i] = (byte)bits;
        }
        for (var i = bytes.Length - 1; i >= samples; i--)
            bytes[i] -= bytes[i - samples];
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using SafePlaces.Analysis.Density;
using SafePlaces.Analysis.Risk;
using SafePlaces.Formats.Rasters;
using SafePlaces.Gdal;
using SafePlaces.Tests.Gdal;

namespace SafePlaces.Tests.Heatmaps;

/// <summary>What GDAL reads of a file is what was put into it, and the bytes lie as a Cloud Optimized GeoTIFF has them.</summary>
public sealed class CogFileTests
{
    const float NoData = -9999;

    static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    static readonly (string, string)[] Metadata =
    [
        ("TIFFTAG_IMAGEDESCRIPTION", "Otrygga platser: åäö"),
        ("HEATMAP_TITLE", "Årby & <Ö>"),
        ("HEATMAP_BANDWIDTHM", "150"),
    ];

    /// <summary>Smooth as a density is, with a hole and something beside it.</summary>
    static float[] Cells(int width, int height, int seed) =>
        [
            .. Enumerable
                .Range(0, width * height)
                .Select(i =>
                    i % width > width / 2 && i / width < height / 3 ? NoData
                    : i == 0 ? -1e-30f
                    : (float)(1e-4 * seed * (1 + Math.Sin(i % width / 40.0) * Math.Cos(i / width / 30.0)))
                ),
        ];

    public static readonly TheoryData<int, int, int> Sizes = new()
    {
        { 1, 1, 1 },
        { 256, 256, 1 },
        { 257, 3, 1 },
        { 50, 40, 3 },
        { 700, 531, 1 },
        { 1031, 600, 2 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task GDAL_reads_what_was_written(int width, int height, int bands)
    {
        var cells = Enumerable.Range(1, bands).Select(band => Cells(width, height, band)).ToArray();
        using var folder = new TemporaryFolder();
        var file = await Write(
            folder,
            width,
            height,
            [.. cells.Select((band, i) => new CogBand(band, $"år {2024 + i}"))]
        );

        var info = await Info(file);
        info.GetProperty("size").EnumerateArray().Select(n => n.GetInt32()).ShouldBe([width, height]);
        info.GetProperty("coordinateSystem")
            .GetProperty("wkt")
            .GetString()!
            .TrimEnd()
            .ShouldEndWith("""ID["EPSG",3006]]""");
        info.GetProperty("geoTransform")
            .EnumerateArray()
            .Select(n => n.GetDouble())
            .ShouldBe([362_000.5, 60.546875, 0, 6_415_000, 0, -31.25]);
        var metadata = info.GetProperty("metadata");
        metadata.GetProperty("").GetProperty("TIFFTAG_IMAGEDESCRIPTION").GetString().ShouldBe("Otrygga platser: åäö");
        metadata.GetProperty("").GetProperty("HEATMAP_TITLE").GetString().ShouldBe("Årby & <Ö>");
        metadata.GetProperty("").GetProperty("HEATMAP_BANDWIDTHM").GetString().ShouldBe("150");
        metadata.GetProperty("").GetProperty("AREA_OR_POINT").GetString().ShouldBe("Area");
        metadata.GetProperty("IMAGE_STRUCTURE").GetProperty("LAYOUT").GetString().ShouldBe("COG");
        metadata.GetProperty("IMAGE_STRUCTURE").GetProperty("COMPRESSION").GetString().ShouldBe("DEFLATE");
        foreach (var (band, i) in info.GetProperty("bands").EnumerateArray().Select((band, i) => (band, i)))
        {
            band.GetProperty("type").GetString().ShouldBe("Float32");
            band.GetProperty("block").EnumerateArray().Select(n => n.GetInt32()).ShouldBe([256, 256]);
            band.GetProperty("noDataValue").GetDouble().ShouldBe(NoData);
            band.GetProperty("description").GetString().ShouldBe($"år {2024 + i}");
            (await Read(folder, file, i + 1)).AsSpan().SequenceEqual(cells[i]).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Overviews_hold_the_means_of_the_cells_that_have_a_value_and_of_codes_the_first()
    {
        const int width = 1031;
        const int height = 600;
        var (values, codes) = (Cells(width, height, 1), Cells(width, height, 2));
        using var folder = new TemporaryFolder();
        var file = await Write(folder, width, height, [new(values), new(codes, IsCodes: true)]);
        (await Info(file))
            .GetProperty("bands")[0]
            .GetProperty("overviews")
            .EnumerateArray()
            .Select(overview => string.Join('x', overview.GetProperty("size").EnumerateArray()))
            .ShouldBe(["516x300", "258x150", "129x75"]);

        var (means, first) = (
            await Read(folder, file, 1, "-oo", "OVERVIEW_LEVEL=0"),
            await Read(folder, file, 2, "-oo", "OVERVIEW_LEVEL=0")
        );
        for (var i = 0; i < means.Length; i++)
        {
            var (column, row) = (i % 516 * 2, i / 516 * 2);
            var held = new[] { (0, 0), (1, 0), (0, 1), (1, 1) }
                .Where(by => column + by.Item1 < width && row + by.Item2 < height)
                .Select(by => values[(row + by.Item2) * width + column + by.Item1])
                .Where(value => value != NoData)
                .ToArray();
            means[i].ShouldBe(held.Length == 0 ? NoData : held.Average(), 1e-10);
            first[i].ShouldBe(codes[row * width + column]);
        }
    }

    [Fact]
    public void Directories_lie_before_cells_and_overviews_before_what_they_overlook()
    {
        var file = CogFile.Write(Grid(1031, 600), [new(Cells(1031, 600, 1))], NoData, Metadata, Cancellation);
        var ghost = Encoding.ASCII.GetString(file, 8, 43);
        ghost.ShouldStartWith("GDAL_STRUCTURAL_METADATA_SIZE=");
        var behind = 8 + 43 + int.Parse(ghost.AsSpan(30, 6), CultureInfo.InvariantCulture);

        var images = new List<(int Directory, long[] Offsets, long[] Lengths)>();
        for (var at = Number(4); at != 0; at = Number(at + 2 + 12 * Short(at)))
        {
            var entries = Enumerable.Range(0, Short(at)).Select(i => at + 2 + 12 * i).ToDictionary(Short);
            entries.Keys.ShouldBeInOrder();
            images.Add((at, Longs(entries[324]), Longs(entries[325])));
        }
        images.Count.ShouldBe(4);
        images[0].Directory.ShouldBe(behind + behind % 2);
        images.Select(image => image.Directory).ShouldBeInOrder();
        var tiles = Enumerable.Reverse(images).SelectMany(image => image.Offsets.Zip(image.Lengths)).ToList();
        tiles.Count.ShouldBe(1 + 2 + 3 * 2 + 5 * 3);
        long end = images[^1].Directory;
        foreach (var (offset, length) in tiles)
        {
            offset.ShouldBeGreaterThan(end);
            Number((int)offset - 4).ShouldBe((int)length);
            end = offset + length;
            file.AsSpan((int)end, 4).SequenceEqual(file.AsSpan((int)end - 4, 4)).ShouldBeTrue();
        }
        file.Length.ShouldBe((int)end + 4);

        int Short(int at) => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at));
        int Number(int at) => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at));
        long[] Longs(int entry) =>
            Number(entry + 4) == 1
                ? [Number(entry + 8)]
                : [.. Enumerable.Range(0, Number(entry + 4)).Select(i => (long)Number(Number(entry + 8) + 4 * i))];
    }

    [Fact]
    public void Cancelled_work_writes_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Should.Throw<OperationCanceledException>(() =>
            CogFile.Write(Grid(4, 4), [new(new float[16])], NoData, [], cancelled.Token)
        );
    }

    static DensityGrid Grid(int width, int height) =>
        DensityGrid.Dividing(
            new(362_000.5, 362_000.5 + width * 60.546875, 6_415_000 - height * 31.25, 6_415_000),
            width,
            height
        );

    static async Task<string> Write(TemporaryFolder folder, int width, int height, CogBand[] bands)
    {
        var file = folder.File("written.tif");
        await File.WriteAllBytesAsync(
            file,
            CogFile.Write(Grid(width, height), bands, NoData, Metadata, Cancellation),
            Cancellation
        );
        return file;
    }

    static async Task<JsonElement> Info(string file) =>
        JsonDocument.Parse(await Judge.Run("gdalinfo", ["-json", file])).RootElement;

    static async Task<float[]> Read(TemporaryFolder folder, string file, int band, params string[] options)
    {
        var raw = folder.File("read.img");
        string[] arguments =
        [
            "-q",
            "-of",
            "ENVI",
            "-b",
            band.ToString(CultureInfo.InvariantCulture),
            .. options,
            file,
            raw,
        ];
        await Judge.Run("gdal_translate", arguments);
        return MemoryMarshal.Cast<byte, float>(await File.ReadAllBytesAsync(raw, Cancellation)).ToArray();
    }
}

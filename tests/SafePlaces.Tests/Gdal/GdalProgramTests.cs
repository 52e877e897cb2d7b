using System.Text;
using SafePlaces.Analysis.Risk;
using SafePlaces.Gdal;

namespace SafePlaces.Tests.Gdal;

public sealed class GdalProgramTests
{
    const string Vrt =
        """<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>""";

    static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Returns_what_the_program_writes()
    {
        var output = await GdalProgram.Run(
            new("gdalsrsinfo", GdalFormat.None, GdalFormat.None, "-o", "proj4", "EPSG:3006"),
            Cancellation
        );
        Encoding.UTF8.GetString(output).ShouldContain("+proj=utm +zone=33");
    }

    [Fact]
    public async Task A_failure_carries_the_last_words()
    {
        var failure = await Should.ThrowAsync<GdalException>(() =>
            GdalProgram.Run(
                new("ogr2ogr", GdalFormat.GeoPackage, GdalFormat.GeoJson, "/vsistdout/", "/nowhere/å.gpkg"),
                Cancellation
            )
        );
        failure.Message.ShouldContain("/nowhere/å.gpkg");
    }

    [Theory]
    [InlineData("ogrinfo")]
    [InlineData("gdalinfo")]
    public async Task Only_the_formats_stated_are_known(string program)
    {
        (await Known(program, GdalFormat.Gml, GdalFormat.GeoJson)).ShouldBeSubsetOf(["GML", "GeoJSON"]);
        (await Known(program, GdalFormat.Shapefile, GdalFormat.None)).ShouldBeSubsetOf(["ESRI Shapefile"]);
        (await Known(program, GdalFormat.None, GdalFormat.None)).ShouldBeEmpty();
        (await Known("ogrinfo", GdalFormat.Gml, GdalFormat.GeoJson)).Count.ShouldBe(2);

        static async Task<List<string>> Known(string program, GdalFormat reads, GdalFormat writes) =>
            [
                .. Encoding
                    .UTF8.GetString(await GdalProgram.Run(new(program, reads, writes, "--formats"), Cancellation))
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Where(line => line.StartsWith("  ", StringComparison.Ordinal))
                    .Select(line => line.Split(" -")[0].Trim()),
            ];
    }

    /// <summary>Whatever a file is called and says it is.</summary>
    [Theory]
    [InlineData("ogrinfo", "GML", "file.gml")]
    [InlineData("ogrinfo", "GPKG", "file.vrt")]
    [InlineData("ogrinfo", "ESRI Shapefile", "file.shp")]
    [InlineData("gdalsrsinfo", "GML", "file.gml")]
    [InlineData("gdal_contour", "GTiff", "file.tif")]
    public async Task A_description_of_other_sources_is_opened_by_no_program(string program, string driver, string name)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("upload"), Vrt, Cancellation);
        GdalFormat[] formats = [GdalFormat.Gml, GdalFormat.GeoPackage, GdalFormat.Shapefile, GdalFormat.GeoTiff];
        string[] output = program == "gdal_contour" ? ["-i", "1", "/in/" + name, "/tmp/a"] : ["/in/" + name];
        var failure = await Should.ThrowAsync<GdalException>(() =>
            GdalProgram.Run(
                new(program, Array.Find(formats, format => format.Driver == driver)!, GdalFormat.None, output)
                {
                    File = folder.File("upload"),
                    FileName = name,
                },
                Cancellation
            )
        );
        failure.Message.ShouldNotContain("root:");
    }
}

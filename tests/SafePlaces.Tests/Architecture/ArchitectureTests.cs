using System.Text.RegularExpressions;
using NetArchTest.Rules;
using SafePlaces.Analysis.Crs;
using SafePlaces.Data;

namespace SafePlaces.Tests.Architecture;

/// <summary>
/// The house: Analysis ← Formats ← Data ← the service, which the compiler holds; within the service, who may use whom, which this
/// test holds on types.
/// </summary>
public sealed partial class ArchitectureTests
{
    /// <summary>What each part of the service may use of the service. A part that is not named is not there.</summary>
    static readonly Dictionary<string, string[]> MayUse = new(StringComparer.Ordinal)
    {
        ["Http"] = [],
        ["Gdal"] = ["Http"],
        ["Access"] = ["Http"],
        ["Health"] = ["Http", "Access"],
        ["Pages"] = ["Http"],
        ["Ogc"] = ["Http", "Access"],
        ["Ogc.Features"] = ["Http", "Access", "Gdal", "Ogc"],
        ["Ogc.Tiles"] = ["Http", "Access", "Ogc"],
        ["Ogc.Styles"] = ["Http", "Access", "Gdal", "Ogc"],
        ["Ogc.Processes"] = ["Http", "Access", "Ogc"],
        ["Heatmaps"] = ["Http", "Access", "Gdal", "Ogc", "Ogc.Processes"],
        ["Risk"] = ["Http", "Access", "Ogc", "Ogc.Processes"],
        ["SiteChecks"] = ["Http", "Access"],
        ["Reports"] = ["Http", "Access"],
        ["Releases"] = ["Http", "Access"],
        ["Imports"] = ["Http", "Access", "Gdal"],
    };

    /// <summary>Longer than 300 lines, and why.</summary>
    static readonly Dictionary<string, string> Long = new(StringComparer.Ordinal)
    {
        ["src/SafePlaces/Gdal/Sandbox.cs"] = "how a child program is shut in, in one place",
        ["src/SafePlaces/Heatmaps/HeatTilesEndpoints.cs"] = "three addresses of one picture and their documents",
        ["src/SafePlaces/Heatmaps/HeatmapCommand.cs"] = "the options of one command",
        ["src/SafePlaces/Heatmaps/Questions/HeatmapParameters.cs"] = "one parameter after another",
        ["src/SafePlaces/Heatmaps/Questions/HeatmapQuery.cs"] = "one question, and the rules that make it complete",
        ["src/SafePlaces/Http/GeoJson.cs"] = "one reader of bodies",
        ["src/SafePlaces/Imports/SourceFile.cs"] = "one way from a file to features",
        ["src/SafePlaces/Imports/Staging.cs"] = "one import, from the staging table to the layer",
        ["src/SafePlaces/Ogc/Features/Formats/GdalExport.cs"] = "one way from features to a file of GDAL",
        ["src/SafePlaces/Ogc/Features/ItemsEndpoints.cs"] = "a page and a feature in all their forms",
        ["src/SafePlaces/Ogc/Styles/Qgis/QgisProject.cs"] = "one document",
        ["src/SafePlaces/Ogc/Tiles/TileReader.cs"] = "the two ways to a tile",
        ["src/SafePlaces/Ogc/Tiles/TilesetEndpoints.cs"] = "the documents of OGC API Tiles",
    };

    [Fact]
    public void Namespace_is_folder()
    {
        foreach (var (file, text) in Sources("src", "tests"))
        {
            var parts = file.Split('/');
            var expected = string.Join('.', parts[1..^1]);
            if (Namespace().Match(text) is { Success: true } found)
                found.Groups[1].Value.ShouldBe(expected, file);
        }
    }

    [Fact]
    public void A_part_of_the_service_uses_only_parts_it_may()
    {
        var service = Types.InAssembly(typeof(Service).Assembly);
        foreach (var (part, may) in MayUse)
        {
            string[] others = [.. MayUse.Keys.Where(other => other != part && !may.Contains(other))];
            var types = Of(service, part);
            types.GetTypes().ShouldNotBeEmpty(part);
            foreach (var other in others)
            {
                var targets = Of(service, other).GetTypes().Select(type => type.FullName).ToArray();
                var wrong = types.Should().NotHaveDependencyOnAny(targets).GetResult();
                wrong.IsSuccessful.ShouldBeTrue(
                    $"{part} uses {other}: {string.Join(", ", wrong.FailingTypes?.Select(type => type.FullName) ?? [])}"
                );
            }
        }
    }

    /// <summary>The types of a part, without those of a part within it that has a row of its own.</summary>
    static PredicateList Of(Types service, string part)
    {
        var types = service.That().ResideInNamespaceMatching($@"^SafePlaces\.{Regex.Escape(part)}(\.|$)");
        foreach (var inner in MayUse.Keys.Where(other => other.StartsWith(part + ".", StringComparison.Ordinal)))
            types = types.And().DoNotResideInNamespaceMatching($@"^SafePlaces\.{Regex.Escape(inner)}(\.|$)");
        return types;
    }

    [Fact]
    public void Every_part_of_the_service_has_a_row()
    {
        foreach (var file in Sources("src").Select(source => source.File))
            if (file.Split('/') is ["src", "SafePlaces", var part, _, ..])
                MayUse.Keys.ShouldContain(part, file);
    }

    [Fact]
    public void Analysis_and_formats_are_pure()
    {
        string[] impure =
        [
            "System.IO.File",
            "System.IO.Directory",
            "System.Net.Http",
            "System.Net.Sockets",
            "System.Diagnostics.Process",
            "System.Console",
            "Npgsql",
            "Microsoft.AspNetCore",
            "Microsoft.EntityFrameworkCore",
        ];
        foreach (
            var assembly in (System.Reflection.Assembly[])[typeof(KnownCrs).Assembly, typeof(Formats.Wkt).Assembly]
        )
        foreach (var one in impure)
        {
            var wrong = Types.InAssembly(assembly).Should().NotHaveDependencyOnAny(one).GetResult();
            wrong.IsSuccessful.ShouldBeTrue(
                $"{one}: {string.Join(", ", wrong.FailingTypes?.Select(type => type.FullName) ?? [])}"
            );
        }
    }

    [Fact]
    public void Data_knows_no_request()
    {
        var wrong = Types
            .InAssembly(typeof(Databases).Assembly)
            .Should()
            .NotHaveDependencyOnAny("Microsoft.AspNetCore", "System.Security.Claims")
            .GetResult();
        wrong.IsSuccessful.ShouldBeTrue(string.Join(", ", wrong.FailingTypes?.Select(type => type.FullName) ?? []));
    }

    [Fact]
    public void A_file_of_the_service_is_no_longer_than_300_lines_without_a_reason()
    {
        var files = Sources("src")
            .Where(source => source.File.StartsWith("src/SafePlaces/", StringComparison.Ordinal))
            .Where(source => source.Text.AsSpan().Count('\n') > 300)
            .Select(source => source.File)
            .Order(StringComparer.Ordinal);
        files.ShouldBe(Long.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>A program that reads what came from outside runs in the sandbox, GDAL's with their formats stated: no other way is written.</summary>
    [Fact]
    public void Child_programs_are_started_in_the_sandbox()
    {
        foreach (var (file, text) in Sources("src"))
        {
            if (file is not ("src/SafePlaces/Gdal/Sandbox.cs" or "src/SafePlaces/Gdal/ChildStarter.cs"))
                Started().IsMatch(text).ShouldBeFalse($"{file} starts a process");
            if (!file.StartsWith("src/SafePlaces/Gdal/", StringComparison.Ordinal))
                text.ShouldNotContain("Sandbox.Run", Case.Sensitive, $"{file} goes past GdalProgram and SvgPicture");
        }
    }

    static IEnumerable<(string File, string Text)> Sources(params string[] roots) =>
        from root in roots
        from path in Directory.EnumerateFiles(
            Path.Combine(RealData.Repository, root),
            "*.cs",
            SearchOption.AllDirectories
        )
        let file = Path.GetRelativePath(RealData.Repository, path).Replace('\\', '/')
        where !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)
        select (file, File.ReadAllText(path));

    [GeneratedRegex(@"^namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\bProcessStartInfo\b|\bProcess\.Start\b")]
    private static partial Regex Started();
}

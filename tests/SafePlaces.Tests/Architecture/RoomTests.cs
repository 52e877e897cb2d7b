using System.Text.RegularExpressions;

namespace SafePlaces.Tests.Architecture;

/// <summary>The rooms of the design: a namespace is its folder, and a room uses only the rooms it may.</summary>
public sealed partial class RoomTests
{
    static readonly string[] Capabilities =
    [
        "Features",
        "Tiles",
        "Styles",
        "Heatmaps",
        "Risk",
        "Assessments",
        "Imports",
        "Exports",
        "Reports",
        "Releases",
        "Access",
        "Page",
    ];

    static readonly Dictionary<string, string[]> May = new()
    {
        ["Gdal"] = ["Http"],
        ["Http"] = ["Analysis"],
        ["Layers"] = ["Analysis", "Http"],
        ["Storage"] = ["Analysis", "Http", "Layers"],
        ["Cql2"] = ["Analysis", "Http", "Storage"],
        ["Jobs"] = ["Http", "Storage"],
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
    public void A_room_uses_only_rooms_it_may()
    {
        foreach (
            var (file, text) in Sources("src")
                .Where(source => source.File.StartsWith("src/SafePlaces/", StringComparison.Ordinal))
        )
        {
            var parts = file.Split('/');
            if (parts.Length < 4)
                continue; // Program.cs and Service.cs: the contents page
            var room = parts[2];
            var allowed =
                May.GetValueOrDefault(room)
                ?? (
                    Capabilities.Contains(room)
                        ? ["Analysis", "Cql2", "Gdal", "Http", "Jobs", "Layers", "Storage"]
                        : throw new InvalidOperationException($"{room} is no room of the design")
                );
            foreach (
                var used in Using().Matches(text).Select(match => match.Groups[1].Value).Where(used => used != room)
            )
                allowed.ShouldContain(used, $"{file} uses {used}");
        }
    }

    [Fact]
    public void Analysis_is_pure()
    {
        foreach (
            var (file, text) in Sources("src")
                .Where(source => source.File.StartsWith("src/SafePlaces.Analysis/", StringComparison.Ordinal))
        )
        {
            Using().Matches(text).Select(match => match.Groups[1].Value).ShouldAllBe(used => used == "Analysis", file);
            Impure().IsMatch(text).ShouldBeFalse($"{file} does input or output");
        }
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

    [GeneratedRegex(@"^using\s+(?:static\s+)?(?:\w+\s*=\s*)?SafePlaces\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"\bProcessStartInfo\b|\bProcess\.Start\b")]
    private static partial Regex Started();

    [GeneratedRegex(@"\b(File|Directory|HttpClient|NpgsqlConnection|Console|Environment)\.")]
    private static partial Regex Impure();
}

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

    [GeneratedRegex(@"\b(File|Directory|HttpClient|NpgsqlConnection|Console|Environment)\.")]
    private static partial Regex Impure();
}

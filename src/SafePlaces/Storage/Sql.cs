using System.Collections.Concurrent;
using System.Reflection;

namespace SafePlaces.Storage;

/// <summary>SQL kept in files beside the code that runs it, and the quoting of identifiers from the catalogue.</summary>
static class Sql
{
    static readonly ConcurrentDictionary<string, string> Files = [];

    /// <summary>The text of an embedded file, by its path in the source tree: <c>Storage/catalogue.sql</c>.</summary>
    public static string File(string path) =>
        Files.GetOrAdd(
            path,
            static path =>
            {
                using var stream =
                    Assembly.GetExecutingAssembly().GetManifestResourceStream(path)
                    ?? throw new InvalidOperationException($"{path} is not embedded");
                return new StreamReader(stream).ReadToEnd();
            }
        );

    /// <summary>An identifier, quoted. Identifiers come only from the catalogue.</summary>
    public static string Quote(string identifier) =>
        '"' + identifier.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}

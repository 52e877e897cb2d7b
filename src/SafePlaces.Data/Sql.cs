using System.Collections.Concurrent;
using System.Reflection;

namespace SafePlaces.Data;

/// <summary>SQL kept in files beside the code that runs it, and the quoting of identifiers from the catalogue.</summary>
public static class Sql
{
    static readonly ConcurrentDictionary<(Assembly, string), string> Files = [];

    /// <summary>The text of the embedded file of this name that lies beside a class.</summary>
    public static string File(Type beside, string name)
    {
        var assembly = beside.Assembly;
        var folder = beside.Namespace![assembly.GetName().Name!.Length..].TrimStart('.').Replace('.', '/');
        return File(assembly, folder.Length == 0 ? name : $"{folder}/{name}");
    }

    /// <summary>The text of an embedded file, by its path in its project.</summary>
    public static string File(Assembly assembly, string path) =>
        Files.GetOrAdd(
            (assembly, path),
            static key =>
            {
                using var stream =
                    key.Item1.GetManifestResourceStream(key.Item2)
                    ?? throw new InvalidOperationException($"{key.Item2} is not embedded");
                return new StreamReader(stream).ReadToEnd();
            }
        );

    /// <summary>An identifier, quoted. Identifiers come only from the catalogue.</summary>
    public static string Quote(string identifier) =>
        '"' + identifier.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}

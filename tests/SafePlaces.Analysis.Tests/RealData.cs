namespace SafePlaces.Analysis.Tests;

/// <summary>
/// Test data made by others, kept outside the repository: in SAFEPLACES_REALDATA, else in ../shared/realdata beside it.
/// Missing, it skips the test with the reason; where CI=true it fails it.
/// </summary>
static class RealData
{
    public static string File(params string[] path)
    {
        var file = Path.Combine([Folder(), .. path]);
        if (!System.IO.File.Exists(file))
        {
            var reason = $"{file} is missing: set SAFEPLACES_REALDATA to the folder of real data.";
            if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            {
                Assert.Fail(reason);
            }

            Assert.Skip(reason);
        }

        return file;
    }

    static string Folder()
    {
        if (Environment.GetEnvironmentVariable("SAFEPLACES_REALDATA") is { Length: > 0 } stated)
        {
            return stated;
        }

        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "SafePlaces.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.Parent?.FullName ?? "..", "shared", "realdata");
    }
}

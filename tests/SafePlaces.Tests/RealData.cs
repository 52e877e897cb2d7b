namespace SafePlaces.Tests;

/// <summary>
/// Real data with numbers counted by others: SAFEPLACES_REALDATA, or ../shared/realdata beside the repository. Missing
/// is a failure with CI=true and a stated skip elsewhere, so that a stranger's clone passes.
/// </summary>
static class RealData
{
    public static string Path(params string[] parts)
    {
        var folder =
            Environment.GetEnvironmentVariable("SAFEPLACES_REALDATA")
            ?? System.IO.Path.Combine(Repository, "..", "shared", "realdata");
        if (!Directory.Exists(folder))
        {
            const string why = "the real data is not beside this clone: set SAFEPLACES_REALDATA";
            if (Environment.GetEnvironmentVariable("CI") == "true")
                Assert.Fail(why);
            Assert.Skip(why);
        }
        return System.IO.Path.Combine([folder, .. parts]);
    }

    /// <summary>The root of the checkout.</summary>
    public static string Repository
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
                if (File.Exists(System.IO.Path.Combine(folder.FullName, "SafePlaces.sln")))
                    return folder.FullName;
            throw new DirectoryNotFoundException("no SafePlaces.sln above the test assembly");
        }
    }
}

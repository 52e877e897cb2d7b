using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Http;

namespace SafePlaces.Imports;

/// <summary>
/// <c>safeplaces import FILE --layer …</c>, as an officer: whoever holds the logins of the service could read and write the same
/// by hand. <c>safeplaces demo</c> besides makes tables in schema reference, as the owner of the database.
/// </summary>
static partial class ImportCommand
{
    const string DemoSource = "demo-city";

    public static Command Build(Func<IServiceProvider> services)
    {
        var file = new Argument<FileInfo>("file");
        file.AcceptExistingOnly();
        var layer = new Option<string>("--layer")
        {
            Description = "the layer it goes into: " + string.Join(", ", Layer.Written.Select(known => known.Id)),
            Required = true,
        };
        layer.AcceptOnlyFromAmong([.. Layer.Written.Select(known => known.Id)]);
        var mapping = new Option<string?>("--mapping")
        {
            Description = "name of a built-in mapping, or a mapping file",
        };
        var source = new Option<string?>("--source")
        {
            Description = "the register it comes from; else the file's name",
        };
        var crs = new Option<string?>("--crs") { Description = "its CRS, where the file does not say: EPSG:3008" };
        var fileLayer = new Option<string?>("--file-layer") { Description = "which layer of a file that has several" };
        var area = new Option<string?>("--area-of-use")
        {
            Description =
                $"west,south,east,north in degrees that coordinates must lie in; else SAFEPLACES_AREA_OF_USE, else {AreaOfUse.Sweden}",
        };
        var command = new Command("import", "Import a file into a layer: all of its good rows, or none.")
        {
            file,
            layer,
            mapping,
            source,
            crs,
            fileLayer,
            area,
        };
        command.SetAction(
            (parsed, cancellation) =>
                Told(async () =>
                {
                    var path = parsed.GetValue(file)!;
                    var into = Layer.Find(parsed.GetValue(layer)!)!;
                    var order = new ImportOrder(path.FullName, path.Name, into)
                    {
                        Mapping = parsed.GetValue(mapping) is { } name ? FindMapping(name, into) : null,
                        Source = parsed.GetValue(source),
                        Crs = parsed.GetValue(crs),
                        FileLayer = parsed.GetValue(fileLayer),
                        Area = parsed.GetValue(area) is { } text ? AreaOfUse.Parse(text) : null,
                    };
                    await Run(services(), order, cancellation);
                })
        );
        return command;
    }

    /// <summary>Loads the made-up town, once.</summary>
    public static Command BuildDemo(Func<IServiceProvider> services)
    {
        var command = new Command("demo", "Load the made-up demo town, unless it is there already.");
        command.SetAction(
            (_, cancellation) =>
                Told(async () =>
                {
                    var folder = DemoFolder();
                    foreach (var layer in Layer.Written) // unsafe spots come before the measures that answer them
                    {
                        var path = Path.Combine(folder, layer.Id + ".geojson");
                        if (!File.Exists(path))
                            continue;
                        if (await Holds(services(), layer, cancellation))
                            Console.WriteLine($"{layer.Id}: there already");
                        else
                            await Run(
                                services(),
                                new(path, Path.GetFileName(path), layer) { Source = DemoSource },
                                cancellation
                            );
                    }
                    if (Path.Combine(folder, "reference") is var reference && Directory.Exists(reference))
                        await DemoReference.Load(
                            reference,
                            services().GetRequiredService<Databases>().Owner,
                            cancellation
                        );
                })
        );
        return command;
    }

    static async Task<bool> Holds(IServiceProvider services, Layer layer, CancellationToken cancellation)
    {
        await using var command = services
            .GetRequiredService<Databases>()
            .As(Role.Officer)
            .CreateCommand($"select exists (select from safeplaces.{Sql.Quote(layer.Table)} where source = $1)");
        command.Parameters.Add(new() { Value = DemoSource });
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>SAFEPLACES_DEMO, or data/demo beside the program or above it.</summary>
    static string DemoFolder()
    {
        if (Environment.GetEnvironmentVariable("SAFEPLACES_DEMO") is { Length: > 0 } set)
            return Directory.Exists(set)
                ? set
                : throw new DirectoryNotFoundException($"SAFEPLACES_DEMO: there is no folder {set}");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "data", "demo") is var found && Directory.Exists(found))
                return found;
        throw new DirectoryNotFoundException("The demo town is not here: set SAFEPLACES_DEMO to its folder.");
    }

    static Mapping FindMapping(string name, Layer layer) =>
        File.Exists(name) ? Mapping.Parse(File.ReadAllText(name), layer) : Mapping.BuiltIn(name, layer);

    static async Task Run(IServiceProvider services, ImportOrder order, CancellationToken cancellation)
    {
        var result = await services
            .GetRequiredService<Importer>()
            .Run(
                order,
                services.GetRequiredService<Databases>().As(Role.Officer),
                Console.Error.WriteLine,
                cancellation
            );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Collection} from {result.Source} ({result.Crs}): {result.Read} read, {result.Added} added, {result.Changed} changed, {result.Unchanged} unchanged, {result.Rejected} rejected, {result.Seconds:0.0} s"
            )
        );
        // one line a kind of reason: the same but for its numbers
        foreach (
            var kind in result.Rejections.GroupBy(rejection =>
                (rejection.Field, Number().Replace(rejection.Reason, "#"))
            )
        )
        {
            var rows =
                string.Join(", ", kind.Take(5).Select(rejection => rejection.Row)) + (kind.Count() > 5 ? " …" : "");
            Console.WriteLine($"  {kind.Count()} rejected: {kind.Key.Field} {kind.First().Reason} (rows {rows})");
        }
        if (result.RejectionsNotListed > 0)
            Console.WriteLine($"  {result.RejectionsNotListed} more rejected, not listed");
        if (result.Ignored.Count > 0)
            Console.WriteLine($"  no column for: {string.Join(", ", result.Ignored)}");
    }

    [GeneratedRegex(@"-?\d+(\.\d+)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();

    /// <summary>What the user can mend is said in a line, with exit code 1.</summary>
    static async Task<int> Told(Func<Task> run)
    {
        try
        {
            await run();
            return 0;
        }
        catch (Exception wrong) when (ProblemHandler.Known(wrong) is { } problem)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 1;
        }
        catch (Exception wrong) when (wrong is FormatException or IOException)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 1;
        }
    }
}

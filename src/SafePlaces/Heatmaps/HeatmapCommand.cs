using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Primitives;
using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Hours;
using SafePlaces.Data;
using SafePlaces.Formats.Text;
using SafePlaces.Gdal;
using SafePlaces.Heatmaps.Drawing;
using SafePlaces.Heatmaps.Points;
using SafePlaces.Heatmaps.Questions;
using SafePlaces.Heatmaps.Writing;
using SafePlaces.Http;

namespace SafePlaces.Heatmaps;

/// <summary>
/// <c>safeplaces heatmap --area "Norrby" --since 2025-01-01 -o norrby.png</c>: the question of <c>/heatmaps</c>, asked by
/// whoever holds the database, who sees what an officer sees. One line on standard output; the file is whole or not there.
/// </summary>
static partial class HeatmapCommand
{
    static readonly Dictionary<string, MediaType> Forms = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = MediaType.Png,
        [".tif"] = MediaType.GeoTiff,
        [".tiff"] = MediaType.GeoTiff,
        [".json"] = MediaType.JsonDocument,
        [".geojson"] = HeatmapForms.Cells,
        [".gpkg"] = HeatmapForms.CellsGeoPackage,
    };

    static readonly Option<string?> Area = Text(
        "area",
        "name of a focus area; collection/featureId of a polygon; west,south,east,north in degrees; or a GeoJSON file"
    );
    static readonly Option<string?> Since = Text("since", "first day, as 2025-01-01");
    static readonly Option<string?> Until = Text("until", "last day, that day included");
    static readonly Option<string?> CompareSince = Text("compare-since", "first day of the period to subtract");
    static readonly Option<string?> CompareUntil = Text("compare-until", "its last day, that day included");
    static readonly Option<bool> Contours = new("--contours")
    {
        Description = "with .geojson or .gpkg: lines of equal density instead of cells",
    };
    static readonly Option<bool> Dark = new("--dark") { Description = "only what was seen after dark" };
    static readonly Option<bool> Light = new("--light") { Description = "only what was seen in daylight" };
    static readonly Option<string> LayerId = new("--layer")
    {
        Description = "a layer of points",
        DefaultValueFactory = _ => "unsafe-spots",
    };
    static readonly Option<string[]> Filters = new("--filter")
    {
        Description =
            "column=value, or CQL2: \"severity >= 3 and category in ('lighting', 'isolation')\"; also several",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Options that are parameters of the query under the same name.</summary>
    static readonly Option<string?>[] Parameters =
    [
        Text("bandwidth", "radius within which a report counts, metres; else 200"),
        Text("cell", "side of a cell, metres; else at most 512 cells to a side"),
        Text("weight", "what a report counts: none (one each), severity or decayed"),
        Text("half-life-days", "with --weight decayed: days in which a report loses half its weight; else 180"),
        Text("status-weights", "with --weight decayed: what a status counts, as received:0.5,resolved:0.2"),
        Text("hours", "time of day by the clock in Sweden, as 18-02"),
        Text("per", "hold reports against a layer: walk-routes, per km of path; or per feature of another"),
        Text("periods", "several intervals, as 2024-01-01/2024-12-31,2025-01-01/2025-12-31: one map each"),
        Text("maximum", "where the colours end, in the unit of .json"),
        Text("chance", "0: do not try against chance"),
        Text("lang", "language of the picture, sv or en; else sv"),
    ];
    static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "file to write: a picture .png, a GeoTIFF .tif, .json; cells as .geojson or .gpkg",
        Required = true,
    };

    public static Command Build(Func<IServiceProvider> services)
    {
        var command = new Command("heatmap", "Where points lie dense, as a picture to print, a GeoTIFF or JSON.");
        foreach (
            var option in (Option[])
                [
                    Area,
                    Since,
                    Until,
                    CompareSince,
                    CompareUntil,
                    Dark,
                    Light,
                    LayerId,
                    Filters,
                    .. Parameters,
                    Contours,
                    Output,
                ]
        )
            command.Add(option);
        command.SetAction(
            (parsed, cancellation) => Told(parsed.InvocationConfiguration, () => Run(services(), parsed, cancellation))
        );
        return command;
    }

    /// <summary>Makes the file; the line that says so.</summary>
    static async Task<string> Run(IServiceProvider services, ParseResult parsed, CancellationToken cancellation)
    {
        var file = Target(parsed.GetRequiredValue(Output), out var form);
        if (parsed.GetValue(Contours))
            form =
                form == HeatmapForms.Cells ? HeatmapForms.Contours
                : form == HeatmapForms.CellsGeoPackage ? HeatmapForms.ContoursGeoPackage
                : throw Wrong("contours", $"are no {form.Name}", "Let the file end with .geojson or .gpkg.");
        var collection = await Layer(services, parsed.GetRequiredValue(LayerId));
        var (word, drawn) = await Place(services, parsed.GetValue(Area), cancellation);
        var asked = new QueryCollection(Asked(parsed, collection, word));
        var clock = services.GetRequiredService<TimeProvider>();
        var named = await HeatmapNames.Find(
            asked,
            drawn,
            Role.Officer,
            services.GetRequiredService<Catalogue>(),
            services.GetRequiredService<Databases>(),
            clock,
            cancellation
        );
        var query = HeatmapQuery.Parse(collection, asked, form, Language.Swedish, named, clock.GetUtcNow());
        var (bytes, maximum, points) = await Make(services, query, cancellation);
        await Write(file, bytes, cancellation);
        var (where, words) = (parsed.GetValue(Area) ?? collection.Id, HeatmapTexts.In(Language.English));
        var unit = words.Unit(query with { Language = Language.English });
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{query.Place ?? where}: {points} {words.Things(query, points)}, maximum {maximum * query.Unit * unit.Times:0.###} {unit.Name}, {file}"
        );
    }

    /// <summary>The options as the query of a request.</summary>
    static Dictionary<string, StringValues> Asked(
        ParseResult parsed,
        Collection collection,
        (string Name, string Value)? place
    )
    {
        var asked = new Dictionary<string, StringValues>(StringComparer.Ordinal);
        foreach (var option in Parameters)
            if (parsed.GetValue(option) is { } value)
                asked[Parameter(option)] = value;
        if (place is { } there)
            asked[there.Name] = there.Value;
        if (Days(parsed, Since, Until, collection) is { } days)
            asked["datetime"] = days;
        if (Days(parsed, CompareSince, CompareUntil, collection) is { } earlier)
            asked["compare"] = earlier;
        var (dark, light) = (parsed.GetValue(Dark), parsed.GetValue(Light));
        if (dark && light)
            throw Wrong("light", "stands beside --dark", "Leave out one, or both for day and night.");
        if (dark || light)
            Add(asked, dark ? "after_dark=true" : "after_dark=false", collection);
        var conditions = parsed.GetValue(Filters) ?? [];
        foreach (var condition in conditions.Where(one => !IsCql2(one)))
            Add(asked, condition, collection);
        string[] written = [.. conditions.Where(IsCql2)];
        if (written.Length > 0)
            asked["filter"] = written is [var one] ? one : string.Join(" and ", written.Select(text => $"({text})"));
        return asked;
    }

    /// <summary>column=value has no quotes, brackets, other comparisons or words between.</summary>
    static bool IsCql2(string condition) => Cql2().IsMatch(condition);

    [GeneratedRegex(
        @"['()<>]|\s(and|or|not|like|in|between|is)\s",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Cql2();

    static string Parameter(Option option) => Parameter(option.Name[2..]);

    static string Parameter(string name) => name.Replace('-', '_');

    static Option<string?> Text(string name, string description) => new("--" + name) { Description = description };

    /// <summary>Where the file goes, by its name what it is.</summary>
    static string Target(string path, out MediaType form)
    {
        if (!Forms.TryGetValue(Path.GetExtension(path), out form!))
            throw Wrong(
                "output",
                $"'{path}' is no kind of file known here",
                "End it with .png, .tif, .json, .geojson or .gpkg."
            );
        if (Directory.Exists(path))
            throw Wrong("output", $"'{path}' is a folder", "Name a file in it.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return Directory.Exists(folder)
            ? path
            : throw Wrong("output", $"there is no folder '{folder}'", "Make it first, or name another.");
    }

    static async Task<Collection> Layer(IServiceProvider services, string id)
    {
        var all = await services.GetRequiredService<Catalogue>().All(Role.Officer);
        return all.FirstOrDefault(collection => collection.Id == id)
            ?? throw Wrong(
                "layer",
                $"there is no layer '{id}'",
                $"Those of points are: {string.Join(", ", all.Where(HeatmapQuery.IsPoints).Select(one => one.Id))}."
            );
    }

    /// <summary>What is to be covered: as the query says it, or an area in EPSG:3006, or neither.</summary>
    static async Task<((string Name, string Value)?, Geometry? Drawn)> Place(
        IServiceProvider services,
        string? text,
        CancellationToken cancellation
    )
    {
        if (text is null)
            return default;
        if (
            text.Split(',') is { Length: 4 } corners
            && corners.All(corner => double.TryParse(corner, CultureInfo.InvariantCulture, out _))
        )
            return (("bbox", text), null);
        if (Path.GetExtension(text).ToLowerInvariant() is not (".geojson" or ".json"))
            return (("area", text), null);
        if (!File.Exists(text))
            throw Wrong("area", $"there is no file '{text}'", "Give its path.");
        var inUse = AreaOfUse.Configured(services.GetRequiredService<IConfiguration>());
        var file = GeoJson.Read(await File.ReadAllBytesAsync(text, cancellation), inUse, "Polygon", "MultiPolygon");
        return (null, file.Geometry);
    }

    /// <summary>Days of Sweden, both included, as <c>datetime</c>: a layer that knows only dates is asked by dates.</summary>
    static string? Days(
        ParseResult parsed,
        Option<string?> sinceOption,
        Option<string?> untilOption,
        Collection collection
    )
    {
        var (since, until) = (parsed.GetValue(sinceOption), parsed.GetValue(untilOption));
        var (first, last) = (Day(sinceOption, since), Day(untilOption, until));
        if (first > last)
            throw Wrong(
                untilOption.Name[2..],
                $"{until} is before {since}",
                $"Give the earlier day to {sinceOption.Name}."
            );
        if (first is null && last is null)
            return null;
        if (collection.Time.Count == 0)
            throw Wrong(
                (first is null ? untilOption : sinceOption).Name[2..],
                $"'{collection.Id}' has no time",
                "Leave it out."
            );
        return collection.Time[0].Kind == ColumnKind.Date
            ? $"{since ?? ".."}/{until ?? ".."}"
            : $"{At(first is { } day ? SwedishTime.StartOf(day) : null)}/{At(last is { } end ? SwedishTime.StartOf(end.AddDays(1)).AddMicroseconds(-1) : null)}";

        static string At(DateTimeOffset? time) =>
            time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", CultureInfo.InvariantCulture) ?? "..";
    }

    static DateOnly? Day(Option option, string? text) =>
        text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year is > 1900 and < 3000
            ? day
        : throw Wrong(option.Name[2..], $"'{text}' is not a day", "Write it as 2025-01-31.");

    static void Add(Dictionary<string, StringValues> asked, string condition, Collection collection)
    {
        if (condition.Split('=', 2) is not [var name, var value])
            throw Wrong("filter", $"'{condition}' is not a condition", "Write it as column=value.");
        if (collection.Column(name) is null)
            throw Wrong(
                "filter",
                $"'{collection.Id}' has no column '{name}'",
                $"It has: {string.Join(", ", collection.Columns.Select(column => column.Name))}."
            );
        if (asked.ContainsKey(name))
            throw Wrong("filter", $"'{name}' is asked for already", "Ask once for each column.");
        if (HeatmapQuery.Parameters.Concat(QueryParameter.Everywhere).Any(parameter => parameter.Name == name))
            throw Wrong("filter", $"'{name}' is a word of its own here", "Filter by another column.");
        asked[name] = value;
    }

    static async Task<(byte[] Bytes, double Maximum, int Points)> Make(
        IServiceProvider services,
        HeatmapQuery query,
        CancellationToken cancellation
    )
    {
        var catalogue = services.GetRequiredService<Catalogue>();
        return await HeatmapEndpoints.Make(
            query,
            await catalogue.Version(query.Collection, cancellation),
            await WalkRouteBackdrop.For(query, catalogue, Role.Officer, cancellation),
            services.GetRequiredService<Databases>(),
            services.GetRequiredService<PointSnapshots>(),
            Role.Officer,
            TimeSpan.FromMinutes(10),
            _ => { },
            cancellation
        );
    }

    /// <summary>Beside its place first: what stands there is whole, the file before or the new one.</summary>
    static async Task Write(string file, byte[] bytes, CancellationToken cancellation)
    {
        var beside = $"{file}.{Guid.NewGuid():N}.part";
        try
        {
            await File.WriteAllBytesAsync(beside, bytes, cancellation);
            File.Move(beside, file, overwrite: true);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw Wrong("output", $"'{file}' cannot be written ({wrong.Message})", "Name a place you may write to.");
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <summary>Options that mistakes are told of by their own name.</summary>
    static readonly Option[] Own = [Area, Since, Until, CompareSince, CompareUntil, Light, LayerId, Contours, Output];

    static ProblemException Wrong(string option, string wrong, string cure) =>
        Problem.InvalidParameter(option, wrong, cure);

    /// <summary>What the user can mend is said in a line, in the words of the command, with exit code 1.</summary>
    static async Task<int> Told(InvocationConfiguration console, Func<Task<string>> run)
    {
        try
        {
            await console.Output.WriteLineAsync(await run());
            return 0;
        }
        catch (Exception wrong) when (ProblemHandler.Known(wrong) is { } problem)
        {
            await console.Error.WriteLineAsync($"{InOptions(problem)} {problem.Cure}");
            return 1;
        }
        catch (Exception wrong)
            when (wrong is FormatException or IOException or UnauthorizedAccessException or GdalException)
        {
            await console.Error.WriteLineAsync(wrong.Message);
            return 1;
        }
    }

    /// <summary>The options carry the names of the query's parameters, but for these.</summary>
    static string InOptions(ProblemException wrong)
    {
        var option = wrong.Field switch
        {
            "bbox" => "--area",
            "collectionId" => "--layer",
            "datetime" => Since.Name,
            "compare" => CompareSince.Name,
            "filter" => Filters.Name,
            { } name when Own.Concat(Parameters).FirstOrDefault(one => Parameter(one) == Parameter(name)) is { } own =>
                own.Name,
            var column => $"--filter {column}",
        };
        return wrong
            .Title.Replace($"Query parameter '{wrong.Field}'", option, StringComparison.Ordinal)
            .Replace("The body's", "--area:", StringComparison.Ordinal);
    }
}

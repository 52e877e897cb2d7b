using System.Globalization;
using NetTopologySuite.Geometries;
using Npgsql;
using SafePlaces.Analysis.Crs;
using SafePlaces.Analysis.Density;
using SafePlaces.Analysis.Heatmaps;
using SafePlaces.Analysis.Reports;
using SafePlaces.Data;
using SafePlaces.Data.Cql2;
using SafePlaces.Data.Items;
using SafePlaces.Formats.Text;
using SafePlaces.Heatmaps.Points;
using SafePlaces.Heatmaps.Writing;
using SafePlaces.Http;
using SafePlaces.Ogc;

namespace SafePlaces.Heatmaps.Questions;

/// <summary>What one point counts: one, its severity, or severity × half-life × status on the day asked about.</summary>
enum HeatmapWeight
{
    None,
    Severity,
    Decayed,
}

/// <summary>What a heatmap is asked for, with every default filled in: a value that exists can be computed.</summary>
sealed partial record HeatmapQuery
{
    public const int MostCells = 4_000_000;

    /// <summary>JSON is wordy, and every pixel of a picture in another projection is a place of its own.</summary>
    public const int MostPlainCells = 1_000_000;

    /// <summary>Of all periods together.</summary>
    public const int MostCellsOfPeriods = 8_000_000;

    static readonly TimeZoneInfo Sweden = TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm");

    public static readonly KnownCrs WebMercator = KnownCrs.All.First(crs => crs.Srid == 3857);

    public static QueryParameter[] Parameters => HeatmapParameters.All;

    /// <summary>Those of <see cref="Parameters"/> that make sense for a tile.</summary>
    public static readonly QueryParameter[] TileParameters =
    [
        .. HeatmapParameters.All.Where(parameter => parameter.Name is "datetime" or "bandwidth" or "weight"),
    ];

    public required Collection Collection { get; init; }

    /// <summary>Which features count, apart from where they lie.</summary>
    public required Selection Selection { get; init; }

    /// <summary>What else must hold of them, and how that was written; null = nothing.</summary>
    public Filter? Filter { get; init; }
    public string? FilterText { get; init; }

    /// <summary>The hours of the day that count; null = all.</summary>
    public ClockHours? Hours { get; init; }

    /// <summary>The period whose density per day is subtracted; null = none.</summary>
    public TimeRange? Compare { get; init; }

    /// <summary>The periods to show one by one; empty = the one of <see cref="Selection"/>.</summary>
    public IReadOnlyList<TimeRange> Periods { get; init; } = [];

    /// <summary>The exposure the points are divided by; null = area.</summary>
    public Collection? Per { get; init; }

    /// <summary>The version of the exposure layer; null for one that is not tracked.</summary>
    public string? PerVersion { get; init; }

    /// <summary>Whether the versions of layers tell that an answer is still right.</summary>
    public bool IsTracked => Per is null || PerVersion is not null;

    /// <summary>CRS of the raster: EPSG:3006 or 3857.</summary>
    public required KnownCrs Crs { get; init; }

    /// <summary>The raster, in metres of <see cref="Crs"/>.</summary>
    public required DensityGrid Grid { get; init; }

    /// <summary>What the raster covers, in EPSG:3006.</summary>
    public required Geometry Covered { get; init; }

    /// <summary>The area asked about, EPSG:3006: cells whose centre lies outside have no value. Null = the whole raster.</summary>
    public Geometry? Area { get; init; }

    /// <summary>What the area asked about is called, for the title of the sheet; null where it has no name.</summary>
    public string? Place { get; init; }

    public required double BandwidthM { get; init; }
    public required HeatmapWeight Weight { get; init; }
    public TimeSpan HalfLife { get; init; } = ReportWeight.DefaultHalfLife;
    public StatusWeights StatusWeights { get; init; } = StatusWeights.Default;

    /// <summary>The moment weights are taken at: the end of the period, at the latest the end of today in Sweden.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>The end of the day the question was asked, in Sweden.</summary>
    public required DateTimeOffset Today { get; init; }

    /// <summary>How often chance is tried; 0 = not.</summary>
    public int Runs { get; init; }

    /// <summary>Where the colours end, in <see cref="Unit"/>; null = at the largest value.</summary>
    public double? Maximum { get; init; }
    public required MediaType Form { get; init; }
    public required bool Legend { get; init; }
    public required Language Language { get; init; }

    public HeatmapKind Kind =>
        Compare is not null ? HeatmapKind.Difference
        : Per is not null ? HeatmapKind.Rate
        : HeatmapKind.Density;

    /// <summary>What a value per m², m² and day, metre or feature is multiplied with to be read: per km², or per km.</summary>
    public double Unit =>
        Kind != HeatmapKind.Rate ? Heatmap.M2PerKm2
        : IsPerLength ? 1000
        : 1;

    /// <summary>Whether the exposure is measured in metres, not counted.</summary>
    public bool IsPerLength => Per is not null && Exposure.IsLines(Per);

    /// <summary>The same question about one of the periods.</summary>
    public HeatmapQuery During(TimeRange period) =>
        this with
        {
            Periods = [],
            Selection = Selection with { Time = period },
            AsOf = End(period, Today),
        };

    /// <summary>How many days there have been of the period shown and of the one compared with.</summary>
    public (double Shown, double Compared) Days =>
        (Selection.Time?.Days(Today.UtcDateTime) ?? 0, Compare?.Days(Today.UtcDateTime) ?? 0);

    /// <summary>How the surface is computed.</summary>
    public SurfaceRequest Surface =>
        new()
        {
            Kind = Kind,
            Crs = Crs,
            Grid = Grid,
            Covered = Covered,
            Area = Area,
            BandwidthM = BandwidthM,
            Days = Days,
            JudgesReliability = !IsPicture,
            Runs = Runs,
            AtRiskAreLines = Per is null || IsPerLength,
        };

    /// <summary>Whether columns and time alone choose what counts.</summary>
    public bool IsPlain => Filter is null && Hours is null;

    /// <summary>The columns filtered by, and their values as text.</summary>
    public IEnumerable<(Column Column, string Text)> Filters =>
        Selection.Values.Select(filter =>
            (
                filter.Column,
                filter.Value switch
                {
                    bool yes => yes ? "true" : "false",
                    DateOnly day => day.ToString("O", CultureInfo.InvariantCulture),
                    DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
                    var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
                }
            )
        );

    /// <summary>Whether what is counted was reported by people.</summary>
    public bool IsReports => Collection.Layer?.Id == "unsafe-spots";

    public bool IsWebMercator => Crs == WebMercator;

    /// <summary>A picture alone: there is no place on it for reliability and numbers.</summary>
    public bool IsPicture => Form == MediaType.Png && !Legend;

    /// <summary>Cells wider than the bandwidth can miss a point altogether.</summary>
    public bool IsCoarse => Math.Max(Grid.CellWidthM, Grid.CellHeightM) > BandwidthM;

    /// <summary>
    /// What a picture of given bounds is asked for: all but where and how. <paramref name="leastBandwidthM"/>: a smaller
    /// bandwidth would not be seen. Throws 400 for what cannot be computed.
    /// </summary>
    public static HeatmapQuery Parse(
        Collection collection,
        HttpRequest request,
        KnownCrs crs,
        DensityGrid grid,
        double leastBandwidthM,
        DateTimeOffset now
    )
    {
        string[] parameters = [.. TileParameters.Concat(QueryParameter.Everywhere).Select(parameter => parameter.Name)];
        request.Query.Allow([.. parameters, .. collection.Columns.Select(column => column.Name)]);
        var selection = Selection.Parse(request.Query.Given(), collection, parameters);
        RequirePoints(collection);
        return new()
        {
            Collection = collection,
            Selection = selection,
            Crs = crs,
            Grid = grid,
            Covered = crs.CoverIn3006(new(grid.Bounds.MinX, grid.Bounds.MinY, grid.Bounds.MaxX, grid.Bounds.MaxY)),
            BandwidthM = Math.Max(leastBandwidthM, Bandwidth(request.Query)),
            Weight = HeatmapParameters.Weight(request.Query, collection),
            AsOf = End(selection.Time, EndOfDay(now)),
            Today = EndOfDay(now),
            Form = MediaType.Png,
            Legend = false,
            Language = Language.English,
        };
    }

    public static bool IsPoints(Collection collection) =>
        collection.GeometryType.StartsWith("POINT", StringComparison.Ordinal);

    static void RequirePoints(Collection collection)
    {
        if (!IsPoints(collection))
            throw Problem.InvalidParameter(
                "collectionId",
                $"'{collection.Id}' has geometries of type {collection.GeometryType}",
                "A heatmap is made of points: ask for a collection of type Point."
            );
    }

    /// <summary>
    /// Reads a question that came by any door: <paramref name="named"/> is what it names in the database,
    /// <paramref name="language"/> holds where the query names none. Throws 400 for what cannot be computed.
    /// </summary>
    public static HeatmapQuery Parse(
        Collection collection,
        IQueryCollection query,
        MediaType form,
        Language language,
        HeatmapNames named,
        DateTimeOffset now
    )
    {
        var parameters = query.Allow(Parameters, collection.Columns.Select(column => column.Name));
        var selection = Selection.Parse(query.Given(), collection, parameters);
        RequirePoints(collection);
        if (HeatmapParameters.Light(query, collection) is { } light)
            selection = selection with { Values = [.. selection.Values, light] };
        var today = EndOfDay(now);
        var bandwidthM = Bandwidth(query);
        var crs = RasterCrs(query, form);
        var grid = Raster(query, crs, Bounds(collection, selection.Box, named.Area, crs, bandwidthM), form);
        var legend = HeatmapParameters.Legend(query);
        if (legend == true && crs == WebMercator)
            throw Problem.InvalidParameter(
                "legend",
                "a picture in EPSG:3857 lies on a map and has none",
                "Leave out crs."
            );
        var drawn = form == MediaType.Png && legend != false && crs != WebMercator;
        var weight = HeatmapParameters.Weight(query, collection);
        var compare = HeatmapParameters.Compare(query, selection.Time, collection, today.UtcDateTime);
        if (named.Per is not null && crs == WebMercator)
            throw Problem.InvalidParameter("per", "is not computed in EPSG:3857", "Leave out crs.");
        return new()
        {
            Collection = collection,
            Selection = selection with { Box = null },
            Filter = Condition(query, collection),
            FilterText = query["filter"].LastOrDefault(),
            Hours = ClockHours.Parse(query, collection),
            Compare = compare,
            Periods = Several(HeatmapParameters.Periods(query), collection, grid, form, drawn),
            Per = named.Per,
            PerVersion = named.PerVersion,
            Crs = crs,
            Grid = grid,
            Covered = crs.CoverIn3006(new(grid.Bounds.MinX, grid.Bounds.MinY, grid.Bounds.MaxX, grid.Bounds.MaxY)),
            Area = named.Area,
            Place = named.Place,
            BandwidthM = bandwidthM,
            Weight = weight,
            HalfLife = HeatmapParameters.HalfLife(query, weight),
            StatusWeights = HeatmapParameters.StatusWeights(query, weight),
            AsOf = End(selection.Time, today),
            Today = today,
            // what only shows colours has no place for reliability
            Runs = (form == MediaType.Png && !drawn) || form.IsContours() ? 0 : HeatmapParameters.Runs(query),
            Maximum = HeatmapParameters.Maximum(query),
            Form = form,
            Legend = drawn,
            Language = HeatmapParameters.Language(query) ?? language,
        };
    }

    /// <summary>Throws 400 for what this collection does not have, before anything is read or kept.</summary>
    static Filter? Condition(IQueryCollection query, Collection collection)
    {
        var filter = Filter.Parse(query.Given());
        using var unused = new NpgsqlCommand();
        filter?.Where(collection, unused.Parameters);
        return filter;
    }

    static double Bandwidth(IQueryCollection query) =>
        HeatmapParameters.Number(
            query,
            "bandwidth",
            HeatmapParameters.LeastBandwidthM,
            HeatmapParameters.MostBandwidthM
        ) ?? HeatmapParameters.DefaultBandwidthM;

    static IReadOnlyList<TimeRange> Several(
        IReadOnlyList<TimeRange> periods,
        Collection collection,
        DensityGrid grid,
        MediaType form,
        bool drawn
    )
    {
        if (periods.Count == 0)
            return periods;
        if (collection.Time.Count == 0)
            throw Problem.InvalidParameter("periods", $"'{collection.Id}' has no time", "Leave it out.");
        if (!drawn && form != MediaType.JsonDocument && form != MediaType.GeoTiff)
            throw Problem.InvalidParameter(
                "periods",
                "make a sheet with a legend, a GeoTIFF or JSON",
                "Ask for this form one period at a time, with datetime and maximum."
            );
        var cells = (double)grid.Width * grid.Height * periods.Count;
        var most = form == MediaType.JsonDocument ? MostPlainCells : MostCellsOfPeriods;
        return cells <= most
            ? periods
            : throw Problem.InvalidParameter(
                "periods",
                string.Create(CultureInfo.InvariantCulture, $"make {cells:0} cells together, more than {most}"),
                "Ask for larger cells or fewer periods."
            );
    }

    static DateTimeOffset EndOfDay(DateTimeOffset now)
    {
        var tomorrow = TimeZoneInfo.ConvertTime(now, Sweden).Date.AddDays(1);
        return new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(tomorrow, Sweden)).AddTicks(-TimeSpan.TicksPerSecond);
    }

    static DateTimeOffset End(TimeRange? time, DateTimeOffset today) =>
        time?.To is { } to && to < today.UtcDateTime ? new DateTimeOffset(to) : today;
}

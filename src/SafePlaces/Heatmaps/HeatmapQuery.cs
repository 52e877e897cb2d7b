using System.Globalization;
using Microsoft.OpenApi;
using NetTopologySuite.Geometries;
using SafePlaces.Analysis.Crs;
using SafePlaces.Analysis.Density;
using SafePlaces.Http;
using SafePlaces.Storage;

namespace SafePlaces.Heatmaps;

/// <summary>What one point counts: one, its severity, or severity × half-life × status on the day asked about.</summary>
enum HeatmapWeight
{
    None,
    Severity,
    Decayed,
}

/// <summary>What a heatmap is asked for, with every default filled in: a value that exists can be computed.</summary>
sealed record HeatmapQuery
{
    public const int MostCells = 4_000_000;

    /// <summary>JSON is wordy, and every pixel of a picture in another projection is a place of its own.</summary>
    public const int MostPlainCells = 1_000_000;

    const double DefaultBandwidthM = 200;
    const int DefaultCells = 512;
    const double LeastCellM = 5;
    const double MostCellM = 100_000;

    static readonly TimeZoneInfo Sweden = TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm");

    /// <summary>Where EPSG:3006 holds.</summary>
    static readonly Geometry Domain = KnownCrs.Crs84.CoverIn3006(new Box(-180, -90, 180, 90));

    public static readonly KnownCrs WebMercator = KnownCrs.All.First(crs => crs.Srid == 3857);

    static readonly string[] Weights = ["none", "severity", "decayed"];

    public static readonly QueryParameter[] Parameters =
    [
        .. Selection.Parameters,
        Number("bandwidth", "Radius within which a point counts, metres.", DefaultBandwidthM, 10, 5000),
        Number("cell", "Side of a cell, metres; chosen so that the longer side has at most 512.", null, 5, MostCellM),
        Whole("width", "Columns, with height and instead of cell: the box is divided exactly."),
        Whole("height", "Rows, with width."),
        OneOf("weight", "What a point counts: 1, its severity, or severity × half-life × status.", Weights),
        new(
            "crs",
            "CRS of the raster: EPSG:3006, or EPSG:3857 for a PNG over exactly the box asked for.",
            new()
            {
                Type = JsonSchemaType.String,
                Format = "uri",
                Default = KnownCrs.SwerefTm.Uri,
            }
        ),
        new(
            "legend",
            "PNG with title, scale and legend (default in EPSG:3006), or the picture alone.",
            new() { Type = JsonSchemaType.Boolean }
        ),
        OneOf("lang", "Language of the legend; Accept-Language without it.", ["sv", "en"]),
    ];

    /// <summary>Those of <see cref="Parameters"/> that make sense for a tile.</summary>
    public static readonly QueryParameter[] TileParameters =
    [
        .. Parameters.Where(parameter => parameter.Name is "datetime" or "bandwidth" or "weight"),
    ];

    public required Collection Collection { get; init; }

    /// <summary>Which features count, apart from where they lie.</summary>
    public required Selection Selection { get; init; }

    /// <summary>CRS of the raster: EPSG:3006 or 3857.</summary>
    public required KnownCrs Crs { get; init; }

    /// <summary>The raster, in metres of <see cref="Crs"/>.</summary>
    public required DensityGrid Grid { get; init; }

    /// <summary>What the raster covers, in EPSG:3006.</summary>
    public required Geometry Covered { get; init; }

    /// <summary>The area asked about, EPSG:3006: cells whose centre lies outside have no value. Null = the whole raster.</summary>
    public Geometry? Area { get; init; }

    public required double BandwidthM { get; init; }
    public required HeatmapWeight Weight { get; init; }

    /// <summary>The moment weights are taken at: the end of the period, at the latest the end of today in Sweden.</summary>
    public required DateTimeOffset AsOf { get; init; }
    public required MediaType Form { get; init; }
    public required bool Legend { get; init; }
    public required Language Language { get; init; }

    /// <summary>What the area asked about is called, for the title of the sheet; null where it has no name.</summary>
    public string? Place { get; init; }

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
        request.Query.Allow([
            .. TileParameters.Concat(QueryParameter.Everywhere).Select(parameter => parameter.Name),
            .. collection.Columns.Select(column => column.Name),
        ]);
        var selection = Selection.Parse(request.Query, collection, TileParameters.Select(parameter => parameter.Name));
        RequirePoints(collection);
        return new()
        {
            Collection = collection,
            Selection = selection,
            Crs = crs,
            Grid = grid,
            Covered = crs.CoverIn3006(new(grid.Bounds.MinX, grid.Bounds.MinY, grid.Bounds.MaxX, grid.Bounds.MaxY)),
            BandwidthM = Math.Max(leastBandwidthM, Number(request.Query, "bandwidth", 10, 5000) ?? DefaultBandwidthM),
            Weight = ParseWeight(request.Query, collection),
            AsOf = Day(selection.Time, now),
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

    /// <summary>Reads a request; <paramref name="area"/> is the posted area in EPSG:3006. Throws 400 for what cannot be computed.</summary>
    public static HeatmapQuery Parse(Collection collection, HttpRequest request, Geometry? area, DateTimeOffset now) =>
        Parse(
            collection,
            request.Query,
            MediaType.Negotiate(request, MediaType.Png, MediaType.GeoTiff, MediaType.JsonDocument),
            Language.Of(request),
            area,
            now
        );

    /// <summary>
    /// The same question asked by any door: <paramref name="language"/> holds where the query names none. Throws 400 for
    /// what cannot be computed.
    /// </summary>
    public static HeatmapQuery Parse(
        Collection collection,
        IQueryCollection query,
        MediaType form,
        Language language,
        Geometry? area,
        DateTimeOffset now
    )
    {
        var selection = Selection.Parse(query, collection, Parameters.Select(parameter => parameter.Name));
        RequirePoints(collection);
        var bandwidthM = Number(query, "bandwidth", 10, 5000) ?? DefaultBandwidthM;
        var crs = RasterCrs(query, form);
        var grid = Raster(query, crs, Bounds(collection, selection.Box, area, crs, bandwidthM), form);
        var legend = Choice(query, "legend", ["true", "false"]);
        if (legend == "true" && crs == WebMercator)
            throw Problem.InvalidParameter(
                "legend",
                "a picture in EPSG:3857 lies on a map and has none",
                "Leave out crs."
            );
        return new()
        {
            Collection = collection,
            Selection = selection with { Box = null },
            Crs = crs,
            Grid = grid,
            Covered = crs.CoverIn3006(new(grid.Bounds.MinX, grid.Bounds.MinY, grid.Bounds.MaxX, grid.Bounds.MaxY)),
            Area = area,
            BandwidthM = bandwidthM,
            Weight = ParseWeight(query, collection),
            AsOf = Day(selection.Time, now),
            Form = form,
            Legend = form == MediaType.Png && legend != "false" && crs != WebMercator,
            Language = Language.Find(Choice(query, "lang", ["sv", "en"])) ?? language,
        };
    }

    static KnownCrs RasterCrs(IQueryCollection query, MediaType form)
    {
        if (!query.ContainsKey("crs"))
            return KnownCrs.SwerefTm;
        var crs = BoundingBox.ParseCrs(query, "crs");
        return crs == KnownCrs.SwerefTm || (crs == WebMercator && form == MediaType.Png)
            ? crs
            : throw Problem.InvalidParameter(
                "crs",
                $"a heatmap as {form.Name} is not made in {crs.Uri}",
                $"Leave it out for {KnownCrs.SwerefTm.Uri}; f=png also knows {WebMercator.Uri}."
            );
    }

    /// <summary>What is to be covered, in metres of the raster's CRS: the box, or round the area, or round all there is.</summary>
    static Envelope Bounds(Collection collection, BoundingBox? box, Geometry? area, KnownCrs crs, double bandwidthM)
    {
        Envelope bounds;
        if (box is not null && box.Crs == crs)
            bounds = new(box.Box.West, box.Box.East, box.Box.South, box.Box.North);
        else if (box is not null)
            bounds = In(box.Crs.CoverIn3006(box.Box), crs);
        else if (area is not null)
            bounds = In(area, crs);
        else if (collection.Extent is { } extent)
        {
            var all = KnownCrs.Crs84.CoverIn3006(extent).EnvelopeInternal;
            all.ExpandBy(bandwidthM);
            bounds = In(new GeometryFactory().ToGeometry(all), crs);
        }
        else
            throw Problem.InvalidParameter("bbox", "is missing, and the collection has no extent yet", "Give a box.");
        if (bounds.IsNull || !Holds(bounds, crs))
            throw Outside(box);
        return bounds.Width > 0 && bounds.Height > 0
            ? bounds
            : throw Problem.InvalidParameter("bbox", "has no area", "Give two corners that differ in both axes.");
    }

    static Envelope In(Geometry in3006, KnownCrs crs) =>
        in3006.IsEmpty ? new() : KnownCrs.SwerefTm.Transform(in3006, crs).EnvelopeInternal;

    static bool Holds(Envelope bounds, KnownCrs crs)
    {
        if (crs == KnownCrs.SwerefTm)
            return Domain.Covers(Domain.Factory.ToGeometry(bounds));
        var cut = crs.CoverIn3006(new(bounds.MinX, bounds.MinY, bounds.MaxX, bounds.MaxY));
        // a cut box has become smaller
        return !cut.IsEmpty
            && KnownCrs.SwerefTm.Transform(cut, crs).EnvelopeInternal is var back
            && Math.Abs(back.Width - bounds.Width) < 0.1
            && Math.Abs(back.Height - bounds.Height) < 0.1;
    }

    static ProblemException Outside(BoundingBox? box) =>
        Problem.InvalidParameter(
            "bbox",
            "lies outside the area where EPSG:3006 holds (15° W - 45° E, 30° - 76° N)",
            box is { Crs.NorthFirst: true }
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{box.Crs.Uri} is north before east: south,west,north,east. Did you mean bbox={box.Box.West},{box.Box.South},{box.Box.East},{box.Box.North}?"
                )
                : "Give a box in or near Sweden, axes in the order of bbox-crs."
        );

    static DensityGrid Raster(IQueryCollection query, KnownCrs crs, Envelope bounds, MediaType form)
    {
        var (width, height) = (Cells(query, "width"), Cells(query, "height"));
        var cell = Number(query, "cell", LeastCellM, MostCellM);
        if (width is null != height is null)
            throw Problem.InvalidParameter(
                width is null ? "width" : "height",
                "is missing",
                "Give width and height together, or cell."
            );
        if (width is not null && cell is not null)
            throw Problem.InvalidParameter("cell", "is given beside width and height", "Give one or the other.");
        if (width is { } columns && height is { } rows)
        {
            Bounded((double)columns * rows, "width", form, crs);
            return DensityGrid.Dividing(bounds, columns, rows);
        }
        // one metre on the ground is more in Web Mercator
        var stretch = crs == WebMercator ? Math.Cosh((bounds.MinY + bounds.MaxY) / 2 / 6_378_137) : 1;
        var side =
            stretch
            * (
                cell
                ?? Math.Max(LeastCellM, Math.Ceiling(Math.Max(bounds.Width, bounds.Height) / stretch / DefaultCells))
            );
        if (crs == WebMercator)
        {
            var (across, down) = (Math.Ceiling(bounds.Width / side), Math.Ceiling(bounds.Height / side));
            Bounded(across * down, "cell", form, crs);
            return DensityGrid.Dividing(bounds, (int)across, (int)down);
        }
        // whole cells counted from the origin of EPSG:3006, so that neighbouring maps have the same cells
        var (west, south) = (Math.Floor(bounds.MinX / side), Math.Floor(bounds.MinY / side));
        var (east, north) = (Math.Ceiling(bounds.MaxX / side), Math.Ceiling(bounds.MaxY / side));
        Bounded((east - west) * (north - south), "cell", form, crs);
        return new(west * side, north * side, side, (int)(east - west), (int)(north - south));
    }

    static void Bounded(double cells, string parameter, MediaType form, KnownCrs crs)
    {
        var most = form == MediaType.JsonDocument || crs == WebMercator ? MostPlainCells : MostCells;
        if (cells > most)
            throw Problem.InvalidParameter(
                parameter,
                string.Create(CultureInfo.InvariantCulture, $"makes {cells:0} cells, more than {most}"),
                form == MediaType.JsonDocument
                    ? "Ask for larger cells or a smaller box, or for a GeoTIFF."
                    : "Ask for larger cells or a smaller box."
            );
    }

    static HeatmapWeight ParseWeight(IQueryCollection query, Collection collection)
    {
        var weight = Choice(query, "weight", Weights) switch
        {
            "severity" => HeatmapWeight.Severity,
            "decayed" => HeatmapWeight.Decayed,
            _ => HeatmapWeight.None,
        };
        (string Name, ColumnKind Kind)[] needed = weight switch
        {
            HeatmapWeight.Severity => [("severity", ColumnKind.Integer)],
            HeatmapWeight.Decayed =>
            [
                ("severity", ColumnKind.Integer),
                ("observed_at", ColumnKind.DateTime),
                ("status", ColumnKind.Text),
                ("resolved_on", ColumnKind.Date),
            ],
            _ => [],
        };
        var missing = needed.Where(column => collection.Column(column.Name)?.Kind != column.Kind).ToList();
        return missing.Count == 0
            ? weight
            : throw Problem.InvalidParameter(
                "weight",
                $"'{collection.Id}' has no {string.Join(", ", missing.Select(column => column.Name))}",
                "Use the weight none."
            );
    }

    static DateTimeOffset Day(TimeRange? time, DateTimeOffset now)
    {
        var tomorrow = TimeZoneInfo.ConvertTime(now, Sweden).Date.AddDays(1);
        var end = new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(tomorrow, Sweden)).AddTicks(
            -TimeSpan.TicksPerSecond
        );
        return time?.To is { } to && to < end.UtcDateTime ? new DateTimeOffset(to) : end;
    }

    static double? Number(IQueryCollection query, string name, double least, double most)
    {
        if (query[name].LastOrDefault() is not { } text)
            return null;
        return
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
            ? number
            : throw Problem.InvalidParameter(
                name,
                $"'{text}' is not a number of metres that can be used",
                string.Create(CultureInfo.InvariantCulture, $"Give metres from {least} to {most}.")
            );
    }

    static int? Cells(IQueryCollection query, string name)
    {
        if (query[name].LastOrDefault() is not { } text)
            return null;
        return
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is > 0 and <= MostCells
            ? number
            : throw Problem.InvalidParameter(name, $"'{text}' is not a number of cells", "Give a whole number from 1.");
    }

    static string? Choice(IQueryCollection query, string name, string[] known)
    {
        if (query[name].LastOrDefault() is not { } text)
            return null;
        return known.Contains(text, StringComparer.Ordinal)
            ? text
            : throw Problem.InvalidParameter(
                name,
                $"'{text}' is not known",
                $"Give one of: {string.Join(", ", known)}."
            );
    }

    static QueryParameter Number(string name, string description, double? otherwise, double least, double most) =>
        new(
            name,
            description,
            new()
            {
                Type = JsonSchemaType.Number,
                Minimum = least.ToString(CultureInfo.InvariantCulture),
                Maximum = most.ToString(CultureInfo.InvariantCulture),
                Default = otherwise,
            }
        );

    static QueryParameter Whole(string name, string description) =>
        new(name, description, new() { Type = JsonSchemaType.Integer, Minimum = "1" });

    static QueryParameter OneOf(string name, string description, string[] known) =>
        new(
            name,
            description,
            new()
            {
                Type = JsonSchemaType.String,
                Enum = [.. known.Select(value => System.Text.Json.Nodes.JsonValue.Create(value)!)],
            }
        );
}

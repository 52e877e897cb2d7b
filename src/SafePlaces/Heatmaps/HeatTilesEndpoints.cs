using System.Globalization;
using Microsoft.Net.Http.Headers;
using SafePlaces.Access;
using SafePlaces.Analysis.Crs;
using SafePlaces.Analysis.Density;
using SafePlaces.Data;
using SafePlaces.Heatmaps.Drawing;
using SafePlaces.Heatmaps.Points;
using SafePlaces.Heatmaps.Questions;
using SafePlaces.Http;

namespace SafePlaces.Heatmaps;

/// <summary>
/// Heat as map tiles of 256 pixels, for planners and officers. All tiles of a level have one scale, that of the whole layer
/// for the same question, so neighbours fit together.
/// </summary>
static class HeatTilesEndpoints
{
    const string Root = "/collections/{collectionId}/heatmap/tiles";

    /// <summary>
    /// The densest place is looked for on a grid of an eighth of the bandwidth, which finds it within 2 %; over an area too
    /// wide for that, at so many points, evenly taken.
    /// </summary>
    const int MostCells = 4_000_000;
    const int Samples = 4096;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(Root, List)
            .WithQuery(HeatmapQuery.TileParameters, others: true)
            .WithName("getHeatTileSets")
            .WithTags("Heatmaps")
            .WithSummary("The schemes heat tiles come in. Planners and officers.");
        routes
            .MapGet(Root + "/{tileMatrixSetId}", Describe)
            .WithQuery(HeatmapQuery.TileParameters, others: true)
            .WithName("getHeatTileSet")
            .WithTags("Heatmaps")
            .WithSummary(
                "Heat tiles described: address, levels, legend; f=tilejson as TileJSON. Planners and officers."
            );
        routes
            .MapGet(Root + "/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}.png", Get)
            .WithQuery(HeatmapQuery.TileParameters, others: true)
            .WithName("getHeatTile")
            .WithTags("Heatmaps")
            .WithSummary("One heat tile, 256 × 256 pixels, PNG. Planners and officers.");
    }

    static async Task<IResult> Get(
        string collectionId,
        string tileMatrixSetId,
        string tileMatrix,
        string tileRow,
        string tileCol,
        HttpContext http,
        Catalogue catalogue,
        PointSnapshots points,
        HeatmapCache cache,
        TimeProvider clock
    )
    {
        var (collection, version) = await HeatmapEndpoints.Allowed(collectionId, http, catalogue);
        var tile = HeatTile.Parse(tileMatrixSetId, tileMatrix, tileRow, tileCol);
        var query = HeatmapQuery.Parse(
            collection,
            http.Request,
            tile.Set.Crs,
            tile.Grid,
            HeatTile.LeastBandwidthM(tile.Set, tile.Level),
            clock.GetUtcNow()
        );
        if (http.Request.Query["f"].LastOrDefault() is { } f && f != "png")
            throw Problem.InvalidParameter("f", $"'{f}' is no form of a heat tile", "Ask for png.");
        var key = "tile" + HeatmapEndpoints.Key(query, http.User.Role(), version, streets: null);
        http.Response.Headers.Vary = "Authorization";
        http.Response.Headers.CacheControl = version is null ? "no-store" : "private, no-cache";
        var tag = version is null ? null : new EntityTagHeaderValue($"\"{key}\"");
        if (tag is not null && HeatmapEndpoints.Has(http.Request, tag))
        {
            http.Response.GetTypedHeaders().ETag = tag;
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }
        var top = await Top(query, version, http.User.Role(), points, cache, http.RequestAborted);
        var file = await cache.Get(
            http.User.Role(),
            key,
            Oldest(version),
            async stop =>
            {
                var near = await points.Find(http.User.Role(), query, version, stop);
                var densities = tile.Densities(near, query.BandwidthM, stop);
                return (HeatmapPng.Write(densities, tile.Grid.Width, top), densities.Max(), near.Length);
            },
            http.RequestAborted
        );
        http.Response.Headers["X-Heatmap-Maximum"] = PerKm2(file.Maximum);
        http.Response.Headers["X-Heatmap-Scale"] = PerKm2(top);
        http.Response.Headers["X-Heatmap-Points"] = file.Points.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers["X-Heatmap-Bandwidth"] = query.BandwidthM.ToString("R", CultureInfo.InvariantCulture);
        return Results.Bytes(file.Bytes, MediaType.Png.Type, entityTag: tag);
    }

    static string PerKm2(double density) => (density * Heatmap.M2PerKm2).ToString("R", CultureInfo.InvariantCulture);

    /// <summary>How long what was computed for an untracked layer stands for it: a screen of tiles.</summary>
    static TimeSpan Oldest(LayerVersion? version) => version is null ? TimeSpan.FromSeconds(10) : TimeSpan.MaxValue;

    /// <summary>
    /// The density the darkest colour stands for, per m²: the largest the same question finds in the whole layer.
    /// </summary>
    static async Task<double> Top(
        HeatmapQuery tile,
        LayerVersion? version,
        Role role,
        PointSnapshots points,
        HeatmapCache cache,
        CancellationToken cancellation
    )
    {
        if (tile.Collection.Extent is not { } extent)
            return 0;
        var everywhere = KnownCrs.Crs84.CoverIn3006(extent);
        if (everywhere.IsEmpty)
            return 0;
        // everything there is, whatever the tile
        var query = tile with
        {
            Crs = KnownCrs.SwerefTm,
            Grid = new DensityGrid(0, 0, 1, 1, 1),
            Covered = everywhere.Envelope,
        };
        var file = await cache.Get(
            role,
            "top" + HeatmapEndpoints.Key(query, role, version, streets: null),
            Oldest(version),
            async stop =>
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
                patience.CancelAfter(Patience);
                try
                {
                    var all = await points.Find(role, query, version, patience.Token);
                    var densities = Look(all, query.BandwidthM, patience.Token);
                    return ([], densities.DefaultIfEmpty(0).Max(), all.Length);
                }
                catch (OperationCanceledException) when (!stop.IsCancellationRequested)
                {
                    throw Problem.TooSlow();
                }
            },
            cancellation
        );
        return file.Maximum;
    }

    static double[] Look(WeightedPoint[] points, double bandwidthM, CancellationToken cancellation)
    {
        if (points.Length == 0)
            return [];
        var (west, south, east, north) = (double.MaxValue, double.MaxValue, double.MinValue, double.MinValue);
        foreach (var point in points)
            (west, south, east, north) = (
                Math.Min(west, point.East),
                Math.Min(south, point.North),
                Math.Max(east, point.East),
                Math.Max(north, point.North)
            );
        var cell = bandwidthM / 8;
        var (columns, rows) = (Math.Ceiling((east - west) / cell) + 1, Math.Ceiling((north - south) / cell) + 1);
        if (columns * rows <= MostCells)
            return QuarticDensity.Grid(
                points,
                new(west, north, cell, (int)columns, (int)rows),
                bandwidthM,
                cancellation
            );
        var step = Math.Max(1, points.Length / Samples);
        return QuarticDensity.AtEach(
            [.. points.Where((_, i) => i % step == 0).Select(point => (point.East, point.North))],
            points,
            bandwidthM,
            cancellation
        );
    }

    static async Task<IResult> List(string collectionId, HttpContext http, Catalogue catalogue, TimeProvider clock)
    {
        var (collection, _) = await HeatmapEndpoints.Allowed(collectionId, http, catalogue);
        foreach (var scheme in TileMatrixSet.All)
            Everywhere(collection, http, scheme, 0, clock);
        var links = new Links(http);
        return Results.Json(
            new
            {
                Tilesets = TileMatrixSet.All.Select(scheme => new
                {
                    Title = $"{collection.Title.In(RequestLanguage.Of(http.Request))}: heat, {scheme.Id}",
                    DataType = "map",
                    Crs = scheme.Crs.Uri,
                    TileMatrixSetURI = scheme.Uri(links),
                    Links = new[]
                    {
                        new Link(
                            links
                                .Same(http.Request)
                                .Replace("/heatmap/tiles", $"/heatmap/tiles/{scheme.Id}", StringComparison.Ordinal),
                            "self",
                            MediaType.JsonDocument.Type
                        ),
                    },
                }),
            },
            MediaType.Json
        );
    }

    /// <summary>The same question for a whole level.</summary>
    static HeatmapQuery Everywhere(
        Collection collection,
        HttpContext http,
        TileMatrixSet scheme,
        int level,
        TimeProvider clock
    ) =>
        HeatmapQuery.Parse(
            collection,
            http.Request,
            scheme.Crs,
            new HeatTile(scheme, 0, 0, 0).Grid,
            HeatTile.LeastBandwidthM(scheme, level),
            clock.GetUtcNow()
        );

    static async Task<IResult> Describe(
        string collectionId,
        string tileMatrixSetId,
        HttpContext http,
        Catalogue catalogue,
        PointSnapshots points,
        HeatmapCache cache,
        TimeProvider clock
    )
    {
        var (collection, version) = await HeatmapEndpoints.Allowed(collectionId, http, catalogue);
        var scheme = TileMatrixSet.Get(tileMatrixSetId);
        var finest = Everywhere(collection, http, scheme, scheme.Levels - 1, clock);
        var top = await Top(finest, version, http.User.Role(), points, cache, http.RequestAborted);
        var (links, language) = (new Links(http), RequestLanguage.Of(http.Request));
        var title = $"{collection.Title.In(language)}: {language.Say("täthet", "heat")}";
        var self = links.Same(http.Request, ("f", null)).Split('?', 2);
        var query = self.Length > 1 ? "?" + self[1] : "";
        string Template(string z, string y, string x) => $"{self[0]}/{z}/{y}/{x}.png{query}";
        http.Response.Headers.Vary = "Authorization, Accept, Accept-Language";
        http.Response.Headers.CacheControl = "private, no-cache";
        double[]? bounds = collection.Extent is { } extent
            ? [extent.West, extent.South, extent.East, extent.North]
            : null;
        var legend = Enumerable
            .Range(1, 8)
            .Select(step => (Number: step == 1 ? HeatmapPng.Faintest : (step - 1) * 255 / 7, HeatmapPng.Palette))
            .Select(at => new
            {
                From = HeatmapPng.From(at.Number, top) * Heatmap.M2PerKm2,
                Colour = string.Create(
                    CultureInfo.InvariantCulture,
                    $"rgba({at.Palette[at.Number].R},{at.Palette[at.Number].G},{at.Palette[at.Number].B},{at.Palette[at.Number].A / 255.0:0.##})"
                ),
            })
            .ToList();
        var unit = language.Say("per km²", "per km²");
        var least = Enumerable
            .Range(0, scheme.Levels)
            .Where(level => HeatTile.LeastBandwidthM(scheme, level) > finest.BandwidthM)
            .Select(level => new
            {
                TileMatrix = level.ToString(CultureInfo.InvariantCulture),
                BandwidthM = HeatTile.LeastBandwidthM(scheme, level),
            })
            .ToList();
        var form = http.Request.Query["f"].LastOrDefault();
        if (form is not (null or "json" or "tilejson"))
            throw Problem.InvalidParameter(
                "f",
                $"'{form}' is no form of this resource",
                "Ask for one of: json, tilejson."
            );
        if (form == "tilejson")
        {
            if (scheme != TileMatrixSet.WebMercatorQuad)
                throw Problem.InvalidParameter("f", "TileJSON knows only Web Mercator", "Ask for json.");
            return Results.Json(
                new
                {
                    Tilejson = "3.0.0",
                    Name = title,
                    Tiles = new[] { Template("{z}", "{y}", "{x}") },
                    Scheme = "xyz",
                    Minzoom = 0,
                    Maxzoom = scheme.Levels - 1,
                    Bounds = bounds,
                    Unit = unit,
                    finest.BandwidthM,
                    Legend = legend,
                },
                MediaType.Json
            );
        }
        return Results.Json(
            new
            {
                Title = title,
                DataType = "map",
                Crs = scheme.Crs.Uri,
                TileMatrixSetId = scheme.Id,
                TileMatrixSetURI = scheme.Uri(links),
                Kernel = "quartic",
                finest.BandwidthM,
                // where the bandwidth asked for would be less than three pixels
                WiderBandwidths = least,
                Unit = unit,
                Maximum = top * Heatmap.M2PerKm2,
                Legend = legend,
                BoundingBox = bounds is null
                    ? null
                    : new
                    {
                        LowerLeft = bounds[..2],
                        UpperRight = bounds[2..],
                        Crs = KnownCrs.Crs84.Uri,
                    },
                Links = new List<Link>
                {
                    new(links.Same(http.Request), "self", MediaType.JsonDocument.Type),
                    new(Template("{tileMatrix}", "{tileRow}", "{tileCol}"), "item", MediaType.Png.Type)
                    {
                        Templated = true,
                    },
                    new(
                        links.To($"/tileMatrixSets/{scheme.Id}"),
                        "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme",
                        MediaType.JsonDocument.Type
                    ),
                },
            },
            MediaType.Json
        );
    }
}

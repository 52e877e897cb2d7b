using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;
using NetTopologySuite.Geometries;
using SafePlaces.Access;
using SafePlaces.Data;
using SafePlaces.Heatmaps.Drawing;
using SafePlaces.Heatmaps.Points;
using SafePlaces.Heatmaps.Questions;
using SafePlaces.Heatmaps.Writing;
using SafePlaces.Http;
using SafePlaces.Ogc.Processes;

namespace SafePlaces.Heatmaps;

/// <summary>Where points lie dense: <c>/heatmaps/{collectionId}</c>, for planners and officers.</summary>
static class HeatmapEndpoints
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    /// <summary>How long the ranges of a raster of an untracked layer are served from one computation.</summary>
    static readonly TimeSpan RangesAgree = TimeSpan.FromMinutes(1);

    public static IServiceCollection AddHeatmaps(this IServiceCollection services) =>
        services
            .AddSingleton(HeatmapCapability.Of)
            .AddSingleton<HeatmapCache>()
            .AddSingleton<PointSnapshots>()
            .AddSingleton<Process, HeatmapProcess>();

    public static void MapHeatmaps(this IEndpointRouteBuilder routes)
    {
        Map(routes, "/heatmaps/{collectionId}", "Heatmap");
        Map(routes, "/collections/{collectionId}/heatmap", "CollectionHeatmap");
        HeatTilesEndpoints.Map(routes);
    }

    static void Map(IEndpointRouteBuilder routes, string path, string name)
    {
        routes
            .MapGet(path, Get)
            .WithQuery(HeatmapQuery.Parameters, others: true)
            .WithName($"get{name}")
            .WithTags("Heatmaps")
            .WithSummary(
                "Kernel density of a point collection over a box or a named area, of two periods' difference, or per km of path: PNG, GeoTIFF, JSON, cells or contours. Planners and officers."
            );
        routes
            .MapMethods(path, [HttpMethods.Head], Get)
            .WithQuery(HeatmapQuery.Parameters, others: true)
            .ExcludeFromDescription();
        routes
            .MapPost(path, Post)
            .WithQuery(HeatmapQuery.Parameters, others: true)
            .WithName($"post{name}")
            .WithTags("Heatmaps")
            .WithSummary("The same over a posted area: one GeoJSON Polygon or MultiPolygon. Planners and officers.");
    }

    static async Task<IResult> Get(
        string collectionId,
        HttpContext http,
        Databases databases,
        PointSnapshots points,
        Catalogue catalogue,
        HeatmapCache cache,
        TimeProvider clock
    )
    {
        var (collection, version) = await Allowed(collectionId, http, catalogue);
        var query = await Asked(http, collection, posted: null, catalogue, databases, clock);
        var streets = await WalkRouteBackdrop.For(query, catalogue, http.User.Role(), http.RequestAborted);
        var isTracked = version is not null && query.IsTracked;
        var key = Key(query, http.User.Role(), version, streets);
        http.Response.Headers.Vary = "Authorization, Accept, Accept-Language";
        http.Response.Headers.CacheControl = isTracked ? "private, no-cache" : "no-store";
        var tag = !isTracked ? null : new EntityTagHeaderValue($"\"{key}\"");
        if (tag is not null && Has(http.Request, tag))
        {
            http.Response.GetTypedHeaders().ETag = tag;
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }
        // an untracked layer may have changed since, but not in the middle of a file
        var oldest =
            isTracked ? TimeSpan.MaxValue
            : http.Request.Headers.Range.Count > 0 ? RangesAgree
            : TimeSpan.Zero;
        var file = await cache.Get(
            http.User.Role(),
            key,
            oldest,
            stop => Make(query, version, streets, databases, points, http.User.Role(), Patience, _ => { }, stop),
            http.RequestAborted
        );
        return Answer(http, query, file.Bytes, file.Maximum, file.Points, tag);
    }

    static async Task<IResult> Post(
        string collectionId,
        HttpContext http,
        Databases databases,
        PointSnapshots points,
        Catalogue catalogue,
        HeatmapCache cache,
        TimeProvider clock
    )
    {
        var (collection, version) = await Allowed(collectionId, http, catalogue);
        var body = await GeoJson.Bytes(http.Request, http.RequestAborted);
        var area = GeoJson.Read(http.Request, body, "Polygon", "MultiPolygon").Geometry;
        var query = await Asked(http, collection, area, catalogue, databases, clock);
        var streets = await WalkRouteBackdrop.For(query, catalogue, http.User.Role(), http.RequestAborted);
        var isTracked = version is not null && query.IsTracked;
        http.Response.Headers.CacheControl = "no-store";
        var file = await cache.Get(
            http.User.Role(),
            Key(query, http.User.Role(), version, streets),
            isTracked ? TimeSpan.MaxValue : TimeSpan.Zero,
            stop => Make(query, version, streets, databases, points, http.User.Role(), Patience, _ => { }, stop),
            http.RequestAborted
        );
        return Answer(http, query, file.Bytes, file.Maximum, file.Points, tag: null);
    }

    static async Task<HeatmapQuery> Asked(
        HttpContext http,
        Collection collection,
        Geometry? posted,
        Catalogue catalogue,
        Databases databases,
        TimeProvider clock
    )
    {
        var form = MediaType.Negotiate(http.Request, HeatmapForms.All);
        var words = http.Request.Query;
        var named = await HeatmapNames.Find(
            words,
            posted,
            http.User.Role(),
            catalogue,
            databases,
            clock,
            http.RequestAborted
        );
        return HeatmapQuery.Parse(collection, words, form, RequestLanguage.Of(http.Request), named, clock.GetUtcNow());
    }

    /// <summary>Exact densities give away their points, so they are for those who may see the points.</summary>
    internal static async Task<(Collection, LayerVersion? Version)> Allowed(
        string id,
        HttpContext http,
        Catalogue catalogue
    )
    {
        var role = http.User.Role();
        if (role == Role.Public)
            throw Problem.NoToken();
        if (!role.IsStaff())
            throw Problem.Forbidden(role.Code(), "see heatmaps");
        var collection = await catalogue.Get(http.User.Role(), id);
        return (collection, await catalogue.Version(collection, http.RequestAborted));
    }

    /// <summary>The file asked for, its largest value per m² and how many points count; progress from 0 to 1. Throws 503 when it takes longer than the patience.</summary>
    internal static async Task<(byte[] Bytes, double Maximum, int Points)> Make(
        HeatmapQuery query,
        LayerVersion? version,
        WalkRouteBackdrop? streets,
        Databases databases,
        PointSnapshots snapshots,
        Role role,
        TimeSpan patience,
        Action<double> progress,
        CancellationToken cancellation
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stop.CancelAfter(patience);
        try
        {
            var heatmaps = new List<Heatmap>();
            List<HeatmapQuery> all = query.Periods is [] ? [query] : [.. query.Periods.Select(query.During)];
            foreach (var asked in all)
            {
                progress((double)heatmaps.Count / all.Count);
                var input = await HeatmapInput.Read(asked, version, streets, databases, snapshots, role, stop.Token);
                heatmaps.Add(Heatmap.Compute(asked, input, version?.ToString(), stop.Token));
            }
            var top = query.Maximum / query.Unit ?? heatmaps.Max(heatmap => heatmap.Furthest);
            var bytes = query switch
            {
                _ when query.Form == MediaType.JsonDocument => HeatmapJson.Write(heatmaps),
                _ when query.Form == MediaType.GeoTiff => HeatmapTiff.Write(heatmaps, stop.Token),
                _ when query.Form != MediaType.Png => await HeatmapShapes.Write(heatmaps[0], top, stop.Token),
                { Legend: false } => HeatmapPng.Write(heatmaps[0], top),
                _ => await HeatmapSheet.Write(
                    heatmaps,
                    top,
                    streets is null ? [] : await streets.Read(databases, role, query, stop.Token),
                    stop.Token
                ),
            };
            return (bytes, heatmaps.Max(heatmap => heatmap.Maximum), heatmaps.Sum(heatmap => heatmap.Points));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Problem.TooSlow();
        }
    }

    static IResult Answer(
        HttpContext http,
        HeatmapQuery query,
        byte[] bytes,
        double maximum,
        int points,
        EntityTagHeaderValue? tag
    )
    {
        http.Response.Headers["X-Heatmap-Maximum"] = (maximum * query.Unit).ToString("R", CultureInfo.InvariantCulture);
        http.Response.Headers["X-Heatmap-Points"] = points.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers.ContentLanguage = query.Language.Code;
        return Results.Bytes(
            bytes,
            query.Form.Type,
            query.Form.Extension() is { } extension ? $"heatmap-{query.Collection.Id}{extension}" : null,
            enableRangeProcessing: query.Form == MediaType.GeoTiff,
            entityTag: tag
        );
    }

    internal static bool Has(HttpRequest request, EntityTagHeaderValue tag) =>
        request
            .GetTypedHeaders()
            .IfNoneMatch.Any(theirs =>
                theirs.Equals(EntityTagHeaderValue.Any) || theirs.Compare(tag, useStrongComparison: false)
            );

    /// <summary>Everything that decides the bytes: the data, who asks, the question, and the program that answers.</summary>
    internal static string Key(HeatmapQuery query, Role role, LayerVersion? version, WalkRouteBackdrop? streets)
    {
        var all = string.Join(
            '\n',
            [
                typeof(Heatmap).Module.ModuleVersionId.ToString(),
                query.Collection.From,
                version?.ToString() ?? "",
                streets?.Version ?? "",
                role.Code(),
                query.Form.Name,
                query.Legend.ToString(),
                query.Language.Code,
                query.Crs.Uri,
                query.Grid.ToString(),
                query.Area is null ? "" : Convert.ToHexString(query.Area.AsBinary()),
                query.BandwidthM.ToString("R", CultureInfo.InvariantCulture),
                query.Weight.ToString(),
                query.AsOf.ToString("O", CultureInfo.InvariantCulture),
                query.Selection.Time?.ToString() ?? "",
                query.Compare?.ToString() ?? "",
                string.Join(',', query.Periods),
                query.Compare is null ? "" : query.Today.ToString("O", CultureInfo.InvariantCulture),
                query.Per?.From ?? "",
                query.PerVersion ?? "",
                query.Place ?? "",
                query.Hours?.ToString() ?? "",
                query.FilterText ?? "",
                query.Filter?.Crs.Uri ?? "",
                query.HalfLife.ToString(),
                query.StatusWeights.ToString(),
                query.Runs.ToString(CultureInfo.InvariantCulture),
                query.Maximum?.ToString("R", CultureInfo.InvariantCulture) ?? "",
                .. query.Filters.Select(filter => $"{filter.Column.Name}={filter.Text}"),
            ]
        );
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..32];
    }
}

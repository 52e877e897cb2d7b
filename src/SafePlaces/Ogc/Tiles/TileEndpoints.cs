using System.IO.Compression;
using Microsoft.Net.Http.Headers;
using SafePlaces.Access;
using SafePlaces.Data;
using SafePlaces.Data.Items;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Tiles;

/// <summary>One tile: of one collection, or of several as its layers.</summary>
static class TileEndpoints
{
    public static readonly MediaType Mvt = new("mvt", "application/vnd.mapbox-vector-tile");

    public static async Task OfCollection(
        string collectionId,
        string tileMatrixSetId,
        string tileMatrix,
        string tileRow,
        string tileCol,
        HttpContext http,
        Catalogue catalogue,
        TileReader reader,
        TileCache cache
    )
    {
        MediaType.Negotiate(http.Request, Mvt);
        var set = TileMatrixSet.Get(tileMatrixSetId);
        var collection = await catalogue.GetWithoutPersons(http.User.Role(), Links.Segment(http, ^6));
        var tile = Tile.Parse(set, tileMatrix, tileRow, tileCol, TileLimits.Of(set, [collection]));
        foreach (var refused in (string[])["bbox", "bbox-crs"])
            if (http.Request.Query.ContainsKey(refused))
                throw Problem.UnknownParameter(
                    refused,
                    ["datetime", .. collection.Columns.Select(column => column.Name)]
                );
        var parameters = http.Request.Query.Allow(
            [FeatureParameters.Properties],
            collection.Columns.Select(column => column.Name)
        );
        var selection = Selection.Parse(http.Request.Query.Given(), collection, parameters);
        collection = collection.Only(Properties.Parse(http.Request.Query.Given(), collection));
        await Answer(http, catalogue, reader, cache, tile, [(collection, selection)]);
    }

    public static async Task OfDataset(
        string tileMatrixSetId,
        string tileMatrix,
        string tileRow,
        string tileCol,
        HttpContext http,
        Catalogue catalogue,
        TileReader reader,
        TileCache cache
    )
    {
        MediaType.Negotiate(http.Request, Mvt);
        var set = TileMatrixSet.Get(tileMatrixSetId);
        var collections = await TilesetEndpoints.Selected(http, catalogue);
        var tile = Tile.Parse(set, tileMatrix, tileRow, tileCol, TileLimits.Of(set, collections));
        var time = http.Request.Query["datetime"].LastOrDefault() is { } text ? TimeRange.Parse(text) : null;
        await Answer(
            http,
            catalogue,
            reader,
            cache,
            tile,
            [.. collections.Select(collection => (collection, new Selection(null, time, [])))]
        );
    }

    static async Task Answer(
        HttpContext http,
        Catalogue catalogue,
        TileReader reader,
        TileCache cache,
        Tile tile,
        (Collection Collection, Selection Selection)[] layers
    )
    {
        var (role, cancellation) = (http.User.Role(), http.RequestAborted);
        // before the features: a tag may be older than what it stands for, never newer
        var parts = new List<Part>();
        foreach (var (collection, selection) in layers)
            parts.Add(new(collection, selection, await catalogue.Version(collection, cancellation)));
        var keep = parts.TrueForAll(part => part.Version is not null);
        var key = string.Join('\n', parts.Select(part => part.Key(role, tile)));
        if (!keep)
            Caching.Never(http);
        else if (Caching.IsCurrent(http, key))
            return;
        var bytes = await (
            AcceptsGzip(http.Request)
                ? cache.Get($"gzip\n{key}", keep, async stop => Zip(await Plain(stop)), cancellation)
                : cache.Get(
                    $"plain\n{key}",
                    keep,
                    async stop => cache.Peek($"gzip\n{key}") is { } zipped ? Unzip(zipped) : await Plain(stop),
                    cancellation
                )
        );
        if (bytes.Length == 0)
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        if (AcceptsGzip(http.Request))
            http.Response.Headers.ContentEncoding = "gzip";
        await http.WriteBytes(bytes, Mvt.Type);

        // layers one after another are a tile of them all
        async Task<byte[]> Plain(CancellationToken stop)
        {
            if (cache.Peek($"plain\n{key}") is { } ready)
                return ready;
            if (parts is [var only])
                return await reader.Read(role, only.Collection, only.Version, only.Selection, tile, stop);
            var all = new MemoryStream();
            foreach (var part in parts)
                await all.WriteAsync(
                    await cache.Get(
                        $"plain\n{part.Key(role, tile)}",
                        part.Version is not null,
                        s => reader.Read(role, part.Collection, part.Version, part.Selection, tile, s),
                        stop
                    ),
                    stop
                );
            return all.ToArray();
        }
    }

    /// <summary>One layer of a tile.</summary>
    sealed record Part(Collection Collection, Selection Selection, LayerVersion? Version)
    {
        /// <summary>Everything that decides its content.</summary>
        public string Key(Role role, Tile tile) =>
            $"{role} {Collection.From} {string.Join(' ', Collection.Columns.Select(column => column.Name))} {Version} {tile} {Selection.Time} {string.Join('&', Selection.Values.Select(value => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value.Column.Name}={value.Value}")))}";
    }

    static bool AcceptsGzip(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var accepted)
        && accepted.Any(one =>
            one.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && one.Quality is null or > 0
        );

    static byte[] Zip(byte[] bytes)
    {
        if (bytes.Length == 0)
            return bytes;
        var zipped = new MemoryStream(bytes.Length / 3);
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return zipped.ToArray();
    }

    static byte[] Unzip(byte[] zipped)
    {
        if (zipped.Length == 0)
            return zipped;
        var bytes = new MemoryStream(4 * zipped.Length);
        using (var gzip = new GZipStream(new MemoryStream(zipped), CompressionMode.Decompress))
            gzip.CopyTo(bytes);
        return bytes.ToArray();
    }
}

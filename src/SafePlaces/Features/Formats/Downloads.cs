using System.Globalization;
using Microsoft.Extensions.Options;
using SafePlaces.Gdal;
using SafePlaces.Http;
using SafePlaces.Storage;

namespace SafePlaces.Features.Formats;

/// <summary>How large a file may be that is made whole; CSV of everything streams and has no limit.</summary>
sealed class DownloadLimits
{
    public int Features { get; set; } = 1_000_000;

    /// <summary>Of GeoJSON, which the file is made of.</summary>
    public long Bytes { get; set; } = 1L << 30;

    public ProblemException Exceeded(MediaType form) =>
        Problem.TooLarge(
            $"A {form.Title()} of more than {Features} features or {Bytes >> 20} MiB of GeoJSON",
            "Ask for less with bbox, filter or limit, or for f=csv, which has no limit."
        );
}

/// <summary>
/// Answers items as files. Without <c>limit</c>, all that match, read in one snapshot as the caller's role; with it, a page whose
/// next one stands in the <c>Link</c> header. CSV of everything streams; every other file is made whole in a folder of its own
/// before the answer begins, within stated limits, and that folder is always removed. What fails while an answer streams cuts
/// the connection.
/// </summary>
sealed class Downloads(ItemsReader reader, Databases databases, IOptions<DownloadLimits> limits, TimeProvider clock)
    : IDisposable
{
    /// <summary>Each holds a connection of the role's pool of fifteen.</summary>
    const int MostStreams = 10;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    static readonly TimeSpan LongestStream = TimeSpan.FromHours(1);

    readonly SemaphoreSlim streams = new(MostStreams);
    readonly SemaphoreSlim conversions = new(Math.Max(2, Environment.ProcessorCount / 2));

    public async Task Write(
        HttpContext http,
        Collection collection,
        ItemsQuery query,
        LayerVersion? version,
        MediaType form,
        CancellationToken cancellation
    )
    {
        int? limit = http.Request.Query.ContainsKey("limit") ? query.Limit : null;
        var streamed = form == MediaType.Csv && limit is null;
        if (
            !streamed
            && limit is null
            && query is { IsEverything: true, After: null }
            && version?.Rows > limits.Value.Features
        )
            throw limits.Value.Exceeded(form);
        http.Response.ContentType = form.Type;
        http.Response.Headers.ContentDisposition = FileForms.Disposition(collection, form);
        if (http.IsHead())
            return;
        var turn = streamed ? streams : conversions;
        if (!await turn.WaitAsync(Patience, cancellation))
            throw Problem.Busy("The making of files");
        using var folder = new TemporaryFolder();
        var file = folder.File("answer");
        try
        {
            if (streamed)
            {
                await Stream(http, collection, query, cancellation);
                return;
            }
            await Make(http, collection, query, limit, version, form, folder, file, cancellation);
        }
        catch (GdalException wrong) when (wrong.Message.Contains("larger file", StringComparison.Ordinal))
        {
            throw limits.Value.Exceeded(form);
        }
        finally
        {
            turn.Release();
        }
        http.Response.ContentLength = new FileInfo(file).Length;
        await http.Response.SendFileAsync(file, cancellation);
    }

    async Task Stream(HttpContext http, Collection collection, ItemsQuery query, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var timer = clock.CreateTimer(_ => stop.Cancel(), null, LongestStream, Timeout.InfiniteTimeSpan);
        await using var items = await reader.File(http.User, collection, query, null, stop.Token);
        await http.Response.StartAsync(stop.Token);
        await new CsvFile(collection.Only(query.Shown), query.Crs).Write(
            items,
            http.Response.BodyWriter,
            int.MaxValue,
            stop.Token
        );
    }

    async Task Make(
        HttpContext http,
        Collection collection,
        ItemsQuery query,
        int? limit,
        LayerVersion? version,
        MediaType form,
        TemporaryFolder folder,
        string file,
        CancellationToken cancellation
    )
    {
        long returned;
        string? next = null;
        Func<Task> convert = () => Task.CompletedTask;
        var style =
            form == MediaType.GeoPackage ? await FileStyle.Of(databases.As(http.User), collection, cancellation) : null;
        await using (var items = await reader.File(http.User, collection, query, limit, cancellation))
        {
            var most = limit ?? limits.Value.Features;
            if (form == MediaType.Csv)
            {
                await using var csv = File.Create(file);
                var writer = System.IO.Pipelines.PipeWriter.Create(csv);
                returned = await new CsvFile(collection.Only(query.Shown), query.Crs).Write(
                    items,
                    writer,
                    most,
                    cancellation
                );
                await writer.CompleteAsync();
            }
            else
            {
                var made = new MadeFile(
                    collection.Only(query.Shown),
                    query.Crs,
                    Language.Of(http.Request),
                    style,
                    limits.Value,
                    folder,
                    file
                );
                (returned, convert) = await made.Read(items, form, most, cancellation);
            }
            if (items.HasRow && limit is null)
                throw limits.Value.Exceeded(form);
            if (items.HasRow)
                next = new Links(http).Same(http.Request, ("after", items.NextPage().Write(collection, query.Order)));
        }
        await convert();
        var headers = http.Response.Headers;
        headers["OGC-NumberReturned"] = returned.ToString(CultureInfo.InvariantCulture);
        if (Matched(query, version, returned, next is not null) is { } matched)
            headers["OGC-NumberMatched"] = matched.ToString(CultureInfo.InvariantCulture);
        if (next is not null)
            headers.Link = $"<{next}>; rel=\"next\"; type=\"{form.Type.Split(';')[0]}\"";
    }

    static long? Matched(ItemsQuery query, LayerVersion? version, long returned, bool more) =>
        query.After is not null ? null
        : !more ? returned
        : query.IsEverything && version?.Rows > returned ? version.Value.Rows
        : null;

    public void Dispose()
    {
        streams.Dispose();
        conversions.Dispose();
    }
}

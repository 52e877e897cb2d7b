using System.Globalization;
using System.IO.Pipelines;
using Microsoft.Extensions.Options;
using SafePlaces.Access;
using SafePlaces.Data;
using SafePlaces.Data.Items;
using SafePlaces.Gdal;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Features.Formats;

/// <summary>How large a file may be, and how many there may be at a time.</summary>
sealed class DownloadLimits
{
    public int Features { get; set; } = 1_000_000;

    /// <summary>Of GeoJSON, which the file is made of.</summary>
    public long Bytes { get; set; } = 1L << 30;

    /// <summary>Of a CSV, which may hold any number of features.</summary>
    public long CsvBytes { get; set; } = 4L << 30;

    /// <summary>Files that one caller has, from the question to the last byte.</summary>
    public int FilesOfCaller { get; set; } = 6;

    /// <summary>Files that all callers of a role have.</summary>
    public int FilesOfRole { get; set; } = 40;

    /// <summary>Files that are made at a time for one caller: one after another.</summary>
    public int MadeOfCaller { get; set; } = 1;

    /// <summary>Files that are made at a time for a role; each holds a connection of its pool while it is read.</summary>
    public int MadeOfRole { get; set; } = Math.Max(2, Environment.ProcessorCount / 2);

    public ProblemException Exceeded(MediaType form) =>
        form == MediaType.Csv
            ? Problem.TooLarge($"A CSV of more than {CsvBytes >> 20} MiB", "Ask for less with bbox, filter or limit.")
            : Problem.TooLarge(
                $"A {form.Title()} of more than {Features} features or {Bytes >> 20} MiB of GeoJSON",
                $"Ask for less with bbox, filter or limit, or for f=csv, which may have {CsvBytes >> 20} MiB."
            );
}

/// <summary>
/// Answers items as files. Without <c>limit</c>, all that match, read in one snapshot as the caller's role; with it, a page whose
/// next one stands in the <c>Link</c> header. Every file is made whole in a folder of its own before the answer begins, within
/// stated limits, and that folder is always removed. The connection of the database is back in its pool before the first byte goes
/// out.
/// </summary>
sealed class Downloads(
    FeatureReader reader,
    Databases databases,
    ExportShares shares,
    IOptions<DownloadLimits> limits,
    TimeProvider clock
)
{
    /// <summary>From the question to the last byte; who fetches more slowly is cut off.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromHours(1);

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
        if (
            form != MediaType.Csv
            && limit is null
            && query is { IsEverything: true, After: null }
            && version?.Rows > limits.Value.Features
        )
            throw limits.Value.Exceeded(form);
        http.Response.ContentType = form.Type;
        http.Response.Headers.ContentDisposition = FileForms.Disposition(collection, form);
        if (http.IsHead())
            return;
        using var late = new CancellationTokenSource(Longest, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        using var place = shares.File(http);
        using var folder = new TemporaryFolder();
        var file = folder.File("answer");
        try
        {
            using (await shares.Turn(http, stop.Token))
                await Make(http, collection, query, limit, version, form, folder, file, stop.Token);
            http.Response.ContentLength = new FileInfo(file).Length;
            await http.Response.SendFileAsync(file, stop.Token);
        }
        catch (GdalException wrong) when (wrong.Message.Contains("larger file", StringComparison.Ordinal))
        {
            throw limits.Value.Exceeded(form);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            throw Problem.TooSlow();
        }
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
        var style =
            form == MediaType.GeoPackage
                ? await FileStyle.Of(databases.As(http.User.Role()), collection, cancellation)
                : null;
        var (returned, convert, next) = await reader.File(
            http.User.Role(),
            collection,
            query,
            limit,
            Read,
            cancellation
        );
        await convert();
        var headers = http.Response.Headers;
        headers["OGC-NumberReturned"] = returned.ToString(CultureInfo.InvariantCulture);
        if (Matched(query, version, returned, next is not null) is { } matched)
            headers["OGC-NumberMatched"] = matched.ToString(CultureInfo.InvariantCulture);
        if (next is not null)
            headers.Link = $"<{next}>; rel=\"next\"; type=\"{form.Type.Split(';')[0]}\"";

        async Task<(long Returned, Func<Task> Convert, string? Next)> Read(FeatureCursor items)
        {
            var (shown, most) = (collection.Only(query.Shown), limit ?? limits.Value.Features);
            var (read, making) =
                form == MediaType.Csv
                    ? (await WriteCsv(items, shown), () => Task.CompletedTask)
                    : await new GdalExport(
                        shown,
                        query.Crs,
                        RequestLanguage.Of(http.Request),
                        style,
                        limits.Value,
                        folder,
                        file
                    ).Read(items, form, most, cancellation);
            if (items.HasRow && limit is null)
                throw limits.Value.Exceeded(form);
            return (
                read,
                making,
                items.HasRow
                    ? new Links(http).Same(http.Request, ("after", items.NextPage().Write(collection, query.Order)))
                    : null
            );
        }

        async Task<long> WriteCsv(FeatureCursor items, Collection shown)
        {
            await using var csv = File.Create(file);
            var writer = PipeWriter.Create(csv, new(leaveOpen: true));
            var read = await new CsvFile(shown, query.Crs).Write(
                items,
                writer,
                limit ?? int.MaxValue,
                limits.Value.CsvBytes,
                cancellation
            );
            await writer.CompleteAsync();
            return read;
        }
    }

    static long? Matched(ItemsQuery query, LayerVersion? version, long returned, bool more) =>
        query.After is not null ? null
        : !more ? returned
        : query.IsEverything && version?.Rows > returned ? version.Value.Rows
        : null;
}

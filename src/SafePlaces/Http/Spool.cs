using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace SafePlaces.Http;

/// <summary>
/// An answer is whole before its first byte goes out: in memory while it is small, else in a file that goes with it. So nobody holds a
/// connection of the database, or a turn, while a client takes its time; and what fails half-way is a problem, never half an answer.
/// Events, which come one by one, say <c>DisableBuffering</c> and go out as they are written.
/// </summary>
static class Spool
{
    /// <summary>Of one answer: two hundred of them are 50 MiB.</summary>
    const int MemoryBytes = 256 << 10;

    /// <summary>What goes out at a time: the spool keeps pieces of a kilobyte.</summary>
    const int PieceBytes = 32 << 10;

    public static IApplicationBuilder UseSpool(this IApplicationBuilder app) =>
        app.Use(
            async (http, next) =>
            {
                var client = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
                await using var whole = new FileBufferingWriteStream(MemoryBytes);
                var spooled = new SpooledBody(http, client, whole);
                http.Features.Set<IHttpResponseBodyFeature>(spooled);
                try
                {
                    await next(http);
                    await spooled.CompleteAsync();
                }
                finally
                {
                    http.Features.Set(client);
                }
                if (whole.Length == 0)
                    return;
                http.Response.ContentLength ??= whole.Length;
                // not disposed: the stream is the client's
                var pieces = new BufferedStream(client.Stream, PieceBytes);
                await whole.DrainBufferAsync(pieces, http.RequestAborted);
                await pieces.FlushAsync(http.RequestAborted);
            }
        );

    sealed class SpooledBody(HttpContext http, IHttpResponseBodyFeature client, Stream whole)
        : StreamResponseBodyFeature(whole, client)
    {
        public override void DisableBuffering()
        {
            http.Features.Set(PriorFeature);
            base.DisableBuffering();
        }

        /// <summary>A file is whole already.</summary>
        public override Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken)
        {
            if (Stream.Length > 0)
                return base.SendFileAsync(path, offset, count, cancellationToken);
            http.Features.Set(PriorFeature);
            return PriorFeature!.SendFileAsync(path, offset, count, cancellationToken);
        }
    }
}

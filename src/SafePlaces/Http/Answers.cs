using System.Text.Json;
using SafePlaces.Formats.Text;

namespace SafePlaces.Http;

/// <summary>Small answers, written whole; the tag is that of their content.</summary>
static class Answers
{
    /// <summary><paramref name="language"/>: that of the texts in it, where it has any.</summary>
    public static Task WriteDocument<T>(
        this HttpContext http,
        T document,
        Language? language = null,
        string type = "application/json"
    )
    {
        if (language is not null)
            http.Response.Headers.ContentLanguage = language.Code;
        return http.WriteBytes(JsonSerializer.SerializeToUtf8Bytes(document, MediaType.Json), type);
    }

    public static Task WritePage(
        this HttpContext http,
        string title,
        IEnumerable<(string Name, string Address)> crumbs,
        Func<HtmlPage, Html> body
    )
    {
        var page = new HtmlPage(http);
        return http.WriteBytes(page.Render(title, crumbs, body(page)), "text/html; charset=utf-8");
    }

    public static async Task WriteBytes(this HttpContext http, ReadOnlyMemory<byte> bytes, string type)
    {
        if (
            // the caller may have said more: a tag of the data's version
            http.Response.Headers.CacheControl.Count == 0
            && Caching.IsCurrent(
                http,
                Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes.Span))
            )
        )
            return;
        http.Response.ContentType = type;
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }
}

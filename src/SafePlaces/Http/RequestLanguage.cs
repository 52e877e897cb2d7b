using Microsoft.Net.Http.Headers;
using SafePlaces.Formats.Text;

namespace SafePlaces.Http;

static class RequestLanguage
{
    /// <summary>What <c>Accept-Language</c> wants most of the two, the first named of equals; English when it wants neither.</summary>
    public static Language Of(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var wanted)
            ? wanted
                .Where(one => one.Quality is null or > 0)
                .OrderByDescending(one => one.Quality ?? 1)
                .Select(one => Language.Find(one.Value.ToString().Split('-')[0].ToLowerInvariant()))
                .FirstOrDefault(one => one is not null)
                ?? Language.English
            : Language.English;
}

using Microsoft.Net.Http.Headers;

namespace SafePlaces.Http;

/// <summary>A problem for a person in a browser: what it means in Swedish or English, then what a program would be told.</summary>
static class ErrorPage
{
    static readonly string[] Programs = ["application/json", "application/problem+json", "application/geo+json"];

    /// <summary>Whether Accept names text/html before any JSON, as browsers do.</summary>
    public static bool IsWanted(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && Best(accepted, ["text/html"]) is { } html and > 0
        && html > Best(accepted, Programs).GetValueOrDefault();

    static double? Best(IList<MediaTypeHeaderValue> accepted, string[] types) =>
        accepted
            .Where(range => types.Contains(range.MediaType.ToString(), StringComparer.OrdinalIgnoreCase))
            .Max(range => (double?)(range.Quality ?? 1));

    public static Task Write(HttpContext http, int status, ProblemException? problem)
    {
        var page = new HtmlPage(http);
        var (title, advice) = Words(page, status);
        var bytes = page.Render(
            title,
            [("SafePlaces", http.Request.PathBase + "/")],
            Html.Of(
                $"""
                <p class="lead">{advice}</p>
                {Details(http, page, status, problem)}
                <p><small>{status} · {http.TraceIdentifier}</small></p>
                """
            )
        );
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.ContentLength = bytes.Length;
        return http.Response.Body.WriteAsync(bytes, http.RequestAborted).AsTask();
    }

    /// <summary>What a program is told; to who is to sign in, the way there.</summary>
    static Html Details(HttpContext http, HtmlPage page, int status, ProblemException? problem) =>
        status == 401
            ? Html.Of($"""<p><a href="{SignedIn.Way(http.Request)}">{page.Say("Logga in", "Sign in")}</a></p>""")
        : problem is null ? default
        : Html.Of($"""<p lang="en">{problem.Title} {problem.Cure}</p>""");

    static (string Title, string Advice) Words(HtmlPage page, int status) =>
        status switch
        {
            401 => (
                page.Say("Du behöver logga in", "You need to sign in"),
                page.Say(
                    "Det här är för dem som har en personlig nyckel.",
                    "This is for those who have a personal token."
                )
            ),
            403 => (
                page.Say("Det här får du inte", "You may not do this"),
                page.Say("Din roll räcker inte till det.", "Your role does not cover it.")
            ),
            404 or 410 => (
                page.Say("Här finns ingenting", "There is nothing here"),
                page.Say(
                    "Adressen är fel, eller så är det den pekar på borta.",
                    "The address is wrong, or what it points to is gone."
                )
            ),
            429 => (
                page.Say("För många frågor", "Too many questions"),
                page.Say("Vänta en stund och ladda om sidan.", "Wait a moment and reload the page.")
            ),
            503 => (
                page.Say("Tjänsten hinner inte svara", "The service cannot answer now"),
                page.Say("Försök igen om en stund.", "Try again in a moment.")
            ),
            >= 500 => (
                page.Say("Något gick fel hos oss", "Something went wrong here"),
                page.Say(
                    "Felet är antecknat. Berätta för den som sköter tjänsten vad som står nederst.",
                    "It has been logged. Tell the administrator what stands at the bottom."
                )
            ),
            _ => (
                page.Say("Frågan gick inte att förstå", "The question could not be understood"),
                page.Say("Gå tillbaka och ändra den.", "Go back and change it.")
            ),
        };
}

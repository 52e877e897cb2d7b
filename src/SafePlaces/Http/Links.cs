using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Features;

namespace SafePlaces.Http;

/// <summary>A link as OGC APIs write it; href is absolute, as QGIS needs it.</summary>
sealed record Link(string Href, string Rel, string? Type = null, string? Title = null)
{
    [JsonPropertyName("templated")]
    public bool? Templated { get; init; }
}

/// <summary>
/// Builds absolute addresses of this service as the caller sees it (SAFEPLACES_PUBLIC_URL, or the request's host, or
/// what a proxy forwards).
/// </summary>
sealed class Links
{
    public Links(HttpContext http) => Root = PublicAddress.Of(http);

    /// <summary>The address of the service, without a slash at its end.</summary>
    public string Root { get; }

    /// <summary>The address of a path of this service: <c>To("/collections")</c>, with further query parameters.</summary>
    public string To(string path, params ReadOnlySpan<(string Name, string Value)> query)
    {
        var address = Root + path;
        for (var i = 0; i < query.Length; i++)
            address +=
                $"{(i == 0 ? '?' : '&')}{Uri.EscapeDataString(query[i].Name)}={Uri.EscapeDataString(query[i].Value)}";
        return address;
    }

    /// <summary>The path as the caller wrote it: routing decodes all of it but <c>%2F</c>, which a name may hold.</summary>
    static string PathAsSent(HttpRequest request)
    {
        var sent = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return sent.StartsWith('/') ? sent.Split('?')[0] : request.Path.ToUriComponent();
    }

    /// <summary>A name in the path, with whatever it holds.</summary>
    public static string Segment(HttpContext http, Index index) =>
        Uri.UnescapeDataString(PathAsSent(http.Request).TrimEnd('/').Split('/')[index]);

    /// <summary>This request's address with some query parameters replaced (null = left out), all others kept.</summary>
    public string Same(HttpRequest request, params ReadOnlySpan<(string Name, string? Value)> changed)
    {
        var query = request
            .Query.SelectMany(pair => pair.Value.Select(value => (Name: pair.Key, Value: value ?? "")))
            .ToList();
        foreach (var (name, value) in changed)
        {
            query.RemoveAll(pair => pair.Name == name);
            if (value is not null)
                query.Add((name, value));
        }
        return To(PathAsSent(request), [.. query]);
    }

    /// <summary>The links of this very resource, in the form it is given in and in the other.</summary>
    public Link[] SelfAndAlternate(HttpRequest request, MediaType self, MediaType other) =>
        [new(Same(request), "self", self.Type), new(Same(request, ("f", other.Name)), "alternate", other.Type)];
}

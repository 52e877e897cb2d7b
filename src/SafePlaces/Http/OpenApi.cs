using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.OpenApi;
using SafePlaces.Formats.Text;
using Swashbuckle.AspNetCore.Swagger;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace SafePlaces.Http;

/// <summary>
/// <c>/api</c>: the OpenAPI 3.0 document, made by Swashbuckle from what the endpoints say of themselves, and
/// <c>/api.html</c>: the same for people.
/// </summary>
static class OpenApi
{
    /// <summary>Without a blank: some clients compare it letter by letter.</summary>
    public const string Type = "application/vnd.oai.openapi+json;version=3.0";

    const string Name = "safeplaces";
    static readonly MediaType Document = new("json", Type);

    public static IServiceCollection AddOpenApiDocument(this IServiceCollection services) =>
        services
            .AddEndpointsApiExplorer()
            .AddSwaggerGen(swagger =>
            {
                swagger.SwaggerDoc(
                    Name,
                    new()
                    {
                        Title = "SafePlaces",
                        Version = typeof(OpenApi).Assembly.GetName().Version!.ToString(3),
                        Description =
                            "Safety on the table while a place is planned and built. OGC API Features; every collection the caller's role may see.",
                        License = new() { Name = "MIT", Url = new("https://opensource.org/license/mit") },
                    }
                );
                swagger.DocumentFilter<Completion>();
                swagger.CustomOperationIds(api =>
                    api.ActionDescriptor.EndpointMetadata.OfType<IEndpointNameMetadata>().LastOrDefault()?.EndpointName
                    ?? $"{api.HttpMethod?.ToLowerInvariant()}.{api.RelativePath?.Replace('/', '.')}"
                );
                swagger.SupportNonNullableReferenceTypes();
                swagger.NonNullableReferenceTypesAsRequired();
            })
            .AddSingleton<OpenApiText>();

    public static void MapOpenApiDocument(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api",
                (HttpContext http, OpenApiText text) =>
                    // a client that only knows of JSON gets the document too
                    MediaType.Negotiate(http.Request, Document, MediaType.JsonDocument, MediaType.Html)
                    == MediaType.Html
                        ? WritePage(http, text)
                        : http.WriteBytes(text.For(http), Type)
            )
            .WithQuery()
            .WithName("getApi")
            .WithTags("About")
            .WithSummary("This document.")
            .Produces<object>(200, Type, "text/html");
        routes
            .MapGet("/api.html", (HttpContext http, OpenApiText text) => WritePage(http, text))
            .WithQuery()
            .WithName("getApiPage")
            .WithTags("About")
            .WithSummary("This document, for people.")
            .Produces<string>(200, "text/html");
    }

    static Task WritePage(HttpContext http, OpenApiText text)
    {
        var links = new Links(http);
        return http.WritePage(
            "API",
            [("SafePlaces", links.To("/")), ("API", links.To("/api.html"))],
            page =>
                Html.Of(
                    $"""
                    <p class="lead">{page.Say(
                        "Så här frågar ett program SafePlaces. Samma dokument för maskiner:",
                        "How a program asks SafePlaces. The same document for machines:"
                    )} <a href="{links.To("/api")}">OpenAPI 3.0</a>.</p>
                    {text.Paths(page)}
                    """
                )
        );
    }

    static Html PathHtml(HtmlPage page, JsonNode document, string path, JsonNode operations) =>
        Html.Each(
            operations
                .AsObject()
                .Where(operation => operation.Value is JsonObject value && value.ContainsKey("responses")),
            operation =>
                Html.Of(
                    $"""
                    <h2><code>{operation.Key.ToUpperInvariant()} {path}</code></h2>
                    <p>{(string?)operation.Value!["summary"]}</p>
                    {Parameters(page, document, operation.Value!)}
                    <p><small>{page.Say("Svar", "Answers")}: {string.Join(
                        ", ",
                        operation.Value["responses"]!.AsObject().Select(response => response.Key)
                    )}</small></p>
                    """
                )
        );

    static Html Parameters(HtmlPage page, JsonNode document, JsonNode operation) =>
        operation["parameters"] is not JsonArray { Count: > 0 } parameters
            ? default
            : Html.Of(
                $"""
                <div class="scroll"><table><thead><tr><th scope="col">{page.Say("Parameter", "Parameter")}</th><th scope="col">{page.Say(
                    "Betydelse",
                    "Meaning"
                )}</th></tr></thead><tbody>{Html.Each(
                    parameters.Select(parameter =>
                        (string?)parameter!["$ref"] is { } reference
                            ? document["components"]!["parameters"]![reference.Split('/')[^1]]!
                            : parameter
                    ),
                    parameter =>
                        Html.Of(
                            $"<tr><td><code>{(string?)parameter["name"]}</code></td><td>{(string?)parameter["description"]}</td></tr>"
                        )
                )}</tbody></table></div>
                """
            );

    /// <summary>What the endpoints' metadata say beyond Swashbuckle: shared query parameters, problems, ways to send a token.</summary>
    sealed class Completion : IDocumentFilter
    {
        public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
        {
            var components = swaggerDoc.Components ??= new();
            components.Parameters ??= new Dictionary<string, IOpenApiParameter>();
            components.Responses = new Dictionary<string, IOpenApiResponse>
            {
                ["problem"] = new OpenApiResponse
                {
                    Description = "What is wrong, with which field, and what to do about it (RFC 9457).",
                    Content = new Dictionary<string, IOpenApiMediaType>
                    {
                        ["application/problem+json"] = new OpenApiMediaType
                        {
                            Schema = context.SchemaGenerator.GenerateSchema(
                                typeof(ProblemDocument),
                                context.SchemaRepository
                            ),
                        },
                    },
                },
            };
            Secure(swaggerDoc, components);
            foreach (var api in context.ApiDescriptions)
            {
                var path = swaggerDoc.Paths['/' + api.RelativePath!.TrimEnd('/')];
                Complete(swaggerDoc, path.Operations![new HttpMethod(api.HttpMethod!)], api);
            }
        }

        static void Complete(OpenApiDocument document, OpenApiOperation operation, ApiDescription api)
        {
            var declared = api.ActionDescriptor.EndpointMetadata.OfType<QueryParameters>().LastOrDefault();
            var inPath =
                operation.Parameters?.Where(parameter => parameter.In == ParameterLocation.Path).ToList() ?? [];
            operation.Parameters = [.. inPath, .. (declared?.All ?? []).Select(one => Parameter(document, one))];
            operation.Responses ??= [];
            foreach (var response in operation.Responses.Values)
                if (response.Content is { } forms && forms.TryGetValue("text/html", out var page))
                    ((OpenApiMediaType)page).Schema = new OpenApiSchema { Type = JsonSchemaType.String };
            int[] problems = [.. inPath.Count > 0 ? (int[])[401, 403, 404] : [401], 400, 406, 503];
            foreach (var status in problems.Order())
                operation.Responses.TryAdd($"{status}", new OpenApiResponseReference("problem", document));
        }

        /// <summary>A reference to the shared parameter of this name; where another capability means something else by it, its own.</summary>
        static IOpenApiParameter Parameter(OpenApiDocument document, QueryParameter declared)
        {
            var parameter = new OpenApiParameter
            {
                Name = declared.Name,
                In = ParameterLocation.Query,
                Description = declared.Description,
                Required = declared.Required,
                Style = ParameterStyle.Form,
                Explode = false,
                Schema = declared.Schema,
            };
            var shared = document.Components!.Parameters!;
            if (!shared.TryAdd(declared.Name, parameter) && shared[declared.Name].Schema != declared.Schema)
                return parameter;
            return new OpenApiParameterReference(declared.Name, document);
        }

        static void Secure(OpenApiDocument document, OpenApiComponents components)
        {
            components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" },
                ["basic"] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "basic",
                    Description = "The token as the password; the user does not matter.",
                },
                ["session"] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.ApiKey,
                    In = ParameterLocation.Cookie,
                    Name = SessionCookie.BaseName,
                    Description = "What /sign-in gives a browser for a token.",
                },
            };
            document.Security =
            [
                [],
                .. components.SecuritySchemes.Keys.Select(scheme => new OpenApiSecurityRequirement
                {
                    [new OpenApiSecuritySchemeReference(scheme, document)] = [],
                }),
            ];
        }
    }

    /// <summary>The document, made once; only its server differs from caller to caller.</summary>
    sealed class OpenApiText(ISwaggerProvider swagger)
    {
        const string Server = "https://server.invalid";
        readonly ConcurrentDictionary<Language, Html> paths = [];
        readonly Lazy<JsonNode> document = new(() =>
        {
            var made = swagger.GetSwagger(Name);
            made.Servers = [new() { Url = Server }];
            var json = JsonNode.Parse(
                made.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_0).GetAwaiter().GetResult()
            )!;
            // the default, but some clients want it written
            foreach (var (_, parameter) in json["components"]!["parameters"]!.AsObject())
                parameter!["style"] = "form";
            return json;
        });

        /// <summary>The document as it is written, cut where the server stands.</summary>
        byte[][] Parts =>
            LazyInitializer.EnsureInitialized(
                ref parts,
                () => [.. document.Value.ToJsonString(MediaType.Json).Split(Server, 2).Select(Encoding.UTF8.GetBytes)]
            );

        byte[][]? parts;

        public byte[] For(HttpContext http) =>
            [
                .. Parts[0],
                .. Encoding.UTF8.GetBytes(JavaScriptEncoder.Default.Encode(new Links(http).Root)),
                .. Parts[1],
            ];

        /// <summary>Each operation for people.</summary>
        public Html Paths(HtmlPage page) =>
            paths.GetOrAdd(
                page.Language,
                _ =>
                    Html.Each(
                        document.Value["paths"]!.AsObject(),
                        path => PathHtml(page, document.Value, path.Key, path.Value!)
                    )
            );
    }
}

/// <summary>A problem document as it is written (RFC 9457).</summary>
sealed record ProblemDocument(string Type, string Title, int Status, string Detail, string? Field, string TraceId);

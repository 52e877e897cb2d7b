using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using SafePlaces.Access;
using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Gdal;
using SafePlaces.Http;

namespace SafePlaces.Imports;

/// <summary><c>POST /collections/{id}/imports</c>: a file in, an account of it out.</summary>
static class ImportEndpoints
{
    const long LargestFile = 1L << 30;
    const int LargestField = 1 << 20;

    static readonly string[] Types =
    [
        "application/geo+json",
        "application/geo+json-seq",
        "text/csv",
        "application/geopackage+sqlite3",
        "application/zip",
        "application/gml+xml",
        "application/vnd.openstreetmap.data+pbf",
        "application/vnd.openstreetmap.data+xml",
        "application/gzip",
        "multipart/form-data",
    ];

    static readonly QueryParameter[] Parameters =
    [
        Text("mapping", "Name of a built-in mapping; a mapping file goes into the part 'mapping' of a multipart body."),
        Text("source", "The register the file comes from; else the mapping's, else the file's name."),
        Text("crs", "The CRS of the file, where it does not say: EPSG:3008."),
        Text("layer", "Which layer of a file that has several."),
        Text("filename", "The file's name, for a body that is the file itself."),
        Text("area-of-use", "west,south,east,north in degrees that coordinates must lie in. Officers only."),
    ];

    static QueryParameter Text(string name, string description) =>
        new(name, description, new OpenApiSchema { Type = JsonSchemaType.String });

    public static IServiceCollection AddImports(this IServiceCollection services) => services.AddSingleton<Importer>();

    public static void MapImports(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/collections/{collectionId}/imports", Post)
            .WithQuery(Parameters)
            .WithName("importFile")
            .WithTags("Imports")
            .WithSummary("Import a file into a layer")
            .WithDescription(
                "GeoJSON, GeoJSON sequences, CSV, GeoPackage, zipped Shapefile, GML, OpenStreetMap PBF or XML, at most 1 GB, in any CRS. "
                    + "All good rows land or none; every rejected row is named with its reason. The same file again changes nothing."
            )
            .Accepts<Stream>(Types[0], Types[1..])
            .Produces<ImportResult>()
            .ProducesProblem(400)
            .ProducesProblem(403)
            .ProducesProblem(413)
            .ProducesProblem(415)
            .ProducesProblem(422);

    static async Task<IResult> Post(
        string collectionId,
        HttpContext http,
        Catalogue catalogue,
        Databases databases,
        Importer importer,
        CancellationToken cancellation
    )
    {
        var role = http.User.Role();
        var collection = await catalogue.Get(http.User.Role(), collectionId);
        if (collection.Layer is { IsDerived: true })
            throw Problem.Unprocessable(
                $"'{collectionId}' is made from other layers: it is not imported into.",
                "Import into the layers it is made from."
            );
        if (collection.Layer is not { } layer)
            throw Problem.Unprocessable(
                $"'{collectionId}' is a reference layer: it is not imported into.",
                "Replace its table in schema reference with QGIS or ogr2ogr."
            );
        if (!await Importer.May(databases.As(role), layer, cancellation))
            throw role == Role.Public ? Problem.NoToken() : Problem.Forbidden(role.Code(), $"import into '{layer.Id}'");
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = LargestFile;

        var fields = http.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        using var folder = new TemporaryFolder();
        var path = folder.File("upload");
        await Receive(http.Request, path, fields, cancellation);
        var order = Order(path, layer, fields, role) with { Caller = http.User };
        return Results.Json(await importer.Run(order, databases.As(role), null, cancellation), MediaType.Json);
    }

    static ImportOrder Order(string path, Layer layer, Dictionary<string, string> fields, Role role)
    {
        return new(path, Field("filename") ?? layer.Id, layer)
        {
            Mapping =
                Field("mapping") is not { } mapping ? null
                : mapping.AsSpan().TrimStart().StartsWith("{") ? Mapping.Parse(mapping, layer)
                : Mapping.BuiltIn(mapping, layer),
            Source = Field("source"),
            Crs = Field("crs"),
            FileLayer = Field("layer"),
            Area = Field("area-of-use") is { } area ? Area(area, role) : null,
        };

        string? Field(string name) => fields.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;
    }

    /// <summary>Who may widen the area has the whole layer to answer for.</summary>
    static AreaOfUse Area(string text, Role role)
    {
        if (role != Role.Officer)
            throw Problem.Forbidden(role.Code(), "set the area of use");
        try
        {
            return AreaOfUse.Parse(text);
        }
        catch (FormatException wrong)
        {
            throw Problem.InvalidParameter("area-of-use", wrong.Message, "Give four numbers: 10.03,54.96,24.17,69.07.");
        }
    }

    /// <summary>Streams the file to disk: the body, or the part 'file' of a form; other parts are fields.</summary>
    static async Task Receive(
        HttpRequest request,
        string path,
        Dictionary<string, string> fields,
        CancellationToken cancellation
    )
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
            throw Problem.UnsupportedMedia(request.ContentType ?? "none", Types);
        if (!type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            // by its first bytes the importer knows a file, but for CSV, which has none of its own
            if (type.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase))
                fields["filename"] = Path.ChangeExtension(fields.GetValueOrDefault("filename", "upload"), ".csv");
            if (type.MediaType.Equals("application/geo+json-seq", StringComparison.OrdinalIgnoreCase))
                fields["filename"] = Path.ChangeExtension(fields.GetValueOrDefault("filename", "upload"), ".geojsons");
            await Save(request.Body, path, cancellation);
            return;
        }
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary))
            throw Problem.InvalidBody("file", "the multipart body has no boundary", "Send it with curl -F file=@….");
        var parts = new MultipartReader(boundary, request.Body);
        var found = false;
        while (await Next(parts, cancellation) is { } part)
        {
            if (!ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition))
                continue;
            var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
            if (name == "file")
            {
                found = true;
                var given = disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName;
                fields.TryAdd("filename", Path.GetFileName(HeaderUtilities.RemoveQuotes(given).Value ?? ""));
                await Save(part.Body, path, cancellation);
            }
            else if (Array.Exists(Parameters, known => known.Name == name))
            {
                fields[name] = await ReadField(part.Body, name, cancellation);
            }
            else
            {
                throw Problem.InvalidBody(
                    name,
                    "there is no such part",
                    $"Known are: file, {string.Join(", ", Parameters.Select(known => known.Name))}."
                );
            }
        }
        if (!found)
            throw Problem.InvalidBody("file", "is missing", "Send the file as the part 'file'.");
    }

    static async Task<MultipartSection?> Next(MultipartReader parts, CancellationToken cancellation)
    {
        try
        {
            return await parts.ReadNextSectionAsync(cancellation);
        }
        catch (Exception wrong) when (wrong is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw Problem.InvalidBody("file", "the multipart body is not whole", "Send it again.");
        }
    }

    static async Task<string> ReadField(Stream body, string name, CancellationToken cancellation)
    {
        var buffer = new byte[LargestField + 1];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return length <= LargestField
            ? System.Text.Encoding.UTF8.GetString(buffer, 0, length)
            : throw Problem.TooLarge($"The part '{name}'", "It may have 1 MB.");
    }

    static async Task Save(Stream body, string path, CancellationToken cancellation)
    {
        await using var file = File.Create(path);
        await body.CopyToAsync(file, cancellation);
        if (file.Length == 0)
            throw Problem.InvalidBody(
                "file",
                "is empty",
                "Send the file as the body, or as the part 'file' of a form."
            );
    }
}

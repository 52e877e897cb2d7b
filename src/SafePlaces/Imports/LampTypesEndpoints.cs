using System.Text;
using SafePlaces.Access;
using SafePlaces.Analysis.Lighting;
using SafePlaces.Data;
using SafePlaces.Data.Facts;
using SafePlaces.Http;

namespace SafePlaces.Imports;

/// <summary>
/// <c>/lamp-types</c>: the photometric file (IES or LDT) of each type of lamp. A lamp whose <c>lamp_type</c> has one shines as its
/// maker measured it, in place of the two assumed luminaires. For planners and officers.
/// </summary>
static class LampTypesEndpoints
{
    const int LongestName = 100;

    public static void MapLampTypes(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/lamp-types", All)
            .WithQuery()
            .WithName("getLampTypes")
            .WithTags("Lamp types")
            .WithSummary("The lamp types that have a photometric file, and how many lamps are of each.")
            .Produces<LampTypesDocument>()
            .ProducesProblem(403);
        routes
            .MapGet("/lamp-types/{name}", Get)
            .WithQuery()
            .WithName("getLampType")
            .WithTags("Lamp types")
            .WithSummary("The photometric file of a lamp type.")
            .Produces<string>(200, "text/plain")
            .ProducesProblem(403)
            .ProducesProblem(404);
        routes
            .MapPut("/lamp-types/{name}", Put)
            .WithQuery()
            .WithName("putLampType")
            .WithTags("Lamp types")
            .WithSummary("Give a lamp type its photometric file, in place of any before it.")
            .WithDescription(
                "The body is the file itself, at most 1 MB: IES (ANSI/IES LM-63, type C) or EULUMDAT (LDT), in UTF-8 or Latin-1. "
                    + "A file that cannot be read is refused, with the line and what to change."
            )
            .Produces<LampType>()
            .Produces<LampType>(201)
            .ProducesProblem(400)
            .ProducesProblem(403)
            .ProducesProblem(413)
            .ProducesProblem(422);
        routes
            .MapDelete("/lamp-types/{name}", Delete)
            .WithQuery()
            .WithName("deleteLampType")
            .WithTags("Lamp types")
            .WithSummary("Forget the photometric file of a lamp type: its lamps shine as assumed again.")
            .Produces(204)
            .ProducesProblem(403)
            .ProducesProblem(404);
    }

    static async Task<IResult> All(HttpContext http, Databases databases, CancellationToken cancellation)
    {
        StaffOnly(http, "see lamp types");
        Caching.Never(http);
        var links = new Links(http);
        return Results.Json(
            new LampTypesDocument(
                await LampTypes.All(databases.As(http.User.Role()), cancellation),
                [new(links.To("/lamp-types"), "self", MediaType.JsonDocument.Type)]
            ),
            MediaType.Json
        );
    }

    static async Task<IResult> Get(string name, HttpContext http, Databases databases, CancellationToken cancellation)
    {
        StaffOnly(http, "see lamp types");
        Caching.Never(http);
        return await LampTypes.File(databases.As(http.User.Role()), Named(name), cancellation) is { } file
            ? Results.Text(file, "text/plain", Encoding.UTF8)
            : throw NoType();
    }

    static async Task<IResult> Put(
        string name,
        HttpContext http,
        Databases databases,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        StaffOnly(http, "give lamp types their files");
        name = Named(name);
        if (name.Length is 0 or > LongestName || name != name.Trim() || name.Any(char.IsControl))
            throw Problem.Unprocessable(
                "The name is no name of a lamp type.",
                $"Give 1 to {LongestName} characters, without blanks at the ends.",
                "name"
            );
        var file = Text(await GeoJson.Bytes(http.Request, cancellation));
        var isNew = await LampTypes.Store(databases.Worker, name, file, Read(file), clock.GetUtcNow(), cancellation);
        var stored = (await LampTypes.All(databases.As(http.User.Role()), cancellation)).First(type =>
            type.Name == name
        );
        return Results.Json(stored, MediaType.Json, statusCode: isNew ? 201 : 200);
    }

    static async Task<IResult> Delete(
        string name,
        HttpContext http,
        Databases databases,
        CancellationToken cancellation
    )
    {
        StaffOnly(http, "forget the files of lamp types");
        return await LampTypes.Delete(databases.Worker, Named(name), cancellation)
            ? Results.NoContent()
            : throw NoType();
    }

    static void StaffOnly(HttpContext http, string what)
    {
        var role = http.User.Role();
        if (!role.IsStaff())
            throw role == Role.Public ? Problem.NoToken() : Problem.Forbidden(role.Code(), what);
    }

    static ProblemException NoType() =>
        Problem.NotFound("lamp type with a photometric file", "GET /lamp-types lists them.");

    /// <summary>Routing decodes all of a name but its slashes.</summary>
    static string Named(string name) => name.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>UTF-8, or what such files were written in before.</summary>
    static string Text(byte[] bytes)
    {
        var text = System.Text.Unicode.Utf8.IsValid(bytes)
            ? Encoding.UTF8.GetString(bytes)
            : Encoding.Latin1.GetString(bytes);
        return text.Contains('\0', StringComparison.Ordinal)
            ? throw Problem.InvalidBody("file", "is no text", "Send the IES or LDT file itself, not packed.")
            : text;
    }

    static Photometry Read(string file)
    {
        try
        {
            return Photometry.Read(file);
        }
        catch (PhotometryException wrong)
        {
            throw Problem.InvalidBody(
                $"line {wrong.Line}",
                wrong.Cure,
                "Mend it, or send the IES or LDT file as the maker gives it."
            );
        }
    }
}

sealed record LampTypesDocument(IReadOnlyList<LampType> LampTypes, IReadOnlyList<Link> Links);

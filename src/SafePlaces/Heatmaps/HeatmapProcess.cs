using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Microsoft.OpenApi;
using NetTopologySuite.Geometries;
using SafePlaces.Data;
using SafePlaces.Formats.Text;
using SafePlaces.Heatmaps.Drawing;
using SafePlaces.Heatmaps.Points;
using SafePlaces.Heatmaps.Questions;
using SafePlaces.Heatmaps.Writing;
using SafePlaces.Http;
using SafePlaces.Ogc.Processes;

namespace SafePlaces.Heatmaps;

/// <summary>
/// The question of <c>/heatmaps/{collectionId}</c> as a process: the same words, the same refusals, the same bytes. As its
/// inputs are kept, it can be asked by nothing that a planner does not see: no words of a report.
/// </summary>
sealed class HeatmapProcess(
    Catalogue catalogue,
    Databases databases,
    PointSnapshots points,
    IConfiguration configuration,
    TimeProvider clock
) : Process
{
    /// <summary>Who asks for a job waits elsewhere.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Inputs that are no parameters of the query.</summary>
    static readonly ProcessInput[] Own =
    [
        new(
            "collection",
            new("A collection of points, such as unsafe-spots.", "En samling av punkter, som unsafe-spots."),
            new() { Type = JsonSchemaType.String, MaxLength = 200 },
            Required: true
        ),
        new(
            "geometry",
            new(
                "What to cover, instead of a box or a named area: a GeoJSON Polygon or MultiPolygon, in CRS84.",
                "Det som ska täckas, i stället för en ruta eller ett namngivet område: en Polygon eller MultiPolygon i GeoJSON, i CRS84."
            ),
            new() { Type = JsonSchemaType.Object, Format = "geojson-geometry" }
        ),
        new(
            "columns",
            new(
                "Only points whose columns have these values: {\"category\": \"lighting\"}.",
                "Bara punkter vars kolumner har dessa värden: {\"category\": \"lighting\"}."
            ),
            new()
            {
                Type = JsonSchemaType.Object,
                AdditionalProperties = new OpenApiSchema
                {
                    Type = JsonSchemaType.String | JsonSchemaType.Number | JsonSchemaType.Boolean,
                },
            }
        ),
        new(
            "f",
            new(
                "Form of the result; or name its media type among the outputs.",
                "Resultatets form; eller ange dess mediatyp bland outputs."
            ),
            new()
            {
                Type = JsonSchemaType.String,
                Enum = [.. HeatmapForms.All.Select(form => (System.Text.Json.Nodes.JsonNode)form.Name)],
            }
        ),
    ];

    public override string Id => "heatmap";

    public override string Version => "1.0.0";

    public override Wording Title => new("Heatmap", "Värmekarta");

    public override Wording Description =>
        new(
            "Where the points of a collection lie dense, as a picture with legend, a GeoTIFF, cells, contours or JSON.",
            "Var punkterna i en samling ligger tätt, som bild med teckenförklaring, GeoTIFF, rutor, nivåkurvor eller JSON."
        );

    public override IReadOnlyList<Role> Roles => [Role.Planner, Role.Officer];

    public override IReadOnlyList<ProcessInput> Inputs { get; } =
    [
        .. Own,
        .. HeatmapQuery.Parameters.Select(parameter => new ProcessInput(
            parameter.Name,
            Wording.Parse(parameter.Description),
            parameter.Schema
        )),
    ];

    public override IReadOnlyList<ProcessOutput> Outputs { get; } =
    [
        new(
            "heatmap",
            new("The density per km².", "Tätheten per km²."),
            [.. HeatmapForms.All.Select(form => form.Type).Distinct()]
        ),
    ];

    public override TimeSpan TimeLimit => Patience;

    public override async Task Check(ProcessRun run) =>
        await Parse(run, Role.Planner, await catalogue.Get(Role.Planner, Collection(run)));

    public override async Task<IReadOnlyList<Product>> Run(ProcessRun run)
    {
        var collection = await catalogue.Get(run.Role, Collection(run));
        var query = await Parse(run, run.Role, collection);
        var version = await catalogue.Version(collection, run.Cancellation);
        var streets = await WalkRouteBackdrop.For(query, catalogue, run.Role, run.Cancellation);
        var (bytes, _, _) = await FewThreads.Run(
            () =>
                HeatmapEndpoints.Make(
                    query,
                    version,
                    streets,
                    databases,
                    points,
                    run.Role,
                    Patience,
                    done => run.Report((int)(100 * done), new("Counting points", "Räknar punkter")),
                    run.Cancellation
                ),
            run.Cancellation
        );
        return [new("heatmap", query.Form.Type, bytes)];
    }

    static string Collection(ProcessRun run) => run.Text("collection")!;

    async Task<HeatmapQuery> Parse(ProcessRun run, Role role, Collection collection)
    {
        var words = new QueryCollection(Asked(run, collection));
        var named = await HeatmapNames.Find(words, Drawn(run), role, catalogue, databases, clock, run.Cancellation);
        return HeatmapQuery.Parse(collection, words, Form(run), run.Language, named, clock.GetUtcNow());
    }

    /// <summary>The inputs as the query of a request.</summary>
    static Dictionary<string, StringValues> Asked(ProcessRun run, Collection collection)
    {
        var asked = HeatmapQuery
            .Parameters.Where(parameter => run.Inputs.ContainsKey(parameter.Name))
            .ToDictionary(
                parameter => parameter.Name,
                parameter => new StringValues(Text(run.Inputs[parameter.Name])),
                StringComparer.Ordinal
            );
        if (run.Inputs.TryGetValue("columns", out var columns))
            foreach (var column in columns.EnumerateObject())
                if (collection.Column(column.Name) is null || !asked.TryAdd(column.Name, Text(column.Value)))
                    throw Problem.InvalidBody(
                        $"inputs.columns.{column.Name}",
                        $"is no column of '{collection.Id}' that can be asked for here",
                        $"It has: {string.Join(", ", collection.Columns.Select(one => one.Name))}."
                    );
        return asked;
    }

    static string Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? string.Join(',', value.EnumerateArray().Select(Text))
        : value.ValueKind == JsonValueKind.String ? value.GetString()!
        : value.GetRawText();

    static MediaType Form(ProcessRun run)
    {
        var named = run.Text("f") is { } f ? HeatmapForms.All.First(form => form.Name == f) : null;
        return run.Forms["heatmap"] is not { } type ? named ?? MediaType.Png
            : named is null ? HeatmapForms.All.First(form => form.Type == type)
            : named.Type == type ? named
            : throw Problem.InvalidBody(
                "inputs.f",
                $"is {named.Name}, the output is asked for as {type}",
                "Name the form once."
            );
    }

    Geometry? Drawn(ProcessRun run) =>
        run.Inputs.TryGetValue("geometry", out var drawn)
            ? GeoJson
                .Read(
                    JsonSerializer.SerializeToUtf8Bytes(drawn),
                    AreaOfUse.Configured(configuration),
                    "Polygon",
                    "MultiPolygon"
                )
                .Geometry
            : null;
}

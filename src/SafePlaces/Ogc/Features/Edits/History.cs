using System.Text.Json;
using SafePlaces.Access;
using SafePlaces.Analysis.Hours;
using SafePlaces.Data;
using SafePlaces.Data.Items;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Features.Edits;

/// <summary>The newest changes of a feature, at most <paramref name="Limit"/>.</summary>
sealed record HistoryDocument(IReadOnlyList<HistoryEntry> Entries, int Limit, IReadOnlyList<Link> Links);

/// <summary><c>GET /collections/{id}/items/{fid}/history</c>, for those whom the database lets read it.</summary>
static class History
{
    public static async Task Get(
        string collectionId,
        string itemId,
        HttpContext http,
        Catalogue catalogue,
        Databases databases,
        HistoryReader reader,
        CancellationToken cancellation
    )
    {
        var form = MediaType.Negotiate(http.Request, MediaType.JsonDocument, MediaType.Html);
        var collection = await catalogue.Get(http.User.Role(), Links.Segment(http, ^4));
        var (itemName, role) = (Links.Segment(http, ^2), http.User.Role());
        if (collection.Layer is not { IsDerived: false } layer)
            throw Problem.NotFound("history", "Only the changes of the base layers are kept.");
        if (!(await Rights.Of(databases, role, layer, cancellation)).ReadHistory)
            throw role == Role.Public ? Problem.NoToken() : Problem.Forbidden(role.Code(), "read the history");
        if (!Guid.TryParse(itemName, out var id))
            throw Problem.NoItem(collection.Id, itemName);
        var entries = await reader.Of(http.User, layer, id, cancellation);
        // a feature older than the history has none yet
        if (entries.Count == 0)
            await MustExist();
        Caching.Never(http);
        var links = new Links(http);
        if (form == MediaType.Html)
            await http.WritePage(
                RequestLanguage.Of(http.Request).Say("Historik", "History"),
                [
                    .. CollectionsEndpoints.Crumbs(http, links),
                    (
                        collection.Title.In(RequestLanguage.Of(http.Request)),
                        CollectionsEndpoints.Address(links, collection.Id, ("f", "html"))
                    ),
                    (itemName, links.To(Item(collection, itemName), ("f", "html"))),
                ],
                page => Page(page, collection, entries)
            );
        else
            await http.WriteDocument(
                new HistoryDocument(
                    entries,
                    HistoryReader.Most,
                    [
                        .. links.SelfAndAlternate(http.Request, MediaType.JsonDocument, MediaType.Html),
                        new(links.To(Item(collection, itemName)), "up", MediaType.GeoJson.Type),
                    ]
                )
            );

        async Task MustExist()
        {
            await using var connection = await databases.As(http.User.Role()).OpenConnectionAsync(cancellation);
            if (await FeatureReader.Version(connection, collection, id, cancellation) is null)
                throw Problem.NoItem(collection.Id, itemName);
        }
    }

    /// <summary>How a link to it is called (RFC 5829).</summary>
    public const string Relation = "version-history";

    public static string Address(
        Links links,
        Collection collection,
        string id,
        params ReadOnlySpan<(string, string)> query
    ) => links.To($"{Item(collection, id)}/history", query);

    static string Item(Collection collection, string id) =>
        $"/collections/{Uri.EscapeDataString(collection.Id)}/items/{Uri.EscapeDataString(id)}";

    static Html Page(HtmlPage page, Collection collection, IReadOnlyList<HistoryEntry> entries) =>
        Html.Of(
            $"""
            <p>{page.Say(
                $"De senaste ändringarna, högst {HistoryReader.Most}. Av fritext och kontaktuppgifter sparas bara att de ändrades.",
                $"The newest changes, at most {HistoryReader.Most}. Of free text and contact it is kept only that they changed."
            )}</p>
            <div class="scroll"><table><thead><tr><th scope="col">{page.Say("När", "When")}</th><th scope="col">{page.Say(
                "Vem",
                "Who"
            )}</th><th scope="col">{page.Say("Vad", "What")}</th><th scope="col">{page.Say("Före", "Before")}</th></tr></thead><tbody>{Html.Each(
                entries,
                entry =>
                    Html.Of(
                        $"""<tr><td class="t">{SwedishTime.Minute(new DateTimeOffset(entry.At))}</td><td>{entry.By ?? "–"} <small>({entry.Role})</small></td><td>{What(page, entry)}</td><td>{Before(page, collection, entry)}</td></tr>"""
                    )
            )}</tbody></table></div>
            """
        );

    static string What(HtmlPage page, HistoryEntry entry) =>
        entry.Operation switch
        {
            "insert" => page.Say("tillagd", "added"),
            "update" => page.Say("ändrad", "changed"),
            _ => page.Say("borttagen", "deleted"),
        }
        + (entry.OfTexts == true ? page.Say(": fritext eller kontakt", ": free text or contact") : "")
        + (entry.Features is { } many ? page.Say($", en av {many}", $", one of {many}") : "");

    /// <summary>What an update changed, as it was; of a deleted feature, all there was.</summary>
    static Html Before(HtmlPage page, Collection collection, HistoryEntry entry) =>
        entry.Before is not { } before
            ? default
            : Html.Of(
                $"<dl>{Html.Each(
                    before.Properties.EnumerateObject().Where(member => entry.Changed?.Contains(member.Name) ?? member.Value.ValueKind != JsonValueKind.Null),
                    member => Html.Of($"<dt>{collection.Column(member.Name)?.Title.In(page.Language) ?? member.Name}</dt><dd>{Say(page, collection, member)}</dd>")
                )}{(entry.Changed?.Contains("geometry") == true ? Html.Of($"<dt>{page.Say("Läge", "Place")}</dt><dd><code>{Short(before.Geometry.GetRawText())}</code></dd>") : default)}</dl>"
            );

    static string Say(HtmlPage page, Collection collection, JsonProperty member) =>
        member.Value.ValueKind == JsonValueKind.Null ? "–"
        : collection.Column(member.Name) is { } column
            ? column.Say(
                member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText(),
                page.Language
            )
        : member.Value.ToString();

    static string Short(string geometry) => geometry.Length > 200 ? geometry[..200] + "…" : geometry;
}

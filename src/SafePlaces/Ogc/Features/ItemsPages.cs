using System.Text.Json;
using SafePlaces.Data;
using SafePlaces.Formats.Text;
using SafePlaces.Http;
using SafePlaces.Ogc.Features.Edits;
using SafePlaces.Ogc.Features.Formats;

namespace SafePlaces.Ogc.Features;

/// <summary>Features for people, made from the very GeoJSON that programs get.</summary>
sealed class ItemsPages(OverviewMap map)
{
    public async Task Write(HttpContext http, Collection collection, JsonElement page)
    {
        var links = new Links(http);
        var features = page.GetProperty("features").EnumerateArray().ToList();
        var drawn = await Draw(http, links, collection, features);
        await http.WritePage(
            collection.Title.In(RequestLanguage.Of(http.Request)),
            Crumbs(http, links, collection),
            html =>
                Html.Of(
                    $"""
                    <p>{Shown(html, page)} <a href="{links.Same(http.Request, ("f", "json"))}">GeoJSON</a>{Html.Each(
                        FileForms.All,
                        form => Html.Of($""" · <a href="{links.Same(http.Request, ("f", form.Name), ("limit", null), ("after", null))}" download>{form.Title()}</a>""")
                    )}</p>
                    {drawn}
                    <div class="scroll"><table><thead><tr><th scope="col">Id</th>{Html.Each(
                        Ordered(collection),
                        column => Html.Of($"""<th scope="col" title="{column.Name}">{column.Heading(html.Language)}</th>""")
                    )}</tr></thead><tbody>{Html.Each(features, feature => Row(html.Language, links, collection, feature))}</tbody></table></div>
                    {Html.Each(
                        page.GetProperty("links").EnumerateArray().Where(link => Text(link, "rel") == "next"),
                        link => Html.Of($"""<p><a rel="next" href="{Text(link, "href")}">{html.Say("Nästa sida", "Next page")}</a></p>""")
                    )}
                    """
                )
        );
    }

    public async Task WriteOne(HttpContext http, Collection collection, JsonElement feature)
    {
        var links = new Links(http);
        var id = Text(feature, "id");
        var called = Called(RequestLanguage.Of(http.Request), collection, feature);
        var drawn = await Draw(http, links, collection, [feature]);
        await http.WritePage(
            called,
            [.. Crumbs(http, links, collection), (called, links.Same(http.Request))],
            html =>
                Html.Of(
                    $"""
                    {drawn}
                    <dl><dt>Id</dt><dd>{id}</dd>{Html.Each(
                        Ordered(collection),
                        column =>
                            Html.Of(
                                $"""<dt title="{column.Description?.In(html.Language) ?? column.Name}">{column.Heading(html.Language)}</dt><dd>{Value(html.Language, feature, column)}</dd>"""
                            )
                    )}</dl>
                    <p><a href="{links.Same(http.Request, ("f", "json"))}">GeoJSON</a>{Html.Each(
                        feature.GetProperty("links").EnumerateArray().Where(link => Text(link, "rel") == History.Relation),
                        link => Html.Of($""" · <a href="{History.Address(links, collection, id, ("f", "html"))}">{html.Say("Historik", "History")}</a>""")
                    )}</p>
                    """
                )
        );
    }

    /// <summary>What a page says beyond the features: its language and what its map shows; empty for another form.</summary>
    public async Task<string> Version(HttpContext http, MediaType form, CancellationToken cancellation) =>
        form == MediaType.Html
            ? $"{RequestLanguage.Of(http.Request).Code} {await map.Version(http.User, cancellation)}"
            : "";

    Task<Html> Draw(HttpContext http, Links links, Collection collection, IEnumerable<JsonElement> features) =>
        map.Draw(
            new HtmlPage(http),
            http.User,
            [
                .. features.Select(feature =>
                    (
                        feature.GetProperty("geometry"),
                        Address(links, collection, Text(feature, "id")),
                        Called(RequestLanguage.Of(http.Request), collection, feature)
                    )
                ),
            ],
            http.RequestAborted
        );

    /// <summary>Its name, else what kind it is, else its id.</summary>
    static string Called(Language language, Collection collection, JsonElement feature) =>
        Name(feature)
        ?? (
            collection.Columns.FirstOrDefault(column => column.IsCode) is { } kind
                ? Value(language, feature, kind)
                : Short(Text(feature, "id"))
        );

    static Html Row(Language language, Links links, Collection collection, JsonElement feature) =>
        Html.Of(
            $"""<tr><td><a href="{Address(links, collection, Text(feature, "id"))}" title="{Text(feature, "id")}">{Short(Text(feature, "id"))}</a></td>{Html.Each(
                Ordered(collection),
                column => Html.Of($"""<td{Class(column)}>{Value(language, feature, column)}</td>""")
            )}</tr>"""
        );

    /// <summary>What a feature is before where its row comes from.</summary>
    static IEnumerable<Column> Ordered(Collection collection) => collection.Columns.OrderBy(column => column.IsOrigin);

    static Html Class(Column column) =>
        column.Kind switch
        {
            ColumnKind.Integer or ColumnKind.Double => new(" class=\"n\""),
            ColumnKind.Date or ColumnKind.DateTime => new(" class=\"t\""),
            _ => default,
        };

    static string Address(Links links, Collection collection, string id) =>
        links.To($"/collections/{Uri.EscapeDataString(collection.Id)}/items/{Uri.EscapeDataString(id)}", ("f", "html"));

    static string? Name(JsonElement feature) =>
        feature.GetProperty("properties").TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
            ? name.GetString()
            : null;

    /// <summary>The end of a long id: ids made in the same moment begin alike.</summary>
    static string Short(string id) => id.Length > 16 ? "…" + id[^8..] : id;

    static string Value(Language language, JsonElement feature, Column column)
    {
        var value = feature.GetProperty("properties").GetProperty(column.Name);
        return value.ValueKind switch
        {
            JsonValueKind.Null => "–",
            JsonValueKind.String => column.Say(value.GetString()!, language),
            _ => column.Say(value.GetRawText(), language),
        };
    }

    static string Shown(HtmlPage html, JsonElement page)
    {
        var returned = page.GetProperty("numberReturned").GetInt64();
        return page.TryGetProperty("numberMatched", out var matched)
            ? $"{html.Language.Number(returned)} {html.Say("av", "of")} {html.Language.Number(matched.GetInt64())} {html.Say("objekt", "features")}."
            : $"{html.Language.Number(returned)} {html.Say("objekt", "features")}.";
    }

    static (string, string)[] Crumbs(HttpContext http, Links links, Collection collection) =>
        [
            .. CollectionsEndpoints.Crumbs(http, links),
            (
                collection.Title.In(RequestLanguage.Of(http.Request)),
                CollectionsEndpoints.Address(links, collection.Id, ("f", "html"))
            ),
            (
                new HtmlPage(http).Say("Objekt", "Items"),
                CollectionsEndpoints.Items(links, collection.Id, ("f", "html"))
            ),
        ];

    static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}

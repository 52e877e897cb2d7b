using System.Text;
using System.Text.Json;
using SafePlaces.Features.Formats;
using SafePlaces.Http;
using SafePlaces.Storage;
using static System.FormattableString;

namespace SafePlaces.Features;

/// <summary>Features for people, made from the very GeoJSON that programs get.</summary>
static class ItemsPages
{
    public static Task Write(HttpContext http, Collection collection, JsonElement page)
    {
        var links = new Links(http);
        var features = page.GetProperty("features").EnumerateArray().ToList();
        return http.WritePage(
            collection.Title.In(Language.Of(http.Request)),
            Crumbs(http, links, collection),
            html =>
                Html.Of(
                    $"""
                    <p>{Shown(html, page)} <a href="{links.Same(http.Request, ("f", "json"))}">GeoJSON</a>{Html.Each(
                        FileForms.All,
                        form => Html.Of($""" · <a href="{links.Same(http.Request, ("f", form.Name), ("limit", null), ("after", null))}" download>{form.Title()}</a>""")
                    )}</p>
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

    public static Task WriteOne(HttpContext http, Collection collection, JsonElement feature)
    {
        var links = new Links(http);
        var id = Text(feature, "id");
        return http.WritePage(
            Name(feature) ?? id,
            [.. Crumbs(http, links, collection), (Name(feature) ?? Short(id), links.Same(http.Request))],
            html =>
                Html.Of(
                    $"""
                    {Sketch.Of(html, feature.GetProperty("geometry"))}
                    <dl>{Html.Each(
                        Ordered(collection),
                        column =>
                            Html.Of(
                                $"""<dt title="{column.Description?.In(html.Language) ?? column.Name}">{column.Heading(html.Language)}</dt><dd>{Value(html.Language, feature, column)}</dd>"""
                            )
                    )}</dl>
                    <p><a href="{links.Same(http.Request, ("f", "json"))}">GeoJSON</a></p>
                    """
                )
        );
    }

    static Html Row(Language language, Links links, Collection collection, JsonElement feature) =>
        Html.Of(
            $"""<tr><td><a href="{links.To($"/collections/{Uri.EscapeDataString(collection.Id)}/items/{Uri.EscapeDataString(Text(feature, "id"))}", ("f", "html"))}" title="{Text(feature, "id")}">{Short(Text(feature, "id"))}</a></td>{Html.Each(
                Ordered(collection),
                column => Html.Of($"""<td{Class(column)}>{Value(language, feature, column)}</td>""")
            )}</tr>"""
        );

    /// <summary>What a feature is before where its row comes from.</summary>
    static IEnumerable<Column> Ordered(Collection collection) =>
        collection.Columns.OrderBy(column => column.Name is "source" or "source_id" or "valid_from" or "valid_to");

    static Html Class(Column column) =>
        column.Kind switch
        {
            ColumnKind.Integer or ColumnKind.Double => new(" class=\"n\""),
            ColumnKind.Date or ColumnKind.DateTime => new(" class=\"t\""),
            _ => default,
        };

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
                collection.Title.In(Language.Of(http.Request)),
                CollectionsEndpoints.Address(links, collection.Id, ("f", "html"))
            ),
            (
                new HtmlPage(http).Say("Objekt", "Items"),
                CollectionsEndpoints.Items(links, collection.Id, ("f", "html"))
            ),
        ];

    static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    /// <summary>A small drawing of a geometry, north up, without a map.</summary>
    static class Sketch
    {
        const double Side = 320;
        const double Border = 24;

        public static Html Of(HtmlPage html, JsonElement geometry)
        {
            if (geometry.ValueKind == JsonValueKind.Null)
                return Html.Of($"<p>{html.Say("Utan plats.", "Without a place.")}</p>");
            var parts = Parts(geometry).ToList();
            var points = parts.SelectMany(part => part.Points).ToList();
            // a point alone is a dot in an empty square
            if (points.Count < 2)
                return default;
            var (west, east) = (points.Min(point => point.X), points.Max(point => point.X));
            var (south, north) = (points.Min(point => point.Y), points.Max(point => point.Y));
            // a degree of longitude is shorter than one of latitude
            var stretch = north <= 90 && south >= -90 ? Math.Cos((south + north) / 2 * Math.PI / 180) : 1;
            var extent = Math.Max((east - west) * stretch, north - south);
            var scale = extent > 0 ? (Side - 2 * Border) / extent : 0;
            var drawn = new StringBuilder();
            foreach (var (part, closed) in parts)
            {
                var places = part.Select(point =>
                        (
                            X: Side / 2 + (point.X - (west + east) / 2) * stretch * scale,
                            Y: Side / 2 - (point.Y - (south + north) / 2) * scale
                        )
                    )
                    .ToList();
                drawn.Append(
                    places.Count == 1
                        ? Invariant($"""<circle cx="{places[0].X:0.#}" cy="{places[0].Y:0.#}" r="6" fill="#0b8a6b"/>""")
                        : $"""<path d="M{string.Join('L', places.Select(place => Invariant($"{place.X:0.#} {place.Y:0.#}")))}" fill="{(closed ? "#0b8a6b" : "none")}" fill-opacity=".2" stroke="#0b8a6b" stroke-width="2.5"/>"""
                );
            }
            return Html.Of(
                $"""<svg viewBox="0 0 320 320" role="img" aria-label="{html.Say("Skiss av läget", "Sketch of the geometry")}">{new Html(drawn.ToString())}</svg>"""
            );
        }

        static IEnumerable<(List<(double X, double Y)> Points, bool Closed)> Parts(JsonElement geometry)
        {
            if (geometry.TryGetProperty("geometries", out var members))
                return members.EnumerateArray().SelectMany(Parts);
            return Paths(geometry.GetProperty("coordinates"), Text(geometry, "type"));
        }

        static IEnumerable<(List<(double X, double Y)> Points, bool Closed)> Paths(
            JsonElement coordinates,
            string type
        ) =>
            type switch
            {
                "Point" => [([Point(coordinates)], false)],
                "LineString" => [([.. coordinates.EnumerateArray().Select(Point)], false)],
                "Polygon" => coordinates
                    .EnumerateArray()
                    .Select(ring => (ring.EnumerateArray().Select(Point).ToList(), true)),
                _ => coordinates.EnumerateArray().SelectMany(member => Paths(member, type["Multi".Length..])),
            };

        static (double X, double Y) Point(JsonElement position) => (position[0].GetDouble(), position[1].GetDouble());
    }
}

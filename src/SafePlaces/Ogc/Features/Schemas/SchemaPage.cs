using SafePlaces.Data;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Features.Schemas;

/// <summary>A schema for people: one row a property, its codes with what they mean.</summary>
static class SchemaPage
{
    public static Html Of(
        HtmlPage page,
        Collection collection,
        IReadOnlyDictionary<string, PropertySchema> properties,
        string json
    ) =>
        Html.Of(
            $"""
            <p class="lead">{collection.Description.In(page.Language)}</p>
            {Table(page, properties)}
            <p><a href="{json}">JSON Schema</a></p>
            """
        );

    public static Html Table(HtmlPage page, IReadOnlyDictionary<string, PropertySchema> properties) =>
        Html.Of(
            $"""
            <div class="scroll"><table><thead><tr>{Html.Each(
                [
                    page.Say("Namn", "Name"),
                    page.Say("Betydelse", "Meaning"),
                    page.Say("Typ", "Type"),
                    page.Say("Enhet", "Unit"),
                    page.Say("Roll", "Role"),
                ],
                name => Html.Of($"""<th scope="col">{name}</th>""")
            )}</tr></thead><tbody>{Html.Each(
                properties.OrderBy(property => property.Value.Place),
                property => Row(page, property.Key, property.Value)
            )}</tbody></table></div>
            """
        );

    static Html Row(HtmlPage page, string name, PropertySchema property) =>
        Html.Of(
            $"""<tr><td><code>{name}</code></td><td>{property.Title}{(property.Description is { } more ? ": " + more : "")}{Codes(property)}</td><td>{property.Format ?? property.Type}</td><td>{property.Unit}</td><td>{property.Role}{(property.ReadOnly is true ? page.Say(" läses bara", " read only") : "")}</td></tr>"""
        );

    static Html Codes(PropertySchema property) =>
        property.OneOf is { } codes
            ? Html.Of(
                $"""<ul class="codes">{Html.Each(codes, code => Html.Of($"<li><code>{code.Const}</code> {code.Title}</li>"))}</ul>"""
            )
            : default;
}

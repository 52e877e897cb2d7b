using System.Security.Claims;
using SafePlaces.Access;
using SafePlaces.Data;
using SafePlaces.Http;

namespace SafePlaces.Ogc;

/// <summary>What somebody who is signed in may see beyond what everybody sees: layers, and pages of the service.</summary>
sealed record ForYou(string Name, Role Role, IReadOnlyList<Collection> Layers)
{
    /// <summary>Null for the public.</summary>
    public static async Task<ForYou?> Of(ClaimsPrincipal caller, Catalogue catalogue)
    {
        if (caller.Role() is var role && role == Role.Public)
            return null;
        var open = (await catalogue.All(Role.Public)).Select(collection => collection.Id).ToHashSet();
        var layers = (await catalogue.All(caller.Role())).Where(collection => !open.Contains(collection.Id));
        return new(caller.Identity?.Name ?? "", role, [.. layers]);
    }

    public Html Write(HtmlPage page, Links links) =>
        Html.Of(
            $"""
            <section><h2>{page.Say("För dig som", "For you as")} {SignedIn.Role(page, Role.Code())}</h2>
            <ul>{Html.Each(
                Pages(page),
                one => Html.Of($"""<li><a href="{links.To(one.Path, one.Query)}">{one.Name}</a></li>""")
            )}{Html.Each(
                Layers,
                layer =>
                    Html.Of(
                        $"""<li><a href="{links.To($"/collections/{Uri.EscapeDataString(layer.Id)}", ("f", "html"))}">{layer.Title.In(page.Language)}</a></li>"""
                    )
            )}</ul></section>
            """
        );

    IEnumerable<(string Name, string Path, (string, string)[] Query)> Pages(HtmlPage page)
    {
        (string, string)[] asPage = [("f", "html")];
        if (Role != Role.Admin)
            yield return (page.Say("Platskontroller", "Site checks"), "/assessments", []);
        yield return (page.Say("Jobb: det du har bett om", "Jobs: what you asked for"), "/jobs", asPage);
        if (Role != Role.Partner)
            yield return (page.Say("Riskmodellen och dess prov", "The risk model and its tests"), "/risk", asPage);
        if (Role == Role.Officer)
            yield return (page.Say("Inkomna rapporter", "Reports received"), "/reports/held", asPage);
        if (Role.IsStaff())
            yield return (
                page.Say("Värmekarta över rapporter", "Heatmap of reports"),
                "/heatmaps/unsafe-spots",
                [("f", "png")]
            );
    }
}

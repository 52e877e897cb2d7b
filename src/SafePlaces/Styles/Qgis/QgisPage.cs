using SafePlaces.Http;
using SafePlaces.Storage;

namespace SafePlaces.Styles.Qgis;

/// <summary>What a planner does to have the layers in QGIS, step by step.</summary>
static class QgisPage
{
    const string Service = """
        [safeplaces]
        host=…
        port=5432
        dbname=…
        user=anna
        """;

    public static Html Write(Links links, IReadOnlyList<Collection> collections, Language language) =>
        Html.Of(
            $"""
            <p class="lead">{language.Say(
                "Lagren öppnas i QGIS 3.22 eller senare, färdigt ritade, bredvid kommunens egna.",
                "The layers open in QGIS 3.22 or later, drawn and ready, beside the city's own."
            )}</p>
            <h2>{language.Say("Det som alla får se", "What everybody may see")}</h2>
            <ol><li>{language.Say("Hämta", "Fetch")} <a href="{links.To("/qgis/project.qgz", ("lang", language.Code))}">safeplaces.qgz</a> {language.Say(
                "och öppna filen i QGIS.",
                "and open the file in QGIS."
            )}</li></ol>
            <h2>{language.Say("Med en personlig nyckel", "With a personal token")}</h2>
            <ol>
            <li>{language.Say(
                "En gång, i QGIS: Inställningar › Alternativ › Autentisering, tryck på plus.",
                "Once, in QGIS: Settings › Options › Authentication, press plus."
            )}</li>
            <li>{language.Say("Välj metoden", "Choose the method")} <b>Basic authentication</b>. {language.Say(
                "Användarnamn: vad som helst. Lösenord: din nyckel.",
                "User name: anything. Password: your token."
            )}</li>
            <li>{language.Say("Lås upp fältet Id och skriv", "Unlock the field Id and write")} <code>{QgisEndpoints.Authentication}</code>. {language.Say(
                "Spara. Nyckeln ligger nu krypterad i QGIS, aldrig i en projektfil.",
                "Save. The token now lies encrypted in QGIS, never in a project file."
            )}</li>
            <li>{language.Say(
                "Hämta projektet som den du är; filen visar bara de lager nyckeln öppnar:",
                "Fetch the project as who you are; the file holds only the layers the token opens:"
            )}<br><code>curl -u :{language.Say("NYCKEL", "TOKEN")} -o safeplaces.qgz {links.Root}/qgis/project.qgz?lang={language.Code}</code><br>{language.Say(
                "eller öppna samma adress i webbläsaren med",
                "or open the same address in the browser with"
            )} <code>?token=…</code></li>
            <li>{language.Say(
                "Öppna filen i QGIS. Den kan delas: utan nyckel öppnar den ingenting skyddat.",
                "Open the file in QGIS. It may be shared: without a token it opens nothing protected."
            )}</li>
            </ol>
            <h2>{language.Say("Ett lager i taget", "One layer at a time")}</h2>
            <p>{language.Say("Dra filen in i kartan.", "Drag the file into the map.")}</p>
            <ul>{Html.Each(
                collections,
                one =>
                    Html.Of(
                        $"""<li><a href="{File(links, one.Id, language)}">{one.Title.In(language)}</a></li>"""
                    )
            )}</ul>
            <h2>{language.Say("Raka vägen till databasen, för att redigera", "Straight to the database, to edit")}</h2>
            <ol>
            <li>{language.Say(
                "Be den som sköter databasen om ett konto i din roll:",
                "Ask whoever keeps the database for an account in your role:"
            )}<br><code>create role anna login password '…' in role safeplaces_planner;</code></li>
            <li>{language.Say("Skriv i filen", "Write in the file")} <code>~/.pg_service.conf</code> (Windows: <code>%APPDATA%\postgresql\.pg_service.conf</code>):<pre>{Service}</pre></li>
            <li>{language.Say("Öppna", "Open")} <a href="{links.To("/qgis/project.qgz", ("via", "postgis"), ("lang", language.Code))}">{language.Say(
                "projektet för databasen",
                "the project for the database"
            )}</a> ({language.Say("hämtat med nyckel som ovan", "fetched with a token as above")}), {language.Say(
                "eller: Lager › Lägg till PostGIS-lager, tjänst",
                "or: Layer › Add PostGIS layers, service"
            )} <code>safeplaces</code>. {language.Say(
                "Lagren får sin stil av sig själva. En planerare kan redigera belysning, gångstråk och planerat byggande.",
                "The layers get their style by themselves. A planner can edit lighting, walk routes and planned construction."
            )}</li>
            </ol>
            """
        );

    static string File(Links links, string id, Language language) =>
        links.To($"/qgis/{Uri.EscapeDataString(id)}.qlr", ("lang", language.Code));
}

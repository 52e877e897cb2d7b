using SafePlaces.Data;
using SafePlaces.Formats.Text;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Styles.Qgis;

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
            <p>{language.Say(
                "QGIS frågar efter två olika saker, som är lätta att förväxla. Nyckeln är ett lösenord till den här tjänsten. Huvudlösenordet (master password) väljer du själv; det låser QGIS egen krypterade lista över nycklar på din dator, och ingen annan känner till det.",
                "QGIS asks for two different things, which are easily mixed up. The token is a password to this service. The master password is one you choose yourself; it locks QGIS's own encrypted list of keys on your computer, and nobody else knows it."
            )}</p>
            <ol>
            <li>{language.Say(
                "En gång, i QGIS: Inställningar › Alternativ › Autentisering, tryck på plus.",
                "Once, in QGIS: Settings › Options › Authentication, press plus."
            )}</li>
            <li>{language.Say(
                "Frågar QGIS efter huvudlösenordet: första gången hittar du på ett och skriver det två gånger; därefter skriver du samma när QGIS frågar, som mest en gång per start. Låt QGIS spara det i datorns nyckelring, så slipper du det. Har du glömt det: Verktyg på samma sida › Töm autentiseringsdatabasen, och börja om; det som lagrats där försvinner, inget annat.",
                "If QGIS asks for the master password: the first time, make one up and write it twice; after that, write the same whenever QGIS asks, at most once a start. Let QGIS keep it in the computer's wallet and it no longer asks. If you forgot it: Utilities on the same page › Erase authentication database, and begin again; what was stored there is lost, nothing else."
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
                "Logga in här, uppe till höger, med samma nyckel, och hämta projektet; filen visar de lager din roll får se:",
                "Sign in here, at the upper right, with the same token, and fetch the project; the file holds the layers your role may see:"
            )} <a href="{links.To("/qgis/project.qgz", ("lang", language.Code))}">safeplaces.qgz</a>. {language.Say(
                "Från kommandoraden:",
                "From the command line:"
            )}<br><code>curl -u :{language.Say("NYCKEL", "TOKEN")} -o safeplaces.qgz {links.To("/qgis/project.qgz", ("lang", language.Code))}</code></li>
            <li>{language.Say(
                "Öppna filen i QGIS. Den kan delas: utan nyckel öppnar den ingenting skyddat.",
                "Open the file in QGIS. It may be shared: without a token it opens nothing protected."
            )}</li>
            <li>{language.Say(
                "Får du en ny nyckel, byt lösenordet i samma inställning. Projektfilerna kan vara kvar.",
                "When you get a new token, change the password in the same configuration. Project files stay as they are."
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
            )}</a> ({language.Say("hämtat inloggad", "fetched signed in")}), {language.Say(
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

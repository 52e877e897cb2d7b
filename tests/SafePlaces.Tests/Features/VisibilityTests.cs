using System.Net;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Features;

/// <summary>Who sees what, through every way into the items.</summary>
public sealed class VisibilityTests(TestService service) : IClassFixture<TestService>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everybody_sees_construction_from_consultation_on_by_no_way_earlier()
    {
        await service.Sql(
            """
            insert into safeplaces.planned_construction (id, name, step, geom) values
              ('00000000-0000-7000-8000-000000000001', 'Hemligheten', 'planbesked', ST_Multi(ST_MakeEnvelope(377000, 6400000, 377010, 6400010, 3006))),
              ('00000000-0000-7000-8000-000000000002', 'Kvarteret Åsen', 'samrad', ST_Multi(ST_MakeEnvelope(378000, 6400000, 378010, 6400010, 3006)));
            """
        );
        const string path = "/collections/planned-construction/items";
        using var everybody = await service.As(Role.Public);
        foreach (
            var query in (string[])
                [
                    "",
                    "?bbox=12,57,14,58",
                    "?limit=1",
                    "?bbox-crs=EPSG:3006&bbox=6399990,376990,6400020,378020",
                    "?f=html",
                ]
        )
        {
            var text = await everybody.GetStringAsync(path + query, Cancellation);
            text.ShouldContain("Kvarteret Åsen");
            text.ShouldNotContain("Hemligheten");
            text.ShouldNotContain("000000000001");
        }
        ((int)(await everybody.Json(path))["numberMatched"]!).ShouldBe(1);
        ((int)(await everybody.Json(path + "?bbox=12,57,14,58&limit=1"))["numberMatched"]!).ShouldBe(1);
        ((int)(await everybody.Json(path + "?step=planbesked"))["numberMatched"]!).ShouldBe(0);
        ((int)(await everybody.Json(path + "?name=Hemligheten"))["numberMatched"]!).ShouldBe(0);
        ((int)(await everybody.Json("/collections/planned-construction"))["itemCount"]!).ShouldBe(1);
        service.Forget(); // an extent may be a second old
        // the extent does not tell of it either
        (
            (double)(await everybody.Json("/collections/planned-construction"))["extent"]!["spatial"]!["bbox"]![0]![0]!
        ).ShouldBeGreaterThan(12.95);
        foreach (var form in (string[])["", "?f=html"])
            await everybody.Problem(path + "/00000000-0000-7000-8000-000000000001" + form, HttpStatusCode.NotFound);
        using var planner = await service.As(Role.Planner);
        ((int)(await planner.Json(path))["numberMatched"]!).ShouldBe(2);
        await planner.Json(path + "/00000000-0000-7000-8000-000000000001");
    }

    [Fact]
    public async Task Only_an_officer_meets_text_and_contact()
    {
        await service.Sql(
            """
            insert into safeplaces.unsafe_spots (id, observed_at, category, severity, via, geom)
            values ('00000000-0000-7000-8000-000000000009', now(), 'other', 1, 'resident', ST_SetSRID(ST_MakePoint(377000, 6400000), 3006));
            insert into safeplaces.unsafe_spot_texts (unsafe_spot_id, description, contact_email)
            values ('00000000-0000-7000-8000-000000000009', 'Mörkt vid Åsa', 'asa@example.se');
            """
        );
        const string path = "/collections/unsafe-spots/items";
        using var planner = await service.As(Role.Planner);
        foreach (
            var way in (string[])
                [
                    path,
                    path + "?f=html",
                    path + "/00000000-0000-7000-8000-000000000009",
                    path + "/00000000-0000-7000-8000-000000000009?f=html",
                    "/collections/unsafe-spots?f=html",
                ]
        )
        {
            var text = await planner.GetStringAsync(way, Cancellation);
            text.ShouldNotContain("asa@example.se");
            text.ShouldNotContain("Mörkt");
            text.ShouldNotContain("contact_email");
        }
        foreach (var column in (string[])["description", "contact_name", "contact_email", "contact_phone"])
        {
            var problem = await planner.Problem($"{path}?{column}=asa@example.se", HttpStatusCode.BadRequest);
            ((string)problem["detail"]!).ShouldNotContain("contact");
        }
        using var officer = await service.As(Role.Officer);
        (await officer.Json(path + "?contact_email=asa@example.se")).Ids().Length.ShouldBe(1);
        using var everybody = await service.As(Role.Public);
        await everybody.Problem(path, HttpStatusCode.Unauthorized);
        using var partner = await service.As(Role.Partner);
        await partner.Problem(path, HttpStatusCode.Forbidden);
        (await everybody.GetStringAsync("/collections", Cancellation)).ShouldNotContain("unsafe-spots");
    }
}

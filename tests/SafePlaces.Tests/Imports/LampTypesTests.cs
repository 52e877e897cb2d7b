using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Tests.Assessments;
using SafePlaces.Tests.Features;
using SafePlaces.Tests.Features.Edits;

namespace SafePlaces.Tests.Imports;

public sealed class LampTypesTests(TestService service) : IClassFixture<TestService>
{
    const string Name = "Gatan 32W/830 å";
    static readonly string Path = "/lamp-types/" + Uri.EscapeDataString(Name);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_stored_listed_given_back_and_forgotten()
    {
        using var planner = await service.As(Role.Planner);
        var made = await Json(await Put(planner, Path, Ies()), HttpStatusCode.Created);
        ((string)made["name"]!, (string)made["luminaire"]!).ShouldBe((Name, "Lyktan Å"));
        ((double)made["fluxLm"]!).ShouldBe(1000, 0.2); // a Lambert luminaire of 1000 lm
        made["statedFluxLm"].ShouldBeNull();

        (await planner.GetStringAsync(Path, Cancellation)).ShouldBe(Ies());
        var listed = (await planner.Json("/lamp-types"))["lampTypes"]!.AsArray().Select(type => (string)type!["name"]!);
        listed.ShouldContain(Name);
        await Json(await Put(planner, Path, Ies()), HttpStatusCode.OK);

        // as files were written before UTF-8
        using var latin = new ByteArrayContent(Encoding.Latin1.GetBytes(Ies()));
        using var stored = await planner.PutAsync(Path, latin, Cancellation);
        ((string)(await Json(stored, HttpStatusCode.OK))["luminaire"]!).ShouldBe("Lyktan Å");

        (await planner.DeleteAsync(Path, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await planner.DeleteAsync(Path, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await planner.GetAsync(Path, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("Åäö\ninte en ljusfil", "line ")]
    [InlineData("TILT=NONE\n1 1000 1 37 1 2 2 0.1 0.2 0\n", "line 2")] // type B
    [InlineData("TILT=NONE\n1 1000 1 2 1 1 2 0 0 0\n1 1 100\n0 90\n0\n0 0\n", "line ")] // no light
    [InlineData("IESNA\0TILT=NONE", "file")]
    public async Task A_file_that_cannot_be_read_is_refused_by_its_line(string file, string field)
    {
        using var planner = await service.As(Role.Planner);
        var problem = await Json(await Put(planner, "/lamp-types/fel", file), HttpStatusCode.BadRequest);
        ((string)problem["title"]!).ShouldContain($"'{field}");
        ((string)problem["detail"]!).ShouldNotBeEmpty();
        (await planner.GetAsync("/lamp-types/fel", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_file_has_at_most_a_megabyte()
    {
        using var planner = await service.As(Role.Planner);
        await Json(
            await Put(planner, "/lamp-types/stor", new string('1', (1 << 20) + 1)),
            HttpStatusCode.RequestEntityTooLarge
        );
    }

    [Theory]
    [InlineData("%20%20")]
    [InlineData("rad%0Abryt")]
    [InlineData(
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    )]
    public async Task A_name_says_something_in_a_hundred_characters(string name)
    {
        using var planner = await service.As(Role.Planner);
        await Json(await Put(planner, "/lamp-types/" + name, Ies()), HttpStatusCode.UnprocessableEntity);
    }

    [Theory]
    [InlineData(Role.Public, HttpStatusCode.Unauthorized)]
    [InlineData(Role.Partner, HttpStatusCode.Forbidden)]
    [InlineData(Role.Admin, HttpStatusCode.Forbidden)]
    public async Task They_are_for_staff(object who, HttpStatusCode status)
    {
        using var client = await service.As((Role)who);
        (await Put(client, "/lamp-types/annat", Ies())).StatusCode.ShouldBe(status);
        (await client.DeleteAsync("/lamp-types/annat", Cancellation)).StatusCode.ShouldBe(status);
        (await client.GetAsync("/lamp-types", Cancellation)).StatusCode.ShouldBe(status);
        (await client.GetAsync("/lamp-types/annat", Cancellation)).StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task Planners_write_the_type_of_a_lamp_and_where_it_faces()
    {
        using var planner = await service.As(Role.Planner);
        var item = await planner.Added(
            "lighting",
            Edit.Feature(12.94, 57.72, """{"lamp_type":"Gatan å","facing_degrees":270}""")
        );
        using var anybody = await service.As(Role.Public);
        var lamp = (await anybody.Json(item))["properties"]!;
        ((string)lamp["lamp_type"]!, (double)lamp["facing_degrees"]!).ShouldBe(("Gatan å", 270));
        using var wrong = await planner.Patch(item, """{"properties":{"facing_degrees":361}}""");
        ((string)(await Json(wrong, HttpStatusCode.BadRequest))["title"]!).ShouldContain("facing_degrees");
    }

    /// <summary>
    /// Two assumed luminaires give a band. A Lambert file is one of the two, so it gives the upper or lower end of the band and
    /// no band, for a planner and a partner alike.
    /// </summary>
    [Theory]
    [InlineData(Role.Planner)]
    [InlineData(Role.Partner)]
    public async Task Lamps_of_the_type_shine_by_its_file(object who)
    {
        var role = (Role)who;
        var north = role == Role.Planner ? 6_430_000 : 6_440_000;
        using var planner = await service.As(Role.Planner);
        await service.Sql(
            $"""
            insert into safeplaces.walk_routes (name, kind, lit, required_class, geom) values
              ('Lysgången', 'footway', 'yes', 'P5', ST_GeomFromText('LINESTRING(400000 {north + 50}, 400100 {north
                + 50})', 3006));
            insert into safeplaces.lighting (luminous_flux_lm, height_m, maintenance_factor, lamp_type, facing_degrees, geom)
              select 4000, 5, 0.8, 'Lambert {role}', 90, ST_SetSRID(ST_MakePoint(400000 + 25 * i, {north
                + 50}), 3006) from generate_series(0, 4) i;
            """
        );
        using var client = await service.As(role);
        var (low, high) = await Lux();
        high.ShouldBeGreaterThan(low * 1.05);

        var before = await Changed();
        await Json(await Put(planner, "/lamp-types/Lambert%20" + role, Ies()), HttpStatusCode.Created);
        (await Changed()).ShouldBeGreaterThan(before); // their light is computed anew
        var (measuredLow, measuredHigh) = await Lux();
        measuredHigh.ShouldBe(measuredLow, 1e-9);
        // every 2.5° of a cosine, against the formula
        Math.Min(Math.Abs(measuredLow / low - 1), Math.Abs(measuredLow / high - 1)).ShouldBeLessThan(1e-3);

        (await planner.DeleteAsync("/lamp-types/Lambert%20" + role, Cancellation)).EnsureSuccessStatusCode();
        (await Lux()).ShouldBe((low, high));

        async Task<(double, double)> Lux()
        {
            var lux = (await client.Check(Sites.Square(400_000, north))).At(
                "facts",
                "lighting",
                "byRoute",
                "0",
                "averageLux"
            );
            return (lux.GetProperty("low").GetDouble(), lux.GetProperty("high").GetDouble());
        }

        Task<long> Changed() =>
            service.Scalar<long>(
                "select count(*) from safeplaces.changed_areas where relation = 'gis.lighting' and area && ST_SetSRID(ST_MakePoint(400050, "
                    + (north + 50).ToString(CultureInfo.InvariantCulture)
                    + "), 3006)"
            );
    }

    static Task<HttpResponseMessage> Put(HttpClient client, string path, string file) =>
        client.PutAsync(path, new StringContent(file, Encoding.UTF8, "text/plain"), Cancellation);

    static async Task<JsonNode> Json(HttpResponseMessage answer, HttpStatusCode status)
    {
        var body = await answer.Content.ReadAsStringAsync(Cancellation);
        answer.StatusCode.ShouldBe(status, body);
        return JsonNode.Parse(body)!;
    }

    /// <summary>LM-63 of a Lambert luminaire: 1000/π cd straight down, by the cosine, 37 angles.</summary>
    static string Ies()
    {
        var gammas = Enumerable.Range(0, 37).Select(i => i * 2.5).ToArray();
        return "IESNA:LM-63-2002\n[MANUFAC] SafePlaces\n[LUMINAIRE] Lyktan Å\nTILT=NONE\n1 1000 1 37 1 1 2 0.1 0.2 0\n1 1 100\n"
            + $"{Join(gammas)}\n0\n{Join(gammas.Select(gamma => 1000 / Math.PI * Math.Cos(gamma * Math.PI / 180)))}\n";

        static string Join(IEnumerable<double> numbers) =>
            string.Join(
                ' ',
                numbers.Select(number => Math.Max(0, number).ToString("F6", CultureInfo.InvariantCulture))
            );
    }
}

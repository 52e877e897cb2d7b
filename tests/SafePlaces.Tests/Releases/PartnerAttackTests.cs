using System.Globalization;
using System.Text.Json.Nodes;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Tests.Access;
using SafePlaces.Tests.Assessments;

namespace SafePlaces.Tests.Releases;

/// <summary>
/// The attack on all that leaves together: the public release, a partner's figures, the time they are asked at, and reports
/// the attacker invents. Two demo towns in which squares have other numbers of rare categories, below five and in quarters
/// below five, are the same town to the public and to a partner.
/// </summary>
public sealed class PartnerAttackTests(PartnerAttackTests.Towns towns) : IClassFixture<PartnerAttackTests.Towns>
{
    readonly TestService town = towns.Town;
    readonly TestService other = towns.Other;

    public sealed class Towns : IAsyncLifetime
    {
        internal TestService Town { get; } = new();
        internal TestService Other { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await AttackTests.Towns.Load(Town);
            await AttackTests.Towns.Load(Other);
            await Other.Sql(OtherRare);
            var quarters = await AttackTests.Quarters(Town);
            await AttackTests.Towns.Publish(Town, quarters);
            await AttackTests.Towns.Publish(Other, quarters);
        }

        public async ValueTask DisposeAsync()
        {
            await Town.DisposeAsync();
            await Other.DisposeAsync();
        }
    }

    /// <summary>
    /// One report more or less in every square and category that has fewer than five, as long as its square has fewer than five
    /// in that quarter; and other numbers of what nobody has looked at, was rejected or is a duplicate.
    /// </summary>
    const string OtherRare = """
        do $$
        declare
          rare record;
          one record;
          n integer := 0;
        begin
          delete from safeplaces.unsafe_spots where status in ('received', 'rejected', 'duplicate') and id::text ~ '[0-7]$';
          for rare in
            select array_agg(id order by id) as ids from safeplaces.unsafe_spots where safeplaces.is_reviewed(status)
            group by floor(ST_X(geom) / 250), floor(ST_Y(geom) / 250), category having count(*) < 5 order by min(source_id)
          loop
            select s.* into one from safeplaces.unsafe_spots s where s.id = any(rare.ids) and (
              select count(*) from safeplaces.unsafe_spots near where safeplaces.is_reviewed(near.status)
                and floor(ST_X(near.geom) / 250) = floor(ST_X(s.geom) / 250) and floor(ST_Y(near.geom) / 250) = floor(ST_Y(s.geom) / 250)
                and date_trunc('quarter', near.observed_at, 'Europe/Stockholm') = date_trunc('quarter', s.observed_at, 'Europe/Stockholm')) < 4
            order by s.source_id limit 1;
            continue when not found;
            n := n + 1;
            if n % 2 = 0 or cardinality(rare.ids) = 4 then
              delete from safeplaces.unsafe_spots where id = one.id;
            else
              insert into safeplaces.unsafe_spots (observed_at, reported_at, category, severity, status, resolved_at, via, geom)
                values (one.observed_at, one.reported_at, one.category, one.severity, one.status, one.resolved_at, one.via, one.geom);
            end if;
          end loop;
        end $$
        """;

    /// <summary>The layers in which a report can show, or what is made of it.</summary>
    static readonly string[] OfReports = ["unsafe-spots", "public-release", "hot-spots", "risk-cells"];

    /// <summary>What is the same for as long as nothing else happens: the public's and the partner's whole view of a town.</summary>
    static async Task<Dictionary<string, string>> View(TestService service)
    {
        var seen = new Dictionary<string, string>();
        foreach (var role in (Role[])[Role.Public, Role.Partner])
        {
            foreach (var (way, answer) in await AttackTests.Everything(service, role, OfReports))
                // a list of what this attacker itself has asked
                if (way != "/assessments")
                    seen[$"{role} {way}"] = answer;
            foreach (var relation in await WayOutTests.Relations(service))
                seen[$"{role} {relation}"] = await AttackTests.Content(service, role, relation);
        }
        foreach (var (site, answer) in await SiteChecks(service))
            seen[site] = answer;
        return seen;
    }

    /// <summary>Sites of a square kilometre over all of the town, and small ones that slide across the lines of the grid.</summary>
    static async Task<Dictionary<string, string>> SiteChecks(TestService service)
    {
        using var partner = await service.As(Role.Partner);
        var sites = new List<(double East, double North, double SizeM)>();
        for (var i = -3; i < 3; i++)
        for (var j = -3; j < 3; j++)
            sites.Add((377_300 + 1000 * i, 6_399_500 + 1000 * j, 1000));
        for (var i = 0; i < 30; i++)
            sites.Add((377_000 + 125 * i, 6_399_000 + 110 * i, 20));
        var seen = new Dictionary<string, string>();
        foreach (var (east, north, size) in sites)
        {
            var check = JsonNode.Parse((await partner.Check(Sites.Square(east, north, size))).GetRawText())!.AsObject();
            // of this very question
            check.Remove("id");
            check.Remove("createdAt");
            check.Remove("asOf");
            foreach (var basis in check["restsOn"]!.AsArray())
                basis!.AsObject().Remove("asOf");
            seen[string.Create(CultureInfo.InvariantCulture, $"site {east} {north} {size}")] = check.ToJsonString();
        }
        return seen;
    }

    static void ShouldBeTheSame(Dictionary<string, string> seen, Dictionary<string, string> there)
    {
        seen.Keys.ShouldBe(there.Keys);
        foreach (var (way, answer) in seen)
            answer.ShouldBe(there[way], way);
    }

    [Fact]
    public async Task Nothing_the_public_and_a_partner_can_ask_at_any_time_tells_the_two_towns_apart()
    {
        (await Rare(town)).ShouldBeGreaterThan(100);
        (await Rare(other)).ShouldNotBe(await Rare(town));
        // a planner, who may see, tells them apart
        const string way = "/collections/unsafe-spots/items?f=csv&properties=observed_at&crs=EPSG:3006";
        (await AttackTests.Answer(town, Role.Planner, way)).ShouldNotBe(
            await AttackTests.Answer(other, Role.Planner, way)
        );

        var seen = await View(town);
        ShouldBeTheSame(seen, await View(other));
        // there is something to see: squares of the release, figures of categories
        seen["Public /collections/public-release/items?f=csv"].ShouldContain("-N");
        (await town.Scalar<long>("select count(*) from safeplaces.partner_figures")).ShouldBeGreaterThan(20);

        // the attacker invents reports where it wants to know, in one town more than in the other
        await Invent(town, 8);
        await Invent(other, 25);
        ShouldBeTheSame(await SiteChecks(town), Checks(seen));
        ShouldBeTheSame(await SiteChecks(other), Checks(seen));

        // the last day of the month: an old file was imported in both, and in one some of what is rare came and went
        foreach (var service in (TestService[])[town, other])
            await service.Sql(
                """
                insert into safeplaces.unsafe_spots (observed_at, reported_at, category, severity, status, via, geom)
                  select now() - interval '70 days', now() - interval '70 days', 'traffic', 2, 'verified', 'police', ST_SetSRID(ST_Point(379625, 6401625), 3006)
                  from generate_series(1, 9)
                """
            );
        await town.Sql(OtherRare);
        ShouldBeTheSame(await SiteChecks(town), Checks(seen));
        ShouldBeTheSame(await SiteChecks(other), Checks(seen));

        // the first day of the next: what is common to both shows, and no more
        foreach (var service in (TestService[])[town, other])
            await service.Sql("delete from safeplaces.partner_figures; delete from safeplaces.partner_months");
        var next = await SiteChecks(town);
        ShouldBeTheSame(next, await SiteChecks(other));
        next["site 379300 6401500 1000"].ShouldNotBe(seen["site 379300 6401500 1000"]);

        static Dictionary<string, string> Checks(Dictionary<string, string> seen) =>
            seen.Where(one => one.Key.StartsWith("site ", StringComparison.Ordinal)).ToDictionary();
    }

    /// <summary>Reports in squares that have one of a rare category.</summary>
    static async Task Invent(TestService service, int reports)
    {
        using var partner = await service.As(Role.Partner);
        for (var n = 0; n < reports; n++)
        {
            using var sent = await partner.Send(
                "/reports",
                Sites.Feature(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $$"""{"type":"Point","coordinates":[{{6_399_010 + 110 * (n % 5)}},{{377_010 + 125 * (n % 5)}}]}"""
                    ),
                    """{"category":"visibility","severity":3}"""
                ),
                ("Content-Crs", "<http://www.opengis.net/def/crs/EPSG/0/3006>")
            );
            await sent.Json(201);
        }
    }

    static Task<long> Rare(TestService service) =>
        service.Scalar<long>(
            """
            select coalesce(sum(reports), 0)::int8 from (
              select count(*) as reports from safeplaces.unsafe_spots where safeplaces.is_reviewed(status)
              group by floor(ST_X(geom) / 250), floor(ST_Y(geom) / 250), category having count(*) < 5) rare
            """
        );
}

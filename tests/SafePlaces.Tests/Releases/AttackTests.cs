using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Npgsql;
using SafePlaces.Analysis.Releases;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Imports;
using SafePlaces.Risk;
using SafePlaces.Tests.Access;
using SafePlaces.Tests.Tiles;

namespace SafePlaces.Tests.Releases;

/// <summary>
/// The attack on the public release, with all it could use: two demo towns in which every square with few reports in a quarter
/// has another few are the same town to the public, whatever it asks. So no such count can be recovered.
/// </summary>
public sealed partial class AttackTests(AttackTests.Towns towns) : IClassFixture<AttackTests.Towns>
{
    readonly TestService town = towns.Town;
    readonly TestService other = towns.Other;

    public sealed class Towns : IAsyncLifetime
    {
        internal TestService Town { get; } = new();
        internal TestService Other { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await Load(Town);
            await Load(Other);
            await Other.Sql(OtherFew);
            await Publish(Town, await Quarters(Town));
            await Publish(Other, await Quarters(Town));
        }

        /// <summary>The reports of the demo town.</summary>
        internal static async Task Load(TestService service)
        {
            await service.InitializeAsync();
            var spots = Path.Combine(RealData.Repository, "data/demo/unsafe-spots.geojson");
            await service
                .Services.GetRequiredService<Importer>()
                .Run(
                    new(spots, "unsafe-spots.geojson", Layer.Find("unsafe-spots")!) { Source = "demo" },
                    service.Owner,
                    null,
                    TestContext.Current.CancellationToken
                );
        }

        /// <summary>Releases the quarters; what else is made of the reports is there too, and hidden.</summary>
        internal static async Task Publish(TestService service, IEnumerable<Quarter> quarters)
        {
            using var admin = await service.As(Role.Admin);
            foreach (var quarter in quarters)
            {
                using var answer = await admin.PostAsJsonAsync(
                    "/releases",
                    new { quarter = quarter.ToString() },
                    TestContext.Current.CancellationToken
                );
                answer.EnsureSuccessStatusCode();
            }
            await service
                .Services.GetRequiredService<DerivedLayers>()
                .Everything(keepReference: false, TestContext.Current.CancellationToken);
            await service.Sql("analyze");
        }

        public async ValueTask DisposeAsync()
        {
            await Town.DisposeAsync();
            await Other.DisposeAsync();
        }
    }

    /// <summary>
    /// Another number below five in every square and quarter that has one; and nothing of what nobody has looked at.
    /// </summary>
    const string OtherFew = """
        do $$
        declare
          few record;
        begin
          delete from safeplaces.unsafe_spots where status = 'received';
          for few in
            select array_agg(id order by id) as ids, (count(*) + 1 + row_number() over (order by min(id::text)) % 4) % 5 as target
            from safeplaces.unsafe_spots where status in ('verified', 'planned', 'resolved')
            group by floor(ST_X(geom) / 250), floor(ST_Y(geom) / 250), date_trunc('quarter', observed_at at time zone 'Europe/Stockholm')
            having count(*) < 5
          loop
            delete from safeplaces.unsafe_spots where id = any(few.ids[few.target + 1:]);
            insert into safeplaces.unsafe_spots (observed_at, category, severity, status, resolved_at, via, geom)
              select observed_at, category, severity, status, resolved_at, via, geom
              from safeplaces.unsafe_spots, generate_series(1, few.target - cardinality(few.ids)) where id = few.ids[1];
          end loop;
        end $$
        """;

    [Fact]
    public async Task Nothing_the_public_can_ask_tells_the_two_towns_apart()
    {
        (await Few(town)).ShouldBeGreaterThan(100);
        (await Few(other)).ShouldNotBe(await Few(town));
        (await town.Scalar<long>("select count(*) from safeplaces.public_release")).ShouldBeGreaterThan(10);

        var seen = await Everything(town);
        var seenThere = await Everything(other);
        seen.Keys.ShouldBe(seenThere.Keys);
        foreach (var (way, answer) in seen)
            answer.ShouldBe(seenThere[way], way);
        seen["/collections/public-release/items?f=csv"].ShouldContain("-N");
    }

    /// <summary>That the towns do differ, for those who may see.</summary>
    [Fact]
    public async Task A_planner_tells_them_apart()
    {
        const string way = "/collections/unsafe-spots/items?f=csv&properties=observed_at&crs=EPSG:3006";
        (await Answer(town, Role.Planner, way)).ShouldNotBe(await Answer(other, Role.Planner, way));
    }

    [Fact]
    public async Task What_the_public_reads_straight_from_the_database_is_the_same()
    {
        foreach (var relation in await WayOutTests.Relations(town))
            (await Content(town, Role.Public, relation)).ShouldBe(
                await Content(other, Role.Public, relation),
                relation
            );
    }

    /// <summary>What a role is answered, whatever it asks of these layers (without any: of all) and of the whole.</summary>
    internal static async Task<Dictionary<string, string>> Everything(
        TestService service,
        Role role = Role.Public,
        params IReadOnlyCollection<string> layers
    )
    {
        var seen = new Dictionary<string, string>();
        foreach (
            var way in (layers.Count > 0 ? layers : Layer.All.Select(layer => layer.Id))
                .SelectMany(WayOutTests.WaysOut)
                .Concat(WayOutTests.WholeService)
        )
            seen[way] = await Answer(service, role, way);
        return seen;
    }

    /// <summary>
    /// Status, tag and body, without what differs from one moment to the next. Asked under one name of the town, which stands
    /// in every link and in every tag.
    /// </summary>
    internal static async Task<string> Answer(TestService service, Role role, string way)
    {
        using var client = await service.As(role);
        using var request = new HttpRequestMessage(HttpMethod.Get, way);
        request.Headers.Host = "town.example";
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var bytes = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        // the order of features is that of the index, which splits at random
        var body =
            answer.Content.Headers.ContentType?.MediaType == "application/vnd.mapbox-vector-tile"
                ? string.Join('\n', VectorTile.Read(bytes).Select(Text).Order(StringComparer.Ordinal))
                : WayOutTests.Decoded(bytes);
        return $"{(int)answer.StatusCode} {answer.Headers.ETag} {Passing().Replace(body, "")}";
    }

    /// <summary>All that a role reads of a relation straight from the database.</summary>
    internal static async Task<string> Content(TestService service, Role role, string relation)
    {
        await using var command = service
            .Services.GetRequiredService<Databases>()
            .As(role)
            .CreateCommand($"select coalesce(string_agg(r::text, ' ' order by r::text), '') from {relation} r");
        try
        {
            return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return "hidden";
        }
    }

    static string Text(TileFeature feature) =>
        $"{feature.Layer} {string.Join(' ', feature.Attributes)} {string.Join(' ', feature.Parts.SelectMany(part => part))}";

    [GeneratedRegex("\"traceId\":\"[^\"]*\"|20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-9:.]+Z", RegexOptions.None, 1000)]
    private static partial Regex Passing();

    static Task<long> Few(TestService service) =>
        service.Scalar<long>(
            """
            select coalesce(sum(reports), 0)::int8 from (
              select count(*) as reports from safeplaces.unsafe_spots where status in ('verified', 'planned', 'resolved')
              group by floor(ST_X(geom) / 250), floor(ST_Y(geom) / 250), date_trunc('quarter', observed_at at time zone 'Europe/Stockholm')
              having count(*) < 5) few
            """
        );

    /// <summary>Those with reports that are over.</summary>
    internal static async Task<List<Quarter>> Quarters(TestService service)
    {
        var quarters = new List<Quarter>();
        await using var command = service.Owner.CreateCommand(
            "select distinct date_trunc('quarter', observed_at at time zone 'Europe/Stockholm')::date from safeplaces.unsafe_spots where observed_at < date_trunc('quarter', now(), 'Europe/Stockholm') order by 1"
        );
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await row.ReadAsync(TestContext.Current.CancellationToken))
            quarters.Add(Quarter.Of(row.GetFieldValue<DateOnly>(0)));
        return quarters;
    }
}

using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using SafePlaces.Analysis.Grids;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Features;

/// <summary>The order of items: by key, by the columns of sortby, along the curve of places in a box.</summary>
public sealed class OrderTests(TestService service) : IClassFixture<TestService>, IAsyncLifetime
{
    const string Items = "/collections/unsafe-spots/items";
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;
    HttpClient planner = null!;

    public async ValueTask InitializeAsync()
    {
        planner = await service.As(Role.Planner);
        await service.Sql(
            """
            delete from safeplaces.unsafe_spots;
            delete from safeplaces.walk_routes;
            insert into safeplaces.unsafe_spots (observed_at, category, severity, via, accuracy_m, after_dark, geom)
            select '2026-01-01T00:00:00Z'::timestamptz + (g % 50) * interval '1 hour', (array['lighting', 'isolation', 'traffic'])[1 + g % 3], 1 + g % 4,
              'resident', nullif(g % 7, 3) * 1.1, (array[true, false, null])[1 + g % 3], ST_SetSRID(ST_MakePoint(370000 + (g * 7919) % 20000, 6390000 + (g * 104729) % 20000), 3006)
            from generate_series(1, 300) g;
            insert into safeplaces.walk_routes (kind, name, geom)
            select 'footway', name, ST_GeomFromText('LINESTRING(377200 6399500, 377400 6399500)', 3006)
            from unnest(array['Östra', 'Ådalen', 'Ängen', 'zon', 'Abborren', null, 'ån', 'Öst']) name;
            """
        );
    }

    public ValueTask DisposeAsync()
    {
        planner.Dispose();
        return ValueTask.CompletedTask;
    }

    async Task<List<JsonNode>> All(string path)
    {
        var features = new List<JsonNode>();
        for (var next = path; next is not null; )
        {
            var page = await planner.Json(next);
            features.AddRange(page["features"]!.AsArray().Select(feature => feature!));
            next = page.Link("next");
        }
        return features;
    }

    [Theory]
    [InlineData("severity", "severity nulls last, id")]
    [InlineData("-id", "id desc")]
    [InlineData("-severity,observed_at", "severity desc, observed_at, id")]
    [InlineData("%2Bseverity,-observed_at", "severity, observed_at desc, id")]
    [InlineData("+category", "category, id")]
    [InlineData("after_dark,-accuracy_m", "after_dark nulls last, accuracy_m desc nulls last, id")]
    [InlineData("-after_dark,category,accuracy_m", "after_dark desc nulls last, category, accuracy_m nulls last, id")]
    public async Task Sorted_pages_are_what_the_database_says(string sortby, string orderBy)
    {
        var expected = await service.Scalar<string[]>(
            $"select array_agg(id::text order by {orderBy}) from safeplaces.unsafe_spots"
        );
        foreach (var limit in (int[])[1000, 17])
            (await All($"{Items}?sortby={sortby}&limit={limit}"))
                .Select(feature => (string)feature["id"]!)
                .ShouldBe(expected);
    }

    [Fact]
    public async Task Text_is_sorted_as_in_Swedish_and_empty_comes_last()
    {
        foreach (var limit in (int[])[100, 3])
        {
            (await All($"/collections/walk-routes/items?sortby=name&limit={limit}"))
                .Select(feature => (string?)feature["properties"]!["name"])
                .ShouldBe(["Abborren", "zon", "Ådalen", "ån", "Ängen", "Öst", "Östra", null]);
            (await All($"/collections/walk-routes/items?sortby=-name&limit={limit}"))
                .Select(feature => (string?)feature["properties"]!["name"])
                .ShouldBe(["Östra", "Öst", "Ängen", "ån", "Ådalen", "zon", "Abborren", null]);
        }
    }

    [Theory]
    [InlineData("geom")]
    [InlineData("contact_name")]
    [InlineData("severity,-severity")]
    [InlineData("")]
    [InlineData("severity,")]
    [InlineData("--severity")]
    [InlineData("severity desc")]
    public async Task What_cannot_be_sorted_by_is_refused(string sortby) =>
        ((string?)(await planner.Problem($"{Items}?sortby={sortby}", HttpStatusCode.BadRequest))["field"]).ShouldBe(
            "sortby"
        );

    [Fact]
    public async Task A_page_belongs_to_its_order()
    {
        var next = (await planner.Json($"{Items}?sortby=severity&limit=5")).Link("next")!;
        await planner.Problem(
            next.Replace("sortby=severity", "sortby=category", StringComparison.Ordinal),
            HttpStatusCode.BadRequest
        );
        var after = next[next.IndexOf("after=", StringComparison.Ordinal)..];
        await planner.Problem($"{Items}?{after}", HttpStatusCode.BadRequest);
    }

    /// <summary>Boxes in several CRSs, from a street to the country: each page in the order of the curve, together what brute force finds.</summary>
    [Theory]
    [InlineData("12.85,57.65,13.0,57.75", null)]
    [InlineData("12,57,14,58", null)]
    [InlineData("-180,-90,180,90", null)]
    [InlineData("12.9,57.7,12.9005,57.7005", null)]
    [InlineData("6390000,372000,6400000,377000", "EPSG/0/3006")]
    [InlineData("57.65,12.85,57.75,13.0", "EPSG/0/4326")]
    [InlineData("1430000,7900000,1450000,7925000", "EPSG/0/3857")]
    [InlineData("6395000,150000,6405000,155000", "EPSG/0/3007")]
    public async Task A_box_is_read_along_the_curve_of_places_page_by_page(string box, string? crs)
    {
        var query = $"{Items}?bbox={box}" + (crs is null ? "" : $"&bbox-crs=http://www.opengis.net/def/crs/{crs}");
        var numbers = box.Split(',').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        var isNorthFirst = crs is "EPSG/0/3006" or "EPSG/0/4326" or "EPSG/0/3007";
        var (west, south, east, north) = isNorthFirst
            ? (numbers[1], numbers[0], numbers[3], numbers[2])
            : (numbers[0], numbers[1], numbers[2], numbers[3]);
        var expected = await service.Scalar<string[]>(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                select coalesce(array_agg(id::text), array[]::text[]) from (
                  select id, ST_Transform(geom, {crs?.Split('/')[^1] ?? "4326"}) g from safeplaces.unsafe_spots
                ) q where ST_X(g) between {west} and {east} and ST_Y(g) between {south} and {north}
                """
            )
        );
        foreach (var limit in (int[])[1000, 7])
        {
            var all = await All($"{query}&limit={limit}&crs=http://www.opengis.net/def/crs/EPSG/0/3006");
            all.Select(feature => (string)feature["id"]!).ShouldBe(expected, ignoreOrder: true);
            all.Select(feature =>
                    PlaceKey.Of(
                        (double)feature["geometry"]!["coordinates"]![1]!,
                        (double)feature["geometry"]!["coordinates"]![0]!
                    )
                )
                .ShouldBeInOrder();
        }
        // with something else to judge by, and sorted, the same features
        var lit = await All($"{query}&category=lighting&limit=9");
        lit.ShouldAllBe(feature => (string)feature["properties"]!["category"]! == "lighting");
        (await All($"{query}&category=lighting&sortby=-observed_at"))
            .Select(feature => (string)feature["id"]!)
            .ShouldBe(lit.Select(feature => (string)feature["id"]!), ignoreOrder: true);
    }

    [Fact]
    public async Task Pages_of_a_box_stay_apart_while_rows_come_and_go()
    {
        const string path = Items + "?bbox=12,57,14,58";
        var before = (await All(path + "&limit=1000")).Select(feature => (string)feature["id"]!).ToList();
        var seen = new List<string>();
        for (var next = path + "&limit=40"; next is not null; )
        {
            var page = await planner.Json(next);
            seen.AddRange(page.Ids());
            next = page.Link("next");
            await service.Sql(
                $"""
                insert into safeplaces.unsafe_spots (id, observed_at, category, severity, via, geom)
                  select gen_random_uuid(), now(), 'other', 1, 'host', ST_SetSRID(ST_MakePoint(370000 + g * 2000, 6390000 + g * 1999), 3006) from generate_series(0, 9) g;
                delete from safeplaces.unsafe_spots where id = '{seen[^1]}';
                """
            );
        }
        seen.Distinct().Count().ShouldBe(seen.Count);
        before.Except(seen).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_database_knows_the_same_keys()
    {
        await using var command = service.Owner.CreateCommand(
            """
            select ST_X(g), ST_Y(g), safeplaces.place(g) from (
              select ST_SetSRID(ST_MakePoint((random() - 0.1) * 2e6, (random() - 0.1) * 2e7), 3006) g from generate_series(1, 2000)
              union all select ST_SetSRID(ST_MakePoint(x, y), 3006) from (values (0.0, 0.0), (1, 0), (0, 1), (16777215, 16777215), (1e12, -1e12)) v (x, y)
            ) q
            """
        );
        await using var row = await command.ExecuteReaderAsync(Cancellation);
        while (await row.ReadAsync(Cancellation))
            row.GetInt64(2).ShouldBe(PlaceKey.Of(row.GetDouble(0), row.GetDouble(1)));
    }

    [Fact]
    public async Task A_box_is_counted_for_who_asks_for_few()
    {
        ((int?)(await planner.Json(Items + "?bbox=12,57,14,58&limit=1"))["numberMatched"]).ShouldBe(300);
        (await planner.Json(Items + "?bbox=12,57,14,58&limit=100"))["numberMatched"].ShouldBeNull();
        ((int?)(await planner.Json(Items + "?bbox=12,57,14,58&limit=300"))["numberMatched"]).ShouldBe(300);
    }
}

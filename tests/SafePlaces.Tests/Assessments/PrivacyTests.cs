using System.Text.Json;
using Npgsql;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Assessments;

/// <summary>
/// What a partner can and cannot learn of reports. Squares of the 250 m grid have corners at multiples of 250 m;
/// 400 000 east, 6 400 000 north is one.
/// </summary>
public sealed class PrivacyTests(TestService service) : IClassFixture<TestService>
{
    const double North = 6_400_000;

    /// <summary>Reports that somebody has looked at, as partners see them from the next month on: it begins at once.</summary>
    async Task Report(
        double east,
        double north,
        int times,
        int daysAgo = 60,
        string category = "lighting",
        string status = "verified"
    )
    {
        await service.Sql(
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"""
                insert into safeplaces.unsafe_spots (observed_at, reported_at, category, severity, status, via, geom)
                select now() - interval '{daysAgo} days', now() - interval '{daysAgo} days', '{category}', 2, '{status}', 'resident',
                  ST_SetSRID(ST_Point({east}, {north}), 3006) from generate_series(1, {times})
                """
            )
        );
        await NextMonth();
    }

    /// <summary>As if nobody had asked in this month yet.</summary>
    Task NextMonth() => service.Sql("delete from safeplaces.partner_figures; delete from safeplaces.partner_months");

    async Task<JsonElement> Rings(double east, double sizeM = 50, double north = North + 100) =>
        (await (await service.As(Role.Partner)).Check(Sites.Square(east, north, sizeM))).At(
            "facts",
            "reports",
            "rings"
        );

    [Fact]
    public async Task The_figures_of_a_month_are_counted_before_a_partner_asks()
    {
        const double East = 350_000;
        await Report(East + 125, North + 125, 5);
        await service.Sql("set role safeplaces_worker; select safeplaces.count_partner_month()");
        await service.Sql("delete from safeplaces.unsafe_spots where ST_X(geom) < 351000");
        (await Rings(East + 100))[0].At("total").Int("about").ShouldBe(5);
    }

    [Theory]
    [InlineData(4, 0, 0)]
    [InlineData(5, 5, 1)]
    [InlineData(7, 5, 1)]
    [InlineData(8, 10, 1)]
    public async Task A_square_with_fewer_than_five_is_hidden_and_others_are_rounded(int reports, int about, int shown)
    {
        var east = 400_000 + 10_000 * reports;
        await Report(east + 125, North + 125, reports);
        var site = (await Rings(east + 100))[0];
        site.Int("squares").ShouldBe(1);
        foreach (var figure in (JsonElement[])[site.At("total"), site.At("byCategory", "lighting")])
        {
            figure.Int("about").ShouldBe(about);
            figure.Int("squaresShown").ShouldBe(shown);
            figure.TryGetProperty("n", out _).ShouldBeFalse();
        }
        // a figure of nothing looks like a figure of four
        site.At("byCategory", "traffic").GetRawText().ShouldBe("""{"about":0,"squaresShown":0}""");
    }

    /// <summary>A total holds what its parts show and no more, or the hidden part would be the difference.</summary>
    [Theory]
    [InlineData(7, 3, 5, 0, 5)]
    [InlineData(7, 4, 5, 0, 5)]
    [InlineData(4, 4, 0, 0, 0)]
    [InlineData(8, 6, 10, 5, 15)]
    public async Task A_category_with_fewer_than_five_counts_in_no_total(
        int lighting,
        int traffic,
        int showsLighting,
        int showsTraffic,
        int showsTotal
    )
    {
        var east = 700_000 + 10_000 * lighting + 1000 * traffic;
        await Report(east + 125, North + 125, lighting);
        await Report(east + 125, North + 125, traffic, category: "traffic");
        var site = (await Rings(east + 100))[0];
        site.Int("byCategory", "lighting", "about").ShouldBe(showsLighting);
        site.Int("byCategory", "traffic", "about").ShouldBe(showsTraffic);
        site.Int("total", "about").ShouldBe(showsTotal);
        site.Int("total", "squaresShown").ShouldBe(showsTotal > 0 ? 1 : 0);
        // nor are the same reports divided a second time
        foreach (var other in (string[])["bySeverity", "byAge", "byLight", "byState", "leftOut", "table"])
            site.TryGetProperty(other, out _).ShouldBeFalse(other);
    }

    /// <summary>Four of one's own do not try whether there is a fifth: nobody has looked at them.</summary>
    [Theory]
    [InlineData("received")]
    [InlineData("rejected")]
    [InlineData("duplicate")]
    public async Task Only_what_somebody_has_looked_at_counts(string status)
    {
        var east = 640_000 + 1000 * status.Length;
        await Report(east + 125, North + 125, 3);
        var before = (await Rings(east + 100)).GetRawText();
        await Report(east + 125, North + 125, 4, status: status);
        (await Rings(east + 100)).GetRawText().ShouldBe(before);
    }

    [Fact]
    public async Task Invented_reports_are_held_and_move_no_figure()
    {
        const double east = 650_000;
        await Report(east + 125, North + 125, 1);
        var before = (await Rings(east + 100)).GetRawText();
        using var partner = await service.As(Role.Partner);
        for (var n = 0; n < 4; n++)
        {
            using var sent = await partner.Send(
                "/reports",
                Sites.Feature(
                    string.Create(
                        System.Globalization.CultureInfo.InvariantCulture,
                        $$"""{"type":"Point","coordinates":[{{North + 125}},{{east + 125}}]}"""
                    ),
                    """{"category":"lighting","severity":2}"""
                ),
                ("Content-Crs", "<http://www.opengis.net/def/crs/EPSG/0/3006>")
            );
            await sent.Json(201);
        }
        await NextMonth();
        (await Rings(east + 100)).GetRawText().ShouldBe(before);
    }

    [Fact]
    public async Task What_becomes_of_reports_shows_when_the_next_month_begins()
    {
        const double east = 660_000;
        await Report(east + 125, North + 125, 5, status: "received");
        var nothing = (await Rings(east + 100)).GetRawText();
        var where = $"ST_DWithin(geom, ST_SetSRID(ST_Point({east + 125}, {North + 125}), 3006), 1)";
        await service.Sql($"update safeplaces.unsafe_spots set status = 'verified' where {where}");
        (await Rings(east + 100)).GetRawText().ShouldBe(nothing);
        await NextMonth();
        var five = (await Rings(east + 100)).GetRawText();
        five.ShouldNotBe(nothing);
        await service.Sql($"delete from safeplaces.unsafe_spots where {where}");
        (await Rings(east + 100)).GetRawText().ShouldBe(five);
        await NextMonth();
        (await Rings(east + 100)).GetRawText().ShouldBe(nothing);
    }

    /// <summary>The first to ask has the month counted; of many who are first at once each gets the whole of it.</summary>
    [Fact]
    public async Task Partners_who_ask_first_at_once_get_the_same()
    {
        const double east = 670_000;
        await Report(east + 125, North + 125, 6);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Rings(east + 100)));
        answers[0][0].Int("total", "about").ShouldBe(5);
        answers.Select(answer => answer.GetRawText()).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Two_sites_that_differ_by_one_report_get_the_same_answer()
    {
        await Report(600_010, North + 10, 7);
        await Report(600_040, North + 40, 1); // the eighth: rounding turns here
        var without = await Rings(600_005, 20, North + 5);
        var with = await Rings(600_005, 50, North + 5);
        with.GetRawText().ShouldBe(without.GetRawText());

        // a site that reaches into another square with one report more
        await Report(600_260, North + 10, 1);
        var further = await Rings(600_005, 260, North + 5);
        further[0].At("total").GetRawText().ShouldBe(without[0].At("total").GetRawText());
    }

    [Fact]
    public async Task A_report_of_this_month_does_not_show_until_the_next()
    {
        await Report(610_010, North + 10, 7);
        var before = await Rings(610_005, 20, North + 5);
        await Report(610_010, North + 10, 1, daysAgo: 0);
        (await Rings(610_005, 20, North + 5)).GetRawText().ShouldBe(before.GetRawText());
    }

    [Fact]
    public async Task A_partner_gets_no_table_no_share_and_no_planner_s_number()
    {
        await Report(620_125, North + 125, 6);
        var ring = (await Rings(620_100))[1];
        ring.TryGetProperty("table", out _).ShouldBeFalse();
        ring.TryGetProperty("afterDarkShare", out _).ShouldBeFalse();
        ring.GetRawText().ShouldNotContain("\"n\"");
    }

    [Theory]
    [InlineData("Planner")]
    [InlineData("Partner")]
    public async Task Texts_and_contact_reach_no_assessment(string role)
    {
        await service.Sql(
            """
            with spot as (
              insert into safeplaces.unsafe_spots (observed_at, category, severity, via, geom)
              values (now(), 'lighting', 2, 'resident', ST_SetSRID(ST_Point(630020, 6400020), 3006)) returning id
            )
            insert into safeplaces.unsafe_spot_texts (unsafe_spot_id, description, contact_name)
            select id, 'mörkt vid Hemlighetens port', 'Åsa Hemlighet' from spot
            """
        );
        var client = await service.As(Enum.Parse<Role>(role));
        var check = await client.Check(Sites.Square(630_000, North));
        check.GetRawText().ShouldNotContain("Hemlighet");
        var page = await client.GetStringAsync(
            $"/assessments/{check.At("id").GetString()}?f=html",
            TestContext.Current.CancellationToken
        );
        page.ShouldNotContain("Hemlighet");
    }

    [Theory]
    [InlineData("public", "select * from safeplaces.unsafe_spots")]
    [InlineData("public", "select * from safeplaces.unsafe_spot_texts")]
    [InlineData("public", "select * from gis.unsafe_spots")]
    [InlineData("public", "select * from gis.focus_areas")]
    [InlineData("public", "select * from safeplaces.assessments")]
    [InlineData("public", "select * from safeplaces.report_keys")]
    [InlineData("public", "select * from safeplaces.service_secrets")]
    [InlineData("public", "select * from safeplaces.site_reports(ST_SetSRID(ST_Point(0, 0), 3006))")]
    [InlineData("public", "select * from safeplaces.site_focus_areas(ST_SetSRID(ST_Point(0, 0), 3006), current_date)")]
    [InlineData("public", "select * from safeplaces.own_assessments('x')")]
    [InlineData("public", "select safeplaces.layer_version('gis.unsafe_spots')")]
    [InlineData("partner", "select * from safeplaces.unsafe_spots")]
    [InlineData("partner", "select * from gis.unsafe_spots")]
    [InlineData("partner", "select * from safeplaces.unsafe_spot_texts")]
    [InlineData("partner", "select * from gis.focus_areas")]
    [InlineData("partner", "select * from gis.planned_construction")]
    [InlineData("partner", "select * from safeplaces.assessments")]
    [InlineData("partner", "delete from safeplaces.assessments")]
    [InlineData("planner", "select * from safeplaces.unsafe_spot_texts")]
    [InlineData("planner", "select * from gis_officer.unsafe_spots")]
    [InlineData("planner", "select * from safeplaces.service_secrets")]
    [InlineData("planner", "update safeplaces.assessments set document = 'x'")]
    [InlineData("planner", "delete from safeplaces.assessments")]
    [InlineData("officer", "select * from safeplaces.service_secrets")]
    [InlineData("admin", "select * from safeplaces.unsafe_spot_texts")]
    [InlineData("admin", "select * from safeplaces.assessments")]
    public async Task The_database_itself_refuses(string role, string sql)
    {
        (await Run($"set role safeplaces_{role}; {sql}")).ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Theory]
    [InlineData("partner", "select * from safeplaces.site_reports(ST_SetSRID(ST_Point(500000, 6500000), 3006))")]
    [InlineData("planner", "select * from gis.unsafe_spots")]
    public async Task The_database_allows_what_the_role_is_for(string role, string sql)
    {
        (await Run($"set role safeplaces_{role}; {sql}")).ShouldBeNull();
    }

    [Fact]
    public async Task A_partner_does_not_learn_when_reports_change()
    {
        await using var connection = await service.Owner.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            "set role safeplaces_partner; select safeplaces.layer_version('gis.unsafe_spots')",
            connection
        );
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(DBNull.Value);
        command.CommandText = "select safeplaces.layer_version('gis.lighting')";
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBeOfType<string>();
        command.CommandText = "reset role";
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The error code of a statement, rolled back; null when it ran.</summary>
    async Task<string?> Run(string sql)
    {
        await using var connection = await service.Owner.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        try
        {
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            return null;
        }
        catch (PostgresException refused)
        {
            return refused.SqlState;
        }
    }
}

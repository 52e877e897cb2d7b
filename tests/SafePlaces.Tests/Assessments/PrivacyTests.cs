using System.Text.Json;
using Npgsql;
using SafePlaces.Storage;

namespace SafePlaces.Tests.Assessments;

/// <summary>
/// What a partner can and cannot learn of reports. Squares of the 250 m grid have corners at multiples of 250 m;
/// 400 000 east, 6 400 000 north is one.
/// </summary>
public sealed class PrivacyTests(TestService service) : IClassFixture<TestService>
{
    const double North = 6_400_000;

    Task Report(double east, double north, int times, int daysAgo = 60) =>
        service.Sql(
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"""
                insert into safeplaces.unsafe_spots (observed_at, reported_at, category, severity, status, via, geom)
                select now() - interval '{daysAgo} days', now() - interval '{daysAgo} days', 'lighting', 2, 'verified', 'resident',
                  ST_SetSRID(ST_Point({east}, {north}), 3006) from generate_series(1, {times})
                """
            )
        );

    async Task<JsonElement> Rings(double east, double sizeM = 50, double north = North + 100) =>
        (await (await service.As(Role.Partner)).Check(Sites.Square(east, north, sizeM))).At(
            "facts",
            "reports",
            "rings"
        );

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
        foreach (
            var figure in (JsonElement[])
                [site.At("total"), site.At("byCategory", "lighting"), site.At("bySeverity", "2")]
        )
        {
            figure.Int("about").ShouldBe(about);
            figure.Int("squaresShown").ShouldBe(shown);
            figure.TryGetProperty("n", out _).ShouldBeFalse();
        }
        // a figure of nothing looks like a figure of four
        site.At("byCategory", "traffic").GetRawText().ShouldBe("""{"about":0,"squaresShown":0}""");
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
    [InlineData(
        "public",
        "insert into safeplaces.unsafe_spots (observed_at, category, severity, via, geom) values (now(), 'lighting', 1, 'resident', ST_SetSRID(ST_Point(0, 0), 3006)) returning id"
    )]
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
    [InlineData(
        "public",
        "insert into safeplaces.unsafe_spots (observed_at, category, severity, via, geom) values (now(), 'lighting', 1, 'resident', ST_SetSRID(ST_Point(0, 0), 3006))"
    )]
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

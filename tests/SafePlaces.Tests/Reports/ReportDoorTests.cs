using Npgsql;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Reports;

/// <summary>
/// The way in, tried straight on the database as each role: with SQL nobody gets more into it, or out of it, than with HTTP.
/// </summary>
public sealed class ReportDoorTests(TestService service) : IClassFixture<TestService>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    const string Hash = "'\\x" + "0000000000000000000000000000000000000000000000000000000000000001'::bytea";
    const string Place = "ST_SetSRID(ST_Point(377300, 6399500), 3006)";

    /// <summary>A call with one argument replaced.</summary>
    static string Submit(string argument = "", string value = "")
    {
        (string Name, string Value)[] all =
        [
            ("observed_at", "now()"),
            ("category", "'lighting'"),
            ("severity", "2::smallint"),
            ("accuracy_m", "null"),
            ("place", Place),
            ("description", "'sql'"),
            ("contact_name", "null"),
            ("contact_email", "null"),
            ("contact_phone", "null"),
            ("follow_hash", Hash),
            ("key_hash", "null"),
            ("body_hash", "null"),
        ];
        return $"select safeplaces.submit_report({string.Join(", ", all.Select(one => $"{one.Name} => {(one.Name == argument ? value : one.Value)}"))})";
    }

    [Theory]
    [InlineData(Role.Public)]
    [InlineData(Role.Partner)]
    [InlineData(Role.Admin)]
    public async Task It_sets_what_must_be_set(object who)
    {
        await using var connection = await Begin((Role)who);
        (await Scalar<string>(connection, Submit("observed_at", "now() + interval '4 minutes'"))).ShouldBe("held");
        await Run(connection, "reset role");
        (
            await Scalar<long>(
                connection,
                "select count(*) from safeplaces.held_reports where description = 'sql' and via = 'resident' and status = 'received' and reported_at = now() and observed_at = now() and reviewed_at is null"
            )
        ).ShouldBe(1);
        (await Scalar<long>(connection, "select count(*) from safeplaces.unsafe_spots")).ShouldBe(0);
    }

    [Theory]
    [InlineData("observed_at", "now() - interval '2 years'")]
    [InlineData("observed_at", "now() + interval '1 day'")]
    [InlineData("observed_at", "'infinity'")]
    [InlineData("observed_at", "null")]
    [InlineData("category", "'brott'")]
    [InlineData("category", "null")]
    [InlineData("severity", "9::smallint")]
    [InlineData("severity", "null")]
    [InlineData("accuracy_m", "-1")]
    [InlineData("accuracy_m", "'NaN'")]
    [InlineData("place", "ST_SetSRID(ST_Point(12.9, 57.7), 4326)")]
    [InlineData("place", "ST_GeomFromText('LINESTRING(0 0, 1 1)', 3006)")]
    [InlineData("place", "ST_GeomFromText('POINT EMPTY', 3006)")]
    [InlineData("place", "ST_SetSRID(ST_Point('NaN', 6399500), 3006)")]
    [InlineData("place", "ST_SetSRID(ST_Point(1e300, 6399500), 3006)")]
    [InlineData("place", "null")]
    [InlineData("description", "repeat('å', 2001)")]
    [InlineData("contact_name", "repeat('å', 201)")]
    [InlineData("contact_email", "repeat('a', 255)")]
    [InlineData("contact_phone", "repeat('1', 31)")]
    [InlineData("follow_hash", "'\\x01'")]
    [InlineData("follow_hash", "null")]
    [InlineData("key_hash", "'\\x01'")]
    public async Task It_takes_nothing_that_HTTP_would_refuse(string argument, string value)
    {
        await using var connection = await Begin(Role.Public);
        var refused = await Should.ThrowAsync<PostgresException>(() =>
            Scalar<string>(connection, Submit(argument, value))
        );
        // 22: a value that cannot be, 23: a rule broken
        refused.SqlState[..2].ShouldBeOneOf("22", "23");
    }

    [Theory]
    [InlineData(Role.Public)]
    [InlineData(Role.Partner)]
    [InlineData(Role.Planner)]
    [InlineData(Role.Admin)]
    public async Task It_is_the_only_way_in(object who)
    {
        var role = (Role)who;
        string[] attempts =
        [
            $"insert into safeplaces.unsafe_spots (observed_at, reported_at, category, severity, status, via, geom) values (now(), now() - interval '1 year', 'lighting', 1, 'verified', 'police', {Place})",
            $"insert into gis.unsafe_spots (observed_at, category, severity, via, geom) values (now(), 'lighting', 1, 'police', {Place})",
            "insert into safeplaces.unsafe_spot_texts (unsafe_spot_id, description) values ('0199a000-0000-7000-8000-00000000000a', 'x')",
            $"insert into safeplaces.held_reports (id, reported_at, observed_at, category, severity, via, geom, follow_hash) values (gen_random_uuid(), now(), now(), 'lighting', 1, 'police', {Place}, {Hash})",
            $"insert into safeplaces.report_keys (key_hash, body_hash) values ({Hash}, {Hash})",
            "insert into safeplaces.partner_months values (current_date)",
            "insert into safeplaces.partner_figures values (current_date, 1, 1, 'lighting', 5)",
            "select count(*) from safeplaces.held_reports",
            "select count(*) from safeplaces.report_keys",
            "select count(*) from safeplaces.partner_figures",
            "update safeplaces.held_reports set status = 'rejected'",
            "delete from safeplaces.held_reports",
            .. role == Role.Planner
                ? (string[])[]
                :
                [
                    $"select safeplaces.hold_report('police', now(), 'lighting', 2::smallint, null, {Place}, null, null, null, null, {Hash}, null, null)",
                ],
        ];
        foreach (var attempt in attempts)
        {
            await using var connection = await Begin(role);
            var refused = await Should.ThrowAsync<PostgresException>(() => Run(connection, attempt), attempt);
            refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, attempt);
        }
    }

    /// <summary>An officer reviews; who reviewed what, and when, is not his to write, nor to undo.</summary>
    [Theory]
    [InlineData(
        "update safeplaces.held_reports set reviewed_by = 'Någon annan'",
        PostgresErrorCodes.InsufficientPrivilege
    )]
    [InlineData("update safeplaces.held_reports set reported_at = now()", PostgresErrorCodes.InsufficientPrivilege)]
    [InlineData("update safeplaces.held_reports set follow_hash = '\\x00'", PostgresErrorCodes.InsufficientPrivilege)]
    [InlineData("delete from safeplaces.held_reports", PostgresErrorCodes.CheckViolation)]
    [InlineData(
        "update safeplaces.held_reports set status = 'rejected'; update safeplaces.held_reports set status = 'received'",
        PostgresErrorCodes.CheckViolation
    )]
    public async Task What_a_review_leaves_behind_is_written_by_the_database(string sql, string code)
    {
        await using var connection = await Begin(Role.Public);
        await Run(connection, Submit());
        await Run(connection, "set local role safeplaces_officer");
        var refused = await Should.ThrowAsync<PostgresException>(() => Run(connection, sql));
        refused.SqlState.ShouldBe(code);
    }

    /// <summary>
    /// Of all functions that run as the owner: none looks where a caller can put something in the way, and none may be called by
    /// whoever comes.
    /// </summary>
    [Fact]
    public async Task No_function_of_the_owner_can_be_led_astray()
    {
        const string functions =
            "select count(*) from pg_proc p where p.prosecdef and p.pronamespace in ('safeplaces'::regnamespace, 'gis'::regnamespace, 'gis_public'::regnamespace, 'gis_officer'::regnamespace)";
        (await service.Scalar<long>(functions)).ShouldBeGreaterThan(10);
        (
            await service.Scalar<long>(
                $"{functions} and not coalesce(exists (select from unnest(p.proconfig) setting where setting ~ '^search_path=.*pg_temp$'), false)"
            )
        ).ShouldBe(0);
        (
            await service.Scalar<long>(
                $"{functions} and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) where grantee = 0 and privilege_type = 'EXECUTE')"
            )
        ).ShouldBe(0);
    }

    async Task<NpgsqlConnection> Begin(Role role)
    {
        // beside the pools, and never committed: each test finds the table as it was
        var connection = new NpgsqlConnection(service.SuperuserConnectionString + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        await Run(connection, $"begin; set local role {new Logins("safeplaces").Group(role)}");
        return connection;
    }

    static async Task Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    static async Task<T> Scalar<T>(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}

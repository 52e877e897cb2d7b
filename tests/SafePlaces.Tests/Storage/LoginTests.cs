using Npgsql;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Storage;

/// <summary>Who the database thinks the service is: a login for each role, none of which can become another.</summary>
public sealed class LoginTests(TestService service) : IClassFixture<TestService>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    Databases Databases => service.Services.GetRequiredService<Databases>();

    IEnumerable<(string Login, NpgsqlDataSource Source)> Sources =>
        Enum.GetValues<Role>()
            .Select(role => (Databases.Logins.Of(role), Databases.As(role)))
            .Append((Databases.Logins.Worker, Databases.Worker))
            .Append((Databases.Logins.Access, Databases.Access));

    [Fact]
    public async Task Each_pool_is_its_own_login_which_is_neither_superuser_nor_owner_of_anything()
    {
        foreach (var (login, source) in Sources)
        {
            (await Ask<string>(source, "select session_user || ' ' || current_user")).ShouldBe($"{login} {login}");
            (
                await Ask<bool>(
                    source,
                    "select rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or rolreplication from pg_roles where rolname = current_user"
                )
            ).ShouldBeFalse(login);
            (
                await Ask<long>(source, "select count(*) from pg_class where pg_get_userbyid(relowner) = current_user")
            ).ShouldBe(0, login);
            // of all it could become by SET ROLE none can do more
            (
                await Ask<long>(
                    source,
                    "select count(*) from pg_roles where pg_has_role(current_user, oid, 'member') and (rolsuper or rolcreaterole or rolcreatedb or rolcanlogin) and rolname <> current_user"
                )
            ).ShouldBe(0, login);
        }
    }

    [Fact]
    public async Task No_login_becomes_another()
    {
        var names = Sources.Select(one => one.Login).Append(Databases.Logins.Owner).Append("postgres").ToList();
        foreach (var (login, source) in Sources)
        foreach (var other in names.Where(other => other != login))
        foreach (
            var sql in (string[])
                [$"set role \"{other}\"", $"set session authorization \"{other}\"", "set role none; create role x"]
        )
            (await Refused(source, sql)).ShouldBeOneOf(
                PostgresErrorCodes.InsufficientPrivilege,
                "22023" // there is no role postgres here
            );
    }

    /// <summary>A pooler that drops what a connection asked to be makes every session its own.</summary>
    [Fact]
    public async Task A_session_that_is_somebody_elses_is_not_used()
    {
        var wrong = new NpgsqlConnectionStringBuilder(service.ConnectionString)
        {
            Options = "-c role=safeplaces_public",
        };
        await using var databases = new Databases(
            TestDatabase.Configuration(wrong.ConnectionString),
            LoggerFactory.Create(_ => { })
        );
        var refused = await Should.ThrowAsync<NpgsqlException>(async () =>
            await Ask<int>(databases.As(Role.Officer), "select 1")
        );
        (refused.Message + refused.InnerException?.Message).ShouldContain("safeplaces_officer_service");
    }

    /// <summary>
    /// A member of a role may become it, and a role may change its own password and settings. So people are members of groups
    /// that cannot log in, and nobody is a member of what the service logs in as.
    /// </summary>
    [Fact]
    public async Task A_person_changes_nothing_that_the_service_logs_in_with()
    {
        var login = $"anna_{Guid.NewGuid():N}"[..20];
        await service.Sql(
            $"select safeplaces_setup.add_person('{login}', 'planner'); alter role {login} password 'åäö'"
        );
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(service.SuperuserConnectionString)
            {
                Username = login,
                Password = "åäö",
                Pooling = false,
            };
            await using var anna = NpgsqlDataSource.Create(settings);
            (await Ask<int>(anna, "select count(*)::int from gis.unsafe_spots")).ShouldBe(0);
            foreach (
                var sql in (string[])
                    [
                        "alter role safeplaces_planner_service password 'x'",
                        "alter role safeplaces_planner_service set statement_timeout = 0",
                        "set role safeplaces_planner; alter role safeplaces_planner_service set search_path = reference",
                        "set role safeplaces_planner_service",
                        "set role safeplaces_planner; alter role safeplaces_planner login",
                        "select safeplaces_setup.set_login('safeplaces_planner_service', 'SCRAM-SHA-256$x')",
                        "select safeplaces_setup.add_person('x', 'officer')",
                    ]
            )
                (await Refused(anna, sql)).ShouldBe(PostgresErrorCodes.InsufficientPrivilege, sql);
            // what she may do to the group changes nobody's session
            (
                await Refused(
                    anna,
                    "set role safeplaces_planner; alter role safeplaces_planner set search_path = reference"
                )
            ).ShouldBeNull();
            await service.Sql("select 1");
            Databases.Reconnect();
            (await Ask<string>(Databases.As(Role.Planner), "show search_path")).ShouldBe("public");
            (await Ask<string>(anna, "show search_path")).ShouldBe("public");
            (
                await Ask<long>(anna, $"select count(*) from pg_roles where rolname = '{login}' and rolconnlimit = 10")
            ).ShouldBe(1);
        }
        finally
        {
            await service.Sql($"alter role safeplaces_planner reset search_path; drop role {login}");
        }
        foreach (var role in (string[])["public", "partner", "admin", "worker"])
            (await Refused(service.Owner, $"select safeplaces_setup.add_person('x', '{role}')")).ShouldBe("P0001");
    }

    [Fact]
    public async Task A_statement_of_the_public_ends_sooner_than_one_of_an_officer()
    {
        (await Ask<string>(Databases.As(Role.Public), "show statement_timeout")).ShouldBe("5s");
        (await Ask<string>(Databases.As(Role.Officer), "show statement_timeout")).ShouldBe("1min");
        (await Ask<string>(Databases.Worker, "show statement_timeout")).ShouldBe("0");
        (await Ask<string>(Databases.As(Role.Public), "show temp_file_limit")).ShouldBe("2GB");
    }

    [Fact]
    public async Task Nobody_but_its_own_logins_connects_to_a_town()
    {
        await service.Sql("create role stranger login password 'x'");
        try
        {
            var stranger = new NpgsqlConnectionStringBuilder(service.SuperuserConnectionString)
            {
                Username = "stranger",
                Password = "x",
                Pooling = false,
            };
            await using var source = NpgsqlDataSource.Create(stranger);
            (await Refused(source, "select 1")).ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        }
        finally
        {
            await service.Sql("drop role stranger");
        }
    }

    /// <summary>Two municipalities in one cluster: roles are the cluster's, so each has names of its own.</summary>
    [Fact]
    public async Task Two_towns_of_one_cluster_know_nothing_of_each_other()
    {
        var name = $"towntest_{Environment.ProcessId}";
        var other = await TestDatabase.CreateEmpty();
        var logins = new Logins(name);
        try
        {
            await TestDatabase.Admin(logins.Bootstrap(), other.Name);
            await TestDatabase.Admin($"alter role {logins.Owner} password 'x'");
            var file = Path.Combine(Directory.CreateTempSubdirectory("safeplaces-").FullName, "logins");
            var settings = new NpgsqlConnectionStringBuilder(other.SuperuserConnectionString)
            {
                Username = logins.Owner,
                Password = "x",
                Passfile = file,
            };
            var configuration = new ConfigurationBuilder()
                .AddInMemoryCollection([new("SAFEPLACES_DB", settings.ConnectionString), new("SAFEPLACES_ROLES", name)])
                .Build();
            await using (var databases = new Databases(configuration, LoggerFactory.Create(_ => { })))
            {
                await databases.Logins.Write(file, databases.Owner, Cancellation);
                if (!OperatingSystem.IsWindows())
                    File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
                var before = await File.ReadAllTextAsync(file, Cancellation);
                await databases.Migrate(Cancellation);
                // again: nobody who is at work is locked out
                await databases.Logins.Write(file, databases.Owner, Cancellation);
                (await File.ReadAllTextAsync(file, Cancellation)).ShouldBe(before);

                (await Schema.NotCurrent(databases.Worker, Cancellation)).ShouldBeNull();
                (await Ask<string>(databases.As(Role.Planner), "select current_user::text")).ShouldBe(
                    $"{name}_planner_service"
                );
                (await Ask<long>(databases.As(Role.Planner), "select count(*) from gis.unsafe_spots")).ShouldBe(0);
                (await Refused(databases.As(Role.Public), "select count(*) from gis.unsafe_spots")).ShouldBe(
                    PostgresErrorCodes.InsufficientPrivilege
                );
                foreach (
                    var database in (string[])[new NpgsqlConnectionStringBuilder(service.ConnectionString).Database!]
                )
                {
                    var abroad = new NpgsqlConnectionStringBuilder(databases.As(Role.Officer).ConnectionString)
                    {
                        Database = database,
                        Password = Logins.Password(file, $"{name}_officer_service"),
                        Pooling = false,
                    };
                    await using var source = NpgsqlDataSource.Create(abroad);
                    (await Refused(source, "select 1")).ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
                }
            }
        }
        finally
        {
            await other.DisposeAsync(); // and with it all that the roles own
            await TestDatabase.Admin(
                $"drop role {string.Join(", ", logins.All)}, {logins.Owner}, {string.Join(", ", Enum.GetValues<Role>().Select(logins.Group))}"
            );
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("Borås")]
    [InlineData("a-b")]
    [InlineData("1a")]
    [InlineData("a'; drop role x; --")]
    public void A_word_that_names_no_role_is_refused(string word) =>
        Should.Throw<SettingException>(() => new Logins(word)).Message.ShouldContain("SAFEPLACES_ROLES");

    /// <summary>RFC 7677's example is PostgreSQL's own form of it: the server accepts what this makes.</summary>
    [Fact]
    public async Task A_verifier_lets_in_who_knows_the_password()
    {
        await service.Sql($"create role verified login password '{Logins.Verifier("hemligt åäö")}'");
        try
        {
            await service.Sql(
                $"grant connect on database {new NpgsqlConnectionStringBuilder(service.ConnectionString).Database} to verified"
            );
            var settings = new NpgsqlConnectionStringBuilder(service.SuperuserConnectionString)
            {
                Username = "verified",
                Password = "hemligt åäö",
                Pooling = false,
            };
            await using (var source = NpgsqlDataSource.Create(settings))
                (await Ask<int>(source, "select 1")).ShouldBe(1);
            settings.Password = "fel";
            await using (var source = NpgsqlDataSource.Create(settings))
                (await Refused(source, "select 1")).ShouldBe(PostgresErrorCodes.InvalidPassword);
        }
        finally
        {
            await service.Sql("drop owned by verified; drop role verified");
        }
    }

    static async Task<T> Ask<T>(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    /// <summary>How the database refuses it; null when it does not.</summary>
    static async Task<string?> Refused(NpgsqlDataSource source, string sql)
    {
        await using var connection = source.CreateConnection();
        try
        {
            await connection.OpenAsync(Cancellation);
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(Cancellation);
            return null;
        }
        catch (PostgresException refused)
        {
            return refused.SqlState;
        }
    }
}

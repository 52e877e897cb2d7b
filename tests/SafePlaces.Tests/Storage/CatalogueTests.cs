using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Storage;

/// <summary>When the catalogue is read: nobody waits for a reading who can do with the last one.</summary>
public sealed class CatalogueTests(TestService service) : IClassFixture<TestService>
{
    const Role Planner = Role.Planner;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    readonly SetClock clock = new();

    Catalogue Catalogue()
    {
        var databases = service.Services.GetRequiredService<Databases>();
        return new(
            databases,
            new(databases, clock, NullLogger<Probes>.Instance),
            clock,
            NullLogger<Catalogue>.Instance
        );
    }

    [Fact]
    public async Task While_it_is_read_the_last_reading_is_answered_for_a_while()
    {
        var catalogue = Catalogue();
        var before = await catalogue.All(Planner);
        await using (var held = await Unreadable())
        {
            clock.Seconds += 5;
            (await catalogue.All(Planner)).ShouldBeSameAs(before);
            clock.Seconds += 10;
            var waits = catalogue.All(Planner);
            waits.IsCompleted.ShouldBeFalse("too old to be answered");
            await held.DisposeAsync();
            (await waits).ShouldNotBeSameAs(before);
        }
    }

    [Fact]
    public async Task A_reading_follows_by_itself_when_one_has_been_answered_that_is_not_fresh()
    {
        var catalogue = Catalogue();
        var before = await catalogue.All(Planner);
        clock.Seconds += 2;
        (await catalogue.All(Planner)).ShouldBeSameAs(before);
        for (var tries = 0; ReferenceEquals(await catalogue.All(Planner), before); tries++)
        {
            tries.ShouldBeLessThan(3000);
            await Task.Delay(10, Cancellation);
        }
    }

    [Fact]
    public async Task A_table_made_a_moment_ago_is_found_by_its_name_at_once()
    {
        var catalogue = Catalogue();
        await catalogue.All(Planner);
        await service.Sql("create table reference.nyss (id int primary key, geom geometry(Point, 3006))");
        (await catalogue.All(Planner)).ShouldNotContain(one => one.Id == "nyss", "the last reading");
        (await catalogue.Now(Planner)).ShouldContain(one => one.Id == "nyss");
        await service.Sql("alter table reference.nyss rename to nyligen");
        (await catalogue.Get(Planner, "nyligen")).Id.ShouldBe("nyligen");
        await service.Sql("drop table reference.nyligen");
        clock.Seconds += 11;
        (
            await Should.ThrowAsync<CollectionNotSeenException>(() => catalogue.Get(Planner, "nyligen"))
        ).Exists.ShouldBeFalse();
    }

    /// <summary>Until it is disposed: the comments of the database are locked.</summary>
    async Task<NpgsqlConnection> Unreadable()
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(service.SuperuserConnectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(
            "begin; lock table pg_description in access exclusive mode",
            connection
        );
        await command.ExecuteNonQueryAsync(Cancellation);
        return connection;
    }

    /// <summary>Time that passes when a test says so.</summary>
    sealed class SetClock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}

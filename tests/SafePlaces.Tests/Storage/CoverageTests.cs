using Npgsql;
using SafePlaces.Analysis.Risk;

namespace SafePlaces.Tests.Storage;

public sealed class CoverageTests(TestService service) : IClassFixture<TestService>
{
    const string Insert =
        "insert into safeplaces.layer_coverage (relation, geom) values ('reference.träd', ST_Multi(ST_MakeEnvelope(377000, 6399000, 378000, 6400000, 3006)))";

    [Fact]
    public async Task Planners_say_where_a_layer_is_complete_and_what_is_derived_there_is_made_anew()
    {
        await service.Sql($"set role safeplaces_planner; {Insert}; reset role");
        (
            await service.Scalar<long>(
                "select count(*) from safeplaces.changed_areas where relation = 'safeplaces.layer_coverage'"
            )
        ).ShouldBe(1);
    }

    [Theory]
    [InlineData("public")]
    [InlineData("partner")]
    [InlineData("admin")]
    public async Task Nobody_else_does(string role)
    {
        var refused = await Should.ThrowAsync<PostgresException>(() =>
            service.Sql($"set role safeplaces_{role}; {Insert}")
        );
        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }
}

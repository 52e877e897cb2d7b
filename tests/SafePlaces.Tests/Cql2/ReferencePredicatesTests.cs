using System.Globalization;
using Npgsql;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Tests.Features;
using SafePlaces.Tests.Gdal;

namespace SafePlaces.Tests.Cql2;

/// <summary>The predicates of the abstract test suite of CQL2 1.0, over HTTP, with the counts that others found.</summary>
public sealed class ReferencePredicatesTests(TestService service) : IClassFixture<TestService>
{
    /// <summary>
    /// Counts that the suite has wrong (others found it too): of the 243 places, Chișinău, Chicago and
    /// Chengdu begin with Ch, and one with Chis.
    /// </summary>
    static readonly Dictionary<string, int> Errata = new(StringComparer.Ordinal)
    {
        ["ACCENTI(name) LIKE accenti('Ch%')"] = 3,
        ["ACCENTI(CASEI(name)) LIKE accenti(casei('Chiș%'))"] = 1,
        ["ACCENTI(CASEI(name)) LIKE accenti(casei('cHis%'))"] = 1,
    };

    [Fact]
    public async Task Every_predicate_of_the_test_suite_has_the_count_it_should()
    {
        await Load(RealData.Path("cql2-ats", "ne110m4cql2.gpkg"));
        var rows = (
            await File.ReadAllLinesAsync(
                RealData.Path("cql2-ats", "expected_counts.csv"),
                TestContext.Current.CancellationToken
            )
        )
            .Skip(1)
            .Select(Fields)
            .ToList();
        rows.Count.ShouldBe(274);
        using var officer = await service.As(Role.Officer);
        var wrong = new List<string>();
        foreach (var row in rows)
        {
            using var answer = await officer.Ask(
                $"/collections/{row[1]}/items?limit=1&filter={Uri.EscapeDataString(row[2])}"
            );
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            var matched = answer.IsSuccessStatusCode
                ? (int?)System.Text.Json.Nodes.JsonNode.Parse(text)!["numberMatched"]
                : null;
            var expected = Errata.TryGetValue(row[2], out var mended)
                ? mended
                : int.Parse(row[3], CultureInfo.InvariantCulture);
            if (matched != expected)
                wrong.Add($"{row[1]}: {row[2]}: {matched} instead of {expected} {(matched is null ? text : "")}");
        }
        string.Join('\n', wrong).ShouldBe("");
    }

    static string[] Fields(string line)
    {
        var fields = new List<string>();
        for (var rest = line; ; )
        {
            var end = 0;
            if (rest.StartsWith('"'))
                for (end = 1; rest[end] != '"' || (end + 1 < rest.Length && rest[end + 1] == '"'); end++)
                    end += rest[end] == '"' ? 1 : 0;
            var comma = rest.IndexOf(',', end);
            var field = comma < 0 ? rest : rest[..comma];
            fields.Add(field.StartsWith('"') ? field[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : field);
            if (comma < 0)
                return [.. fields];
            rest = rest[(comma + 1)..];
        }
    }

    async Task Load(string file)
    {
        var database = new NpgsqlConnectionStringBuilder(service.SuperuserConnectionString);
        await Judge.Run(
            "ogr2ogr",
            [
                "-f",
                "PostgreSQL",
                $"PG:host={database.Host} port={database.Port} user={database.Username} password='{database.Password}' dbname={database.Database}",
                "-lco",
                "SCHEMA=reference",
                "-lco",
                "LAUNDER=NO",
                "-lco",
                "GEOMETRY_NAME=geom",
                file,
            ]
        );
        // as the event trigger grants, where the owner may make one
        await service.Sql("grant select on all tables in schema reference to safeplaces_planner, safeplaces_officer");
    }
}

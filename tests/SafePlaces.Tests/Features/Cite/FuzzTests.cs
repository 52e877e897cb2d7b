using System.Diagnostics;
using System.Text;
using SafePlaces.Data;

namespace SafePlaces.Tests.Features.Cite;

/// <summary>
/// Nonsense by the seeded thousand in every parameter and every part of a path: it is answered or refused with a problem,
/// never our fault, and never slower than the statement timeout of the role.
/// </summary>
public sealed class FuzzTests(Town town) : IClassFixture<Town>
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    static readonly string[] Names =
    [
        "limit",
        "bbox",
        "bbox-crs",
        "crs",
        "datetime",
        "after",
        "f",
        "filter",
        "filter-lang",
        "filter-crs",
        "properties",
        "sortby",
        "type",
        "severity",
        "observed_at",
        "category",
        "name",
        "seen",
        "token",
    ];

    /// <summary>What is nearly right is more dangerous than what is not.</summary>
    static readonly string[] Seeds =
    [
        "12.9,57.7,13,57.8",
        "6399000,377000,6400000,378000",
        "2026-01-01T00:00:00Z/..",
        "2026-02-30",
        "http://www.opengis.net/def/crs/EPSG/0/3006",
        "severity > 1 AND hour(observed_at) = 3",
        "distance_m(geom, POINT(12.9 57.7)) < 100",
        "S_INTERSECTS(geom, POLYGON((12 57, 13 57, 13 58, 12 57)))",
        "{\"op\":\"=\",\"args\":[{\"property\":\"category\"},\"lighting\"]}",
        "category,severity",
        "+observed_at,-severity",
        "W10",
        "json",
        "create",
        "9223372036854775808",
        "1e308",
        "åäö💡",
        Town.Known,
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Nonsense_is_answered_or_refused(int seed)
    {
        var random = new Random(seed);
        using var planner = await town.Service.As(Role.Planner);
        for (var i = 0; i < 400; i++)
        {
            var path = Path(random);
            var begun = Stopwatch.GetTimestamp();
            using var answer = await planner.Ask(path);
            Stopwatch.GetElapsedTime(begun).ShouldBeLessThan(Longest, path);
            var status = (int)answer.StatusCode;
            status.ShouldBeLessThan(500, $"{seed} {i}: {path}");
            if (status >= 400)
                (answer.Content.Headers.ContentType?.MediaType).ShouldBe("application/problem+json", path);
        }
    }

    static string Path(Random random)
    {
        var collection = random.Next(12) == 0 ? Nonsense(random) : Pick(random, Town.Collections);
        var path = $"/collections/{collection}";
        path += random.Next(8) switch
        {
            0 => "",
            1 => "/schema",
            2 => "/queryables",
            3 => "/sortables",
            4 => "/items/" + Nonsense(random),
            _ => "/items",
        };
        var parameters = Enumerable
            .Range(0, random.Next(1, 4))
            .Select(_ => $"{(random.Next(10) == 0 ? Nonsense(random) : Pick(random, Names))}={Nonsense(random)}");
        return $"{path}?{string.Join('&', parameters)}";
    }

    static string Pick(Random random, string[] among) => among[random.Next(among.Length)];

    /// <summary>Percent-encoded: a seed, mangled, cut or doubled, or bytes that are no text.</summary>
    static string Nonsense(Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(Pick(random, Seeds)).ToList();
        switch (random.Next(6))
        {
            case 0:
                bytes = [.. Enumerable.Range(0, random.Next(40)).Select(_ => (byte)random.Next(1, 256))];
                break;
            case 1:
                bytes = [.. bytes.Take(random.Next(bytes.Count + 1))];
                break;
            case 2:
                bytes.InsertRange(random.Next(bytes.Count), bytes.ToArray());
                break;
            case 3:
            case 4:
                for (var i = random.Next(1, 4); i > 0; i--)
                    bytes[random.Next(bytes.Count)] = (byte)random.Next(1, 256);
                break;
            default:
                break;
        }
        return string.Concat(bytes.Select(one => $"%{one:X2}"));
    }
}

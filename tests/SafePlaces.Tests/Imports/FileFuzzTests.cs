using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Imports;

/// <summary>Valid files with something changed by chance: whatever comes of it, it is not a 500.</summary>
public sealed class FileFuzzTests(TestService service) : IClassFixture<TestService>
{
    static readonly string[] Layers = ["lighting", "walk-routes", "planned-construction", "unsafe-spots", "presence"];

    static readonly string[] Tokens =
    [
        "NaN",
        "1e400",
        "-0",
        "[]",
        "[[]]",
        "null",
        "{\"type\":\"Polygon\",\"coordinates\":[[]]}",
        "\\u0000",
        "\\ud800",
        "\"",
        "<",
        "&#0;",
        "&e;",
        "<![CDATA[",
        "999999999999999999999",
        "EPSG:999999",
        "+proj=",
        "\0",
        "\uFEFF",
        "..",
        "é",
    ];

    static readonly string[] Shapes =
    [
        """{"type":"LineString","coordinates":[[12.94,57.72],[12.95,57.72]]}""",
        """{"type":"MultiPolygon","coordinates":[[[[12.9,57.7],[12.91,57.7],[12.91,57.71],[12.9,57.7]],[]]]}""",
        """{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[12.94,57.72]}]}""",
    ];

    [Fact]
    public async Task No_mutated_file_is_a_500()
    {
        var samples = (await SampleFiles.All()).ToList();
        foreach (var shape in Shapes)
            samples.Add(
                new(
                    "a.geojson",
                    Encoding.UTF8.GetBytes(
                        Upload.FeatureCollection(Upload.Feature("""{"kind":"other","name":"Å"}""", shape))
                    )
                )
            );
        var shapefile = await SampleFiles.Shapefile();
        var count = LongRun.Of(44, 5000);
        var (statuses, bad) = (new ConcurrentDictionary<int, int>(), new ConcurrentBag<string>());
        using var client = await service.As(Role.Officer);
        client.Timeout = TimeSpan.FromMinutes(5);
        await Parallel.ForAsync(
            0,
            count,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = 3,
                CancellationToken = TestContext.Current.CancellationToken,
            },
            async (round, stop) =>
            {
                var random = new Random(LongRun.Seed + round);
                var sample = samples[round % samples.Count];
                // within a zip its check sums would refuse what is changed
                var bytes =
                    sample.Name.EndsWith(".zip", StringComparison.Ordinal) && random.Next(3) > 0
                        ? SampleFiles.Zip(
                            shapefile.Select(part =>
                                KeyValuePair.Create(
                                    part.Key,
                                    random.Next(2) == 0 ? part.Value : Mutate(part.Value, random)
                                )
                            )
                        )
                        : Mutate(sample.Bytes, random);
                using var content = new ByteArrayContent(bytes);
                content.Headers.ContentType = new MediaTypeHeaderValue(sample.Type);
                using var answer = await client.PostAsync(
                    $"/collections/{Layers[random.Next(Layers.Length)]}/imports?source=fuzz{round}&filename={sample.Name}",
                    content,
                    stop
                );
                statuses.AddOrUpdate((int)answer.StatusCode, 1, (_, before) => before + 1);
                if ((int)answer.StatusCode >= 500)
                    bad.Add($"round {round}, {sample.Name}: {await answer.Content.ReadAsStringAsync(stop)}");
            }
        );
        var told = string.Join(
            ", ",
            statuses.OrderBy(pair => pair.Key).Select(pair => FormattableString.Invariant($"{pair.Value} × {pair.Key}"))
        );
        LongRun.Figure($"mutated files: {count} sent, {bad.Count} × 5xx ({told}), seed {LongRun.Seed}");
        bad.ShouldBeEmpty(string.Create(CultureInfo.InvariantCulture, $"seed {LongRun.Seed}"));
    }

    static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var times = 1 + random.Next(4); times > 0 && bytes.Count > 0; times--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(1 + random.Next(40), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(1 + random.Next(200), bytes.Count - at)));
                    break;
                case 4:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Tokens[random.Next(Tokens.Length)]));
                    break;
                default:
                    bytes.RemoveRange(at, random.Next(4) == 0 ? bytes.Count - at : 0);
                    break;
            }
        }
        return [.. bytes];
    }
}

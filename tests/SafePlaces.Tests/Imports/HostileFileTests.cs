using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Imports;

public sealed class HostileFileTests(TestService service) : IClassFixture<TestService>
{
    static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_means_harm_is_refused_in_words_and_does_none()
    {
        using var listener = Listener();
        var files = await HostileFiles.Refused();
        files.Count.ShouldBeGreaterThan(60);
        var wrong = new List<string>();
        var lamps = await service.Scalar<long>("select count(*) from safeplaces.lighting");
        foreach (var (name, sample) in files)
        {
            var (status, text) = await Send(sample, listener);
            if ((int)status is < 400 or >= 500 || !IsProblem(text) || Leaks(text))
                wrong.Add($"{name}: {(int)status} {text}");
            if (listener.Pending())
                wrong.Add($"{name}: was heard by the listener");
        }
        wrong.ShouldBeEmpty();
        (await service.Scalar<long>("select count(*) from safeplaces.lighting")).ShouldBe(lamps);
    }

    [Fact]
    public async Task What_only_names_harm_is_read_and_the_harm_not_done()
    {
        using var listener = Listener();
        foreach (var (name, sample) in await HostileFiles.Harmless())
        {
            var (status, text) = await Send(sample, listener);
            status.ShouldBe(HttpStatusCode.OK, $"{name}: {text}");
            JsonDocument.Parse(text).RootElement.GetProperty("read").GetInt32().ShouldBe(1, name);
            Leaks(text).ShouldBeFalse(name);
            listener.Pending().ShouldBeFalse(name);
        }
        (await service.Scalar<long>("select count(*) from safeplaces.lighting where owner like '%root:%'")).ShouldBe(0);
    }

    /// <summary>What is asked for beside the file goes to programs too.</summary>
    [Theory]
    [InlineData("layer=-sql")]
    [InlineData("layer=--optfile")]
    [InlineData("layer=@/etc/passwd")]
    [InlineData("crs=%2Binit%3D/etc/passwd")]
    [InlineData("crs=http://127.0.0.1:PORT/crs")]
    [InlineData("filename=../../etc/passwd")]
    public async Task Words_beside_the_file_lead_nowhere_either(string query)
    {
        using var listener = Listener();
        foreach (var sample in await SampleFiles.All())
        {
            var (status, text) = await Send(sample, listener, query);
            ((int)status).ShouldBeLessThan(500, text);
            Leaks(text).ShouldBeFalse(text);
            listener.Pending().ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Every_sample_is_read_as_it_is()
    {
        using var listener = Listener();
        foreach (var sample in await SampleFiles.All())
        {
            var (status, text) = await Send(sample, listener);
            status.ShouldBe(HttpStatusCode.OK, $"{sample.Name}: {text}");
        }
    }

    static TcpListener Listener()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    async Task<(HttpStatusCode Status, string Text)> Send(Sample sample, TcpListener listener, string query = "")
    {
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(
            System.Globalization.CultureInfo.InvariantCulture
        );
        using var client = await service.As(Role.Officer);
        client.Timeout = TimeSpan.FromMinutes(5);
        using var content = new ByteArrayContent(WithPort(sample.Bytes, port));
        content.Headers.ContentType = new MediaTypeHeaderValue(sample.Type);
        var layer = sample.Layer.Length > 0 ? "&layer=" + sample.Layer : "";
        query = query.Replace("PORT", port, StringComparison.Ordinal);
        var name = query.Contains("filename=", StringComparison.Ordinal) ? "" : "&filename=" + sample.Name;
        using var answer = await client.PostAsync(
            $"/collections/lighting/imports?source={Guid.NewGuid():N}{name}{layer}&{query}".TrimEnd('&'),
            content,
            Cancellation
        );
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>In text; what is packed or a database has the placeholder replaced by one of the same length.</summary>
    static byte[] WithPort(byte[] bytes, string port)
    {
        if (bytes.Length > 1 << 20 || bytes.AsSpan().IndexOf("PORT"u8) < 0)
            return bytes;
        if (!bytes.AsSpan().StartsWith("SQLite"u8))
            return Encoding.Latin1.GetBytes(
                Encoding.Latin1.GetString(bytes).Replace("PORT", port, StringComparison.Ordinal)
            );
        // the length of a value in a database is fixed
        return bytes;
    }

    static bool IsProblem(string text)
    {
        var problem = JsonDocument.Parse(text).RootElement;
        return problem.GetProperty("type").GetString()!.StartsWith("/problems/", StringComparison.Ordinal)
            && problem.GetProperty("title").GetString() is { Length: > 0 }
            && problem.GetProperty("detail").GetString() is { Length: > 0 };
    }

    static bool Leaks(string text) =>
        text.Contains("root:", StringComparison.Ordinal)
        || text.Contains(Path.GetTempPath() + "safeplaces", StringComparison.Ordinal)
        || text.Contains("/vsi", StringComparison.Ordinal);
}

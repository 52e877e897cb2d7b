using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using NetTopologySuite.Geometries;
using Npgsql;
using SafePlaces.Access;
using SafePlaces.Data;

namespace SafePlaces.Tests;

/// <summary>The real service on a port of its own over a database of its own: a class fixture.</summary>
public sealed class TestService : IAsyncLifetime
{
    readonly ConcurrentDictionary<Role, Task<string>> tokens = [];
    readonly HurriedClock clock = new();
    TestDatabase database = null!;
    WebApplication app = null!;

    /// <summary>The settings that bound what one caller takes; a class of tests is one caller, and asks more.</summary>
    internal static readonly string[] Limits =
    [
        .. ((string[])["PUBLIC", "PRINCIPAL", "AT_ONCE", "WRONG_TOKENS", "REPORTS", "ALL_REPORTS"]).Select(limit =>
            "SAFEPLACES_LIMIT_" + limit
        ),
    ];

    /// <summary>What a test adds to the service, such as processes of its own.</summary>
    internal Action<WebApplicationBuilder>? Configure { get; init; }

    public Uri Address { get; private set; } = null!;

    internal string ConnectionString => database.ConnectionString;

    internal string SuperuserConnectionString => database.SuperuserConnectionString;

    internal IServiceProvider Services => app.Services;

    /// <summary>As the superuser of the cluster: to arrange facts and to look behind the service.</summary>
    internal NpgsqlDataSource Owner { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.Create();
        Owner = new NpgsqlDataSourceBuilder(database.SuperuserConnectionString)
            .UseNetTopologySuite(handleOrdinates: Ordinates.XY)
            .Build();
        app = Service.Build(
            ["--urls", "http://127.0.0.1:0"],
            builder =>
            {
                builder.Configuration["SAFEPLACES_DB"] = database.ConnectionString;
                // tests of the derived layers ask for them; elsewhere nothing changes behind a test's back
                builder.Configuration["SAFEPLACES_COMPUTE"] = "off";
                builder.Logging.SetMinimumLevel(LogLevel.Error);
                builder.Services.AddSingleton<TimeProvider>(clock);
                foreach (var limit in Limits)
                    builder.Configuration[limit] = "0";
                Configure?.Invoke(builder);
            }
        );
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Address = new(addresses.Addresses.First());
    }

    /// <summary>A client with a token of this role; the public has none.</summary>
    internal async Task<HttpClient> As(Role role)
    {
        var client = new HttpClient { BaseAddress = Address };
        if (role != Role.Public)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await Token(role));
        return client;
    }

    internal Task<string> Token(Role role) =>
        tokens.GetOrAdd(role, async r => await NewToken(r, $"test {r}", $"test {r}"));

    /// <summary>A token for somebody new, unless a holder is named; a partner works for "Test".</summary>
    internal async Task<string> NewToken(Role role, string name, string? holder = null, string? organisation = null) =>
        (
            await Services
                .GetRequiredService<Tokens>()
                .Create(
                    role,
                    name,
                    TimeSpan.FromDays(1),
                    holder,
                    organisation ?? (role == Role.Partner ? "Test" : null)
                )
        ).Secret;

    /// <summary>A client with this token.</summary>
    internal HttpClient With(string token)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>
    /// What the service keeps for a moment, such as which tables there are, is old after this: no test waits for it, and
    /// none passes because it came early or late.
    /// </summary>
    internal async Task Sql(string sql)
    {
        await using var command = Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        Forget();
    }

    /// <summary>What the service keeps for a moment is old from here on.</summary>
    internal void Forget() => clock.LetPass(TimeSpan.FromSeconds(11));

    internal async Task<T> Scalar<T>(string sql)
    {
        await using var command = Owner.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await Owner.DisposeAsync();
        await database.DisposeAsync();
    }

    /// <summary>Tells the time as it is, and how much passed as a test wants it.</summary>
    sealed class HurriedClock : TimeProvider
    {
        long ahead;

        public void LetPass(TimeSpan time) =>
            Interlocked.Add(ref ahead, (long)(time.TotalSeconds * TimestampFrequency));

        public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref ahead);
    }
}

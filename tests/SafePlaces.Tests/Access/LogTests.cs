using System.Collections.Concurrent;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;

namespace SafePlaces.Tests.Access;

/// <summary>The log names requests by their route; tokens and what was asked for stay out of it.</summary>
public sealed class LogTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task A_token_or_a_place_asked_for_is_never_logged()
    {
        var token = await service.Token(Role.Planner);
        using var lines = new Lines();
        await using var app = Service.Build(
            ["--urls", "http://127.0.0.1:0"],
            builder =>
            {
                builder.Configuration["SAFEPLACES_DB"] = service.ConnectionString;
                builder.Logging.ClearProviders().AddProvider(lines);
            }
        );
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new(app.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        foreach (
            var path in (string[])
                ["/collections/lighting/items", "/heatmaps/unsafe-spots", "/collections/nowhere", "/nowhere"]
        )
        {
            using var answer = await client.GetAsync(
                $"{path}?bbox=12.3456,57.6543,12.9,57.8",
                TestContext.Current.CancellationToken
            );
        }
        using (var form = new FormUrlEncodedContent([new("token", token)]))
        using (await client.PostAsync("/sign-in", form, TestContext.Current.CancellationToken)) { }
        client.DefaultRequestHeaders.Authorization = new("Bearer", "sp_0123456789");
        using var wrong = await client.GetAsync("/", TestContext.Current.CancellationToken);
        await app.StopAsync(TestContext.Current.CancellationToken);

        var log = string.Join('\n', lines.All);
        log.ShouldContain("/collections/{collectionId}/items");
        log.ShouldNotContain(token);
        log.ShouldNotContain("sp_0123456789");
        log.ShouldNotContain("12.3456");
    }

    sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            All.Enqueue(
                state is IEnumerable<KeyValuePair<string, object>> pairs ? string.Join(' ', pairs) : $"{state}"
            );
            return null;
        }

        public void Log<TState>(
            LogLevel level,
            EventId id,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> format
        ) => All.Enqueue(format(state, exception) + exception);

        public void Dispose() { }
    }
}

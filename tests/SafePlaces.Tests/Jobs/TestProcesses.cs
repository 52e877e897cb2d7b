using System.Collections.Concurrent;
using System.Text;
using Microsoft.OpenApi;
using SafePlaces.Data;
using SafePlaces.Formats.Text;
using SafePlaces.Http;
using SafePlaces.Ogc.Processes;

namespace SafePlaces.Tests.Jobs;

/// <summary>Gives back what it was given, as the conformance suite asks of a server it tests.</summary>
sealed class EchoProcess : Process
{
    public override string Id => "echo";
    public override string Version => "1.0.0";
    public override Wording Title => new("Echo", "Eko");
    public override Wording Description => new("Gives back what it is given.", "Ger tillbaka det den får.");
    public override IReadOnlyList<Role> Roles => [Role.Partner, Role.Planner, Role.Officer];

    public override IReadOnlyList<ProcessInput> Inputs =>
        [
            new(
                "string",
                new("A text", "En text"),
                new() { Type = JsonSchemaType.String, Enum = ["teststring", "åäö"] },
                Required: true
            ),
            new(
                "double",
                new("A number", "Ett tal"),
                new()
                {
                    Type = JsonSchemaType.Number,
                    Minimum = "5",
                    Maximum = "10",
                }
            ),
            new(
                "array",
                new("Whole numbers", "Heltal"),
                new()
                {
                    Type = JsonSchemaType.Array,
                    MinItems = 2,
                    MaxItems = 10,
                    Items = new OpenApiSchema { Type = JsonSchemaType.Integer },
                }
            ),
            new(
                "object",
                new("An object", "Ett objekt"),
                new()
                {
                    Type = JsonSchemaType.Object,
                    Required = new HashSet<string>(StringComparer.Ordinal) { "property1" },
                    Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
                    {
                        ["property1"] = new OpenApiSchema { Type = JsonSchemaType.String },
                        ["property2"] = new OpenApiSchema { Type = JsonSchemaType.Boolean },
                    },
                }
            ),
            new(
                "mixed",
                new("A text or a number", "En text eller ett tal"),
                new()
                {
                    OneOf =
                    [
                        new OpenApiSchema { Type = JsonSchemaType.String },
                        new OpenApiSchema { Type = JsonSchemaType.Number },
                    ],
                }
            ),
        ];

    public override IReadOnlyList<ProcessOutput> Outputs =>
        [
            new("string", new("The text", "Texten"), "text/plain"),
            new("inputs", new("All inputs", "Allt indata"), "application/json"),
        ];

    public override Task<IReadOnlyList<Product>> Run(ProcessRun run) =>
        Task.FromResult<IReadOnlyList<Product>>([
            new("string", "text/plain", Encoding.UTF8.GetBytes(run.Text("string")!)),
            Product.Json("inputs", run.Inputs),
        ]);
}

/// <summary>Works until a test lets it go, as slow as one likes; the caller may wait for it if it is quick.</summary>
sealed class GateProcess(string id = "gate", bool isQuick = false, TimeSpan? limit = null) : Process
{
    /// <summary>The runs that wait at the gate, by the caller who asked.</summary>
    public ConcurrentQueue<(ProcessRun Run, TaskCompletionSource Gate)> Waiting { get; } = [];

    /// <summary>How many runs there are at this moment, and were at most.</summary>
    public int Now;
    public int Most;
    public int Cancelled;

    public override string Id => id;
    public override string Version => "1.0.0";
    public override Wording Title => new("Gate", "Grind");
    public override Wording Description => new("Waits.", "Väntar.");
    public override IReadOnlyList<Role> Roles => [Role.Partner, isQuick ? Role.Officer : Role.Planner];
    public override bool IsQuick => isQuick;
    public override TimeSpan TimeLimit => limit ?? base.TimeLimit;
    public override IReadOnlyList<ProcessInput> Inputs =>
        [new("fail", new("How it fails", "Hur det misslyckas"), new() { Type = JsonSchemaType.String })];
    public override IReadOnlyList<ProcessOutput> Outputs =>
        [new("done", new("That it is done", "Att det är klart"), "application/json")];

    public override async Task<IReadOnlyList<Product>> Run(ProcessRun run)
    {
        Most = Math.Max(Most, Interlocked.Increment(ref Now));
        try
        {
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            run.Report(40, new("Waiting at the gate", "Väntar vid grinden"));
            Waiting.Enqueue((run, gate));
            await gate.Task.WaitAsync(run.Cancellation);
            return run.Text("fail") switch
            {
                "problem" => throw Problem.Unprocessable("Nothing grows here.", "Ask elsewhere.", "inputs.fail"),
                "bug" => throw new InvalidOperationException("hemligt"),
                _ => [Product.Json("done", true)],
            };
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref Cancelled);
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref Now);
        }
    }

    /// <summary>A run has ended because it was told to; the token says so a moment before the run has heard of it.</summary>
    public async Task UntilCancelled()
    {
        for (var tries = 0; Volatile.Read(ref Cancelled) != 1; tries++)
        {
            tries.ShouldBeLessThan(1500, "no run was cancelled");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The next run that has come to the gate.</summary>
    public async Task<(ProcessRun Run, TaskCompletionSource Gate)> Next()
    {
        for (var tries = 0; ; tries++)
        {
            if (Waiting.TryDequeue(out var one))
                return one;
            tries.ShouldBeLessThan(1500, "no run came to the gate");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}

/// <summary>The service with the two, and a second instance over the same database where a test wants one.</summary>
public sealed class JobsService : IAsyncLifetime
{
    public JobsService() =>
        Service = new()
        {
            Configure = builder =>
                builder
                    .Services.AddSingleton<Process>(Gate)
                    .AddSingleton<Process>(Slow)
                    .AddSingleton<Process>(new GateProcess("limited", limit: TimeSpan.FromMilliseconds(50)))
                    .AddSingleton<Process>(new NightProcess("every-night"))
                    .AddSingleton<Process, EchoProcess>(),
        };

    internal GateProcess Gate { get; } = new();

    internal GateProcess Slow { get; } = new("slow", isQuick: true);

    internal TestService Service { get; }

    internal async Task<WebApplication> SecondInstance(GateProcess gate)
    {
        var app = SafePlaces.Service.Build(
            ["--urls", "http://127.0.0.1:0"],
            builder =>
            {
                builder.Configuration["SAFEPLACES_DB"] = Service.ConnectionString;
                builder.Logging.SetMinimumLevel(LogLevel.Error);
                builder.Services.AddSingleton<Process>(gate).AddSingleton<Process, EchoProcess>();
            }
        );
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    public ValueTask InitializeAsync() => Service.InitializeAsync();

    public ValueTask DisposeAsync() => Service.DisposeAsync();
}

using Microsoft.AspNetCore.HttpOverrides;
using SafePlaces.Access;
using SafePlaces.Http;
using SafePlaces.Imports;
using SafePlaces.Storage;

namespace SafePlaces;

/// <summary>The service as a whole: the contents page, one Add/Map pair a room.</summary>
static class Service
{
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions
            {
                Args = args,
                ContentRootPath = AppContext.BaseDirectory,
                ApplicationName = "SafePlaces",
            }
        );
        builder.Logging.ClearProviders().AddJsonConsole(json => json.IncludeScopes = true);
        // the framework's own request lines hold the query, and with it tokens: RequestLog writes ours
        builder
            .Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning)
            .AddFilter("Npgsql", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1 << 20; // imports raise it for themselves
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded =>
            forwarded.ForwardedHeaders =
                ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost
        );
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.DefaultIgnoreCondition = MediaType.Json.DefaultIgnoreCondition;
            json.SerializerOptions.Encoder = MediaType.Json.Encoder;
        });
        builder
            .Services.AddSingleton(TimeProvider.System)
            .AddExceptionHandler<ProblemHandler>()
            .AddResponseCompression();

        builder.Services.AddStorage();
        builder.Services.AddAccess();
        builder.Services.AddImports();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseForwardedHeaders();
        app.UseRequestLog();
        app.UseExceptionHandler(_ => { });
        app.UseResponseCompression();
        app.UseRouting();
        app.UseAuthentication();

        app.MapHealth();
        app.MapImports();
        return app;
    }
}

using SafePlaces.Access;
using SafePlaces.Data;
using SafePlaces.Gdal;
using SafePlaces.Health;
using SafePlaces.Heatmaps;
using SafePlaces.Http;
using SafePlaces.Imports;
using SafePlaces.Ogc;
using SafePlaces.Ogc.Features;
using SafePlaces.Ogc.Processes;
using SafePlaces.Ogc.Styles;
using SafePlaces.Ogc.Tiles;
using SafePlaces.Pages;
using SafePlaces.Releases;
using SafePlaces.Reports;
using SafePlaces.Risk;
using SafePlaces.SiteChecks;

namespace SafePlaces;

/// <summary>The service as a whole: the contents page, one Add/Map pair a capability.</summary>
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
        // its scope holds the path, and with it the private link of a report
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // the framework's own request lines hold the query, and with it places asked about: RequestLog writes ours
        builder
            .Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning)
            .AddFilter("Npgsql", LogLevel.Warning)
            // that keys lie unencrypted in the database, which is as well kept as the tokens beside them
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = 80 << 10; // a filter of 64 kB in the query
            kestrel.Limits.MaxRequestBodySize = 1 << 20; // imports raise it for themselves
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.DefaultIgnoreCondition = MediaType.Json.DefaultIgnoreCondition;
            json.SerializerOptions.Encoder = MediaType.Json.Encoder;
        });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddHttp();
        builder.Services.AddGdal();
        builder.Services.AddData();
        builder.Services.AddHealth();
        builder.Services.AddAccess();
        builder.Services.AddFeatures();
        builder.Services.AddStyles();
        builder.Services.AddTiles();
        builder.Services.AddImports();
        builder.Services.AddHeatmaps();
        builder.Services.AddAssessments();
        builder.Services.AddReports();
        builder.Services.AddReleases();
        builder.Services.AddRisk();
        builder.Services.AddJobs();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseForwardedHeaders();
        app.UseRequestLog();
        app.UseSafeHeaders();
        app.UseExceptionHandler(_ => { });
        app.UseKnownHost();
        app.UseResponseCompression();
        app.UseProblemForNoEndpoint();
        app.UseHeadAsGet();
        app.UseReconnection();
        app.UseSpool();
        app.UseRouting();
        app.UseCors();
        app.UseCrossOriginProtection();
        app.UseAuthentication();
        app.UseLimits();

        app.MapHealth();
        app.MapAccess();
        app.MapAbout();
        app.MapFeatures();
        app.MapTiles();
        app.MapStyles();
        app.MapImports();
        app.MapLampTypes();
        app.MapHeatmaps();
        app.MapAssessments();
        app.MapReports();
        app.MapReleases();
        app.MapJobs();
        app.MapRisk();
        app.MapPage();
        app.MapOpenApiDocument();
        return app;
    }
}

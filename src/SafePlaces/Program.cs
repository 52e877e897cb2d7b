using System.CommandLine;
using Microsoft.Extensions.Logging.Console;
using Npgsql;
using SafePlaces;
using SafePlaces.Access;
using SafePlaces.Data;
using SafePlaces.Heatmaps;
using SafePlaces.Imports;
using SafePlaces.Ogc.Styles;
using SafePlaces.Releases;
using SafePlaces.Risk;

// The command line: one command a capability.
WebApplication? built = null;
var services = () => (built ??= Service.Build([], LogBeside)).Services;

var urls = new Option<string>("--urls")
{
    Description = "address to listen on",
    DefaultValueFactory = _ => "http://127.0.0.1:8080",
};
var serve = new Command("serve", "Run the service.") { urls };
serve.SetAction(
    async (parsed, cancellation) =>
    {
        if (Environment.IsPrivilegedProcess)
        {
            await Console.Error.WriteLineAsync(
                "safeplaces: the service does not run as root; start it as an ordinary user (runuser -u USER -- …), as './safeplaces up' does."
            );
            return 1;
        }
        await Service.Build(["--urls", parsed.GetValue(urls)!]).RunAsync(cancellation);
        return 0;
    }
);

var logins = new Option<FileInfo?>("--logins")
{
    Description =
        "writes the passwords of the service's logins there, readable by you alone; then name the file in SAFEPLACES_LOGINS",
};
var migrate = new Command("migrate", "Create or upgrade the database schema, as its owner.") { logins };
migrate.SetAction(
    async (parsed, cancellation) =>
    {
        if (parsed.GetValue(logins) is { } file)
            Environment.SetEnvironmentVariable("SAFEPLACES_LOGINS", file.FullName);
        var databases = services().GetRequiredService<Databases>();
        if (parsed.GetValue(logins) is { } written)
            await databases.Logins.Write(written.FullName, databases.Owner, cancellation);
        await databases.Migrate(cancellation);
        AccessEndpoints.EnsureKey(services());
        await services().GetRequiredService<SavedStyles>().Save(cancellation);
    }
);

var bootstrap = new Command("bootstrap", "Print the SQL that a superuser runs once, before migrate.");
bootstrap.SetAction(_ =>
    Console.Out.Write(Logins.Configured(services().GetRequiredService<IConfiguration>()).Bootstrap())
);

var root = new RootCommand("SafePlaces: safety on the table while a place is planned and built.")
{
    serve,
    migrate,
    bootstrap,
    TokenCommand.Build(services),
    ImportCommand.Build(services),
    ImportCommand.BuildDemo(services),
    HeatmapCommand.Build(services),
    ReleaseCommand.Build(services),
    RiskCommand.Build(services),
};
try
{
    var parsed = root.Parse(args);
    return await parsed.InvokeAsync(
        new()
        {
            EnableDefaultExceptionHandler = false,
            // the help that follows a mistake is no answer
            Output = parsed.Errors.Count > 0 ? Console.Error : Console.Out,
        }
    );
}
catch (Exception wrong) when (wrong is NpgsqlException or SettingException or FormatException)
{
    // what a person can mend is said in words: no database, no setting; anything else shows where it happened
    await Console.Error.WriteLineAsync($"safeplaces: {wrong.Message}");
    return 1;
}

// the standard output of a command is its answer
static void LogBeside(WebApplicationBuilder builder) =>
    builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

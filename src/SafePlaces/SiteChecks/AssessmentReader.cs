using System.Data;
using System.Security.Claims;
using NetTopologySuite.Geometries;
using Npgsql;
using SafePlaces.Access;
using SafePlaces.Analysis.Hours;
using SafePlaces.Data;
using SafePlaces.Data.Facts;

namespace SafePlaces.SiteChecks;

/// <summary>Reads the facts of a site as the caller's role, all in one snapshot.</summary>
sealed class AssessmentReader(Databases databases)
{
    /// <summary>The layers an assessment rests on.</summary>
    static readonly string[] Layers =
    [
        "unsafe-spots",
        "walk-routes",
        "lighting",
        "planned-construction",
        "focus-areas",
    ];

    public async Task<SiteFacts> Read(
        ClaimsPrincipal caller,
        MultiPolygon site,
        DateTimeOffset asOf,
        CancellationToken cancellation
    )
    {
        var staff = caller.Role().IsStaff();
        var day = SwedishTime.Day(asOf);
        // a partner sees of construction what the public sees: that is a table of its own
        var construction = staff ? "gis.planned_construction" : "gis_public.planned_construction";
        await using var connection = await databases.As(caller.Role()).OpenConnectionAsync(cancellation);
        // the same all month, counted when the first partner asks: not of this snapshot, in which nothing is written
        var figures = staff ? null : await Rows("protected-reports", Figure, site);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        var lamps = await LampRegister.NearSite(connection, site, day, cancellation);
        var photometry = await LampTypes.Photometry(
            connection,
            lamps.Select(lamp => lamp.Type).OfType<string>(),
            cancellation
        );
        return new(
            figures ?? await Rows("reports", Figure, site, asOf.UtcDateTime),
            await RouteRegister.NearSite(connection, site, day, cancellation),
            [.. lamps.Select(lamp => lamp.Shining(photometry))],
            await Rows("construction", Project, site, day),
            await Rows(
                "focus-areas",
                row => new TouchedArea(row.GetString(0), row.GetString(1), row.GetDouble(2)),
                site,
                day
            ),
            await Versions()
        );

        Task<List<T>> Rows<T>(string file, Func<NpgsqlDataReader, T> read, params object[] values) =>
            connection.Read(
                Sql.File(typeof(AssessmentReader), $"{file}.sql")
                    .Replace("gis.planned_construction", construction, StringComparison.Ordinal),
                read,
                cancellation,
                values
            );

        async Task<Dictionary<string, string?>> Versions()
        {
            var versions = new Dictionary<string, string?>(StringComparer.Ordinal);
            foreach (var layer in Layers)
            {
                await using var command = new NpgsqlCommand("select safeplaces.layer_version($1)", connection);
                var relation = $"gis.{layer.Replace('-', '_')}";
                command.Parameters.Add(
                    new() { Value = relation == "gis.planned_construction" ? construction : relation }
                );
                versions[layer] = await command.ExecuteScalarAsync(cancellation) as string;
            }
            return versions;
        }
    }

    static ReportFigure Figure(NpgsqlDataReader row) =>
        new(row.GetInt32(0), row.Whole(1), row.GetDateTime(2), row.Text(3), row.Text(4), row.Whole(5), row.Whole(6));

    static PlannedProject Project(NpgsqlDataReader row) =>
        new(
            row.GetString(0),
            row.Text(1),
            row.GetString(2),
            row.GetString(3),
            row.Day(4),
            row.Day(5),
            row.Text(6),
            row.GetBoolean(7),
            row.GetInt32(8),
            row.GetInt32(9),
            row.GetDouble(10)
        );
}

using System.Data;
using System.Security.Claims;
using NetTopologySuite.Geometries;
using Npgsql;
using SafePlaces.Access;
using SafePlaces.Analysis.Hours;
using SafePlaces.Analysis.Lighting;
using SafePlaces.Data;
using SafePlaces.Data.Facts;
using SafePlaces.Data.Layers;

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
        var lamps = await Rows("lamps", LampRow.Read, site, day);
        var photometry = await LampTypes.Photometry(
            connection,
            lamps.Select(lamp => lamp.Type).OfType<string>(),
            cancellation
        );
        return new(
            figures ?? await Rows("reports", Figure, site, asOf.UtcDateTime),
            await Rows("routes", Piece, site, day),
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

        async Task<List<T>> Rows<T>(string file, Func<NpgsqlDataReader, T> read, params object[] values)
        {
            var sql = Sql.File(typeof(AssessmentReader), $"{file}.sql")
                .Replace("gis.planned_construction", construction, StringComparison.Ordinal);
            await using var command = new NpgsqlCommand(sql, connection);
            foreach (var value in values)
                command.Parameters.Add(new() { Value = value });
            await using var row = await command.ExecuteReaderAsync(cancellation);
            var rows = new List<T>();
            while (await row.ReadAsync(cancellation))
                rows.Add(read(row));
            return rows;
        }

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
        new(
            row.GetInt32(0),
            Whole(row, 1),
            row.GetDateTime(2),
            Text(row, 3),
            Text(row, 4),
            Whole(row, 5),
            Whole(row, 6)
        );

    static RoutePiece Piece(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            Text(row, 1),
            row.GetString(2),
            new WalkPath(
                row.GetFieldValue<LineString>(6),
                Code.Find<Lit>(row.GetString(3))!.Value,
                Number(row, 4),
                Text(row, 5) is { } name ? LightingClass.Find(name) : null
            )
        );

    static PlannedProject Project(NpgsqlDataReader row) =>
        new(
            row.GetString(0),
            Text(row, 1),
            row.GetString(2),
            row.GetString(3),
            Day(row, 4),
            Day(row, 5),
            Text(row, 6),
            row.GetBoolean(7),
            row.GetInt32(8),
            row.GetInt32(9),
            row.GetDouble(10)
        );

    static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    static double? Number(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);

    static int? Whole(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : (int)row.GetInt64(column);

    static DateOnly? Day(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateOnly>(column);
}

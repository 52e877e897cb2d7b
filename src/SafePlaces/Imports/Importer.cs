using System.Globalization;
using System.Security.Claims;
using System.Text.RegularExpressions;
using Npgsql;
using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Http;

namespace SafePlaces.Imports;

/// <summary>What to import: a file on disk, under the name it came with, into a layer.</summary>
sealed record ImportOrder(string Path, string FileName, Layer Layer)
{
    public Mapping? Mapping { get; init; }
    public string? Source { get; init; }
    public string? Crs { get; init; }
    public string? FileLayer { get; init; }
    public AreaOfUse? Area { get; init; }

    /// <summary>Whose work it is; null = that of the command line.</summary>
    public ClaimsPrincipal? Caller { get; init; }
}

/// <summary>
/// Imports a file: read as a stream, mapped, copied into a staging table, and merged on (source, source_id) in one
/// transaction. All of its good rows land or none; every bad row is named. The same file again changes nothing.
/// </summary>
sealed partial class Importer(IConfiguration configuration, TimeProvider clock)
{
    const int AnalyzeFrom = 10_000;

    /// <summary>Whether a role may add to and change a layer.</summary>
    public static async Task<bool> May(NpgsqlDataSource database, Layer layer, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "select has_table_privilege(t, 'SELECT') and has_table_privilege(t, 'INSERT') and has_table_privilege(t, 'UPDATE') from format('safeplaces.%I', $1::text) t"
        );
        command.Parameters.Add(new() { Value = layer.Table });
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>
    /// Runs an import in a role's database. <paramref name="progress"/> hears the number of rows read, about every two
    /// seconds. Throws a problem (4xx) when nothing can be imported.
    /// </summary>
    public async Task<ImportResult> Run(
        ImportOrder order,
        NpgsqlDataSource database,
        Action<string>? progress,
        CancellationToken cancellation
    )
    {
        try
        {
            return await Import(order, database, progress, cancellation);
        }
        catch (PostgresException wrong) when (wrong.SqlState == PostgresErrorCodes.InternalError)
        {
            // PostGIS has no other code for a geometry or a CRS that it can do nothing with
            throw Problem.Unprocessable(
                $"PostGIS cannot work with the file: {wrong.MessageText}.",
                "Look at its CRS (say another with crs=) and its geometries; nothing was imported."
            );
        }
    }

    async Task<ImportResult> Import(
        ImportOrder order,
        NpgsqlDataSource database,
        Action<string>? progress,
        CancellationToken cancellation
    )
    {
        var began = clock.GetTimestamp();
        using var file = SourceFile.Open(order.Path, order.FileName);
        var mapping = order.Mapping ?? (file.IsOsm ? Mapping.BuiltIn("osm", order.Layer) : null);
        var source = order.Source ?? mapping?.Source ?? System.IO.Path.GetFileName(order.FileName).Split('.')[0];
        var table = await TargetTable.Read(database, order.Layer, cancellation);
        var area = order.Area ?? AreaOfUse.Configured(configuration);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (order.Caller is { } caller)
            await connection.Sign(caller.Identity?.Name, cancellation);
        var staging = new Staging(connection, table, source);
        await staging.Create(cancellation);

        var (rejections, read, crs, reader) = (new Rejections(), 0L, SourceCrs.Crs84, (RowReader?)null);
        await file.Read(
            mapping,
            order.Layer.Id,
            order.FileLayer,
            async (features, stop) =>
            {
                await using var rows = features.Read(stop).GetAsyncEnumerator(stop);
                var any = await rows.MoveNextAsync();
                var named = order.Crs ?? mapping?.Crs ?? features.CrsName;
                crs = await Crs(connection, named, file, stop);
                var gate = await AreaOfUseCheck.Open(connection, area, crs, stop);
                reader = new(table, mapping, gate, area, crs.Proj is null ? crs.Srid : 0);
                await using var copy = await staging.Begin(stop);
                var said = clock.GetTimestamp();
                for (; any; any = await rows.MoveNextAsync())
                {
                    var row = reader.Read(rows.Current, out var rejection);
                    if (rejection is not null)
                        rejections.Add(rejection);
                    else if (row is not null)
                        staging.Write(copy, row);
                    else
                        continue;
                    if ((++read & 0xFFF) == 0 && progress is not null && clock.GetElapsedTime(said).TotalSeconds > 2)
                    {
                        progress(string.Create(CultureInfo.InvariantCulture, $"{read} rows read"));
                        said = clock.GetTimestamp();
                    }
                }
                await copy.CompleteAsync(stop);
                if (named is null && features.CrsName is { } late)
                    throw Problem.Unprocessable(
                        "The file names its CRS behind its features, when they are read already.",
                        $"Say which it is beforehand: crs={late}.",
                        "crs"
                    );
            },
            cancellation
        );

        if (read > AnalyzeFrom)
            progress?.Invoke(string.Create(CultureInfo.InvariantCulture, $"{read} rows read, merging"));
        var merged = await staging.Merge(crs, area, mapping?.PointRadiusM, reader!, rejections, cancellation);
        await transaction.CommitAsync(cancellation);
        if (merged.Added + merged.Changed > AnalyzeFrom)
            await Analyze(database, table, cancellation);
        return new()
        {
            Collection = order.Layer.Id,
            Source = source,
            Crs = crs.Name,
            Read = read,
            Added = merged.Added,
            Changed = merged.Changed,
            Unchanged = read - rejections.Count - merged.Added - merged.Changed,
            Rejected = rejections.Count,
            Rejections = rejections.InOrder,
            RejectionsNotListed = rejections.Count - rejections.InOrder.Count,
            Ignored = [.. reader!.Ignored],
            Seconds = Math.Round(clock.GetElapsedTime(began).TotalSeconds, 3),
        };
    }

    /// <summary>The planner of the database learns of many new rows at once, not when it next looks.</summary>
    static async Task Analyze(NpgsqlDataSource database, TargetTable table, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select safeplaces.analyze_layer($1::regclass)");
        command.Parameters.Add(new() { Value = table.Name });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    static async Task<SourceCrs> Crs(
        NpgsqlConnection connection,
        string? name,
        SourceFile file,
        CancellationToken cancellation
    )
    {
        if (name is null)
        {
            if (await file.Proj(cancellation) is { } proj)
                return SourceCrs.IsPlain(proj)
                    ? new(proj, 0, proj)
                    : throw Problem.Unprocessable(
                        "The CRS of the file is defined in a way that is not read.",
                        "Say which it is: crs=EPSG:3006.",
                        "crs"
                    );
            return file.NamesItsCrs
                ? throw Problem.Unprocessable("The file names no CRS.", "Say which it is: crs=EPSG:3006.", "crs")
                : SourceCrs.Crs84;
        }
        if (name.EndsWith("CRS84", StringComparison.OrdinalIgnoreCase))
            return SourceCrs.Crs84;
        if (
            EpsgNumber().Match(name) is { Success: true } match
            && int.TryParse(match.Groups["code"].Value, CultureInfo.InvariantCulture, out var srid)
        )
        {
            await using var command = new NpgsqlCommand(
                "select exists (select from spatial_ref_sys where srid = $1)",
                connection
            );
            command.Parameters.Add(new() { Value = srid });
            if ((bool)(await command.ExecuteScalarAsync(cancellation))!)
                return new($"EPSG:{srid.ToString(CultureInfo.InvariantCulture)}", srid, null);
        }
        throw Problem.Unprocessable(
            $"The CRS '{name}' is not known.",
            "Name it by its EPSG number: crs=EPSG:3006.",
            "crs"
        );
    }

    [GeneratedRegex(
        @"^(?:urn:ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?EPSG[:/][\d.]*[:/]?(?<code>\d{4,6})$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex EpsgNumber();
}

using NetTopologySuite.Geometries;
using Npgsql;
using SafePlaces.Analysis.Hours;
using SafePlaces.Analysis.Reports;
using SafePlaces.Analysis.Risk;
using SafePlaces.Analysis.Terrain;
using SafePlaces.Data;
using SafePlaces.Data.Cql2;
using SafePlaces.Data.Facts;
using SafePlaces.Data.Layers;
using SafePlaces.Formats;
using SafePlaces.Formats.Cql2;

namespace SafePlaces.Risk;

/// <summary>
/// Reads what risk is made of, as it stood on a day, in a box of EPSG:3006 or everywhere. One connection, which its caller has in
/// a transaction; layers that the model names and the database lacks are left out, which the index then says.
/// </summary>
sealed class TerrainReader(
    NpgsqlConnection connection,
    IReadOnlyList<Collection> collections,
    RiskModel model,
    DateOnly asOf,
    IReadOnlyDictionary<string, WalkingTime> walkingTime,
    CancellationToken cancellation
)
{
    const string Reports = "unsafe-spots";
    const string Routes = "walk-routes";

    /// <summary>How far round its features a layer of the municipality is taken to be complete.</summary>
    const double RoundFeaturesM = 200;
    static readonly string[] HoursColumns = ["opening_hours", "hours"];

    readonly Dictionary<string, Geometry?> coverages = new(StringComparer.Ordinal);

    /// <summary>Everything but the stretches, which the caller has or reads.</summary>
    /// <param name="stretches">In order of route and place.</param>
    /// <param name="box">What lies within reach of what is asked; null: everywhere.</param>
    public async Task<TerrainFacts> Read(IReadOnlyList<TerrainStretch> stretches, Envelope? box)
    {
        var layers = new Dictionary<(string, string), FactorLayers>();
        var alike = new Dictionary<(Operationalisation, string), FactorLayers?>();
        foreach (var profile in model.Profiles.Where(profile => profile.Enabled))
        foreach (var factor in profile.Factors)
        {
            var what = (
                factor.Measure,
                string.Join('\n', factor.Layers.Select(layer => $"{layer.Layer} {layer.Filter}"))
            );
            if (!alike.TryGetValue(what, out var loaded))
                alike[what] = loaded = await Layers(factor, box);
            if (loaded is not null)
                layers[(profile.Id, factor.Id)] = loaded;
        }
        return new(
            asOf,
            [
                .. (await RouteRegister.InBox(connection, asOf, box, cancellation)).Select(route => new TerrainRoute(
                    route.Id,
                    route.Path.Line
                )),
            ],
            stretches,
            await Evidence(box),
            await Rows(
                Sql.File(typeof(TerrainReader), "walks.sql"),
                row => row.GetFieldValue<LineString>(0),
                asOf,
                FactReader.Box(box)
            ),
            layers,
            walkingTime
        );
    }

    public Task<List<TerrainStretch>> Stretches(Envelope? box) =>
        Rows(
            Sql.File(typeof(TerrainReader), "stretches.sql"),
            row => new TerrainStretch(
                row.GetGuid(0),
                row.GetString(1),
                row.GetFieldValue<LineString>(2),
                row.GetDouble(3),
                row.GetDouble(4),
                row.Number(5)
            ),
            FactReader.Box(box)
        );

    /// <summary>Reports of the last 24 months that somebody may have meant: not rejected, no duplicates.</summary>
    Task<List<TerrainReport>> Evidence(Envelope? box) =>
        ReadReports("status not in ('rejected', 'duplicate') and observed_on > $1 - interval '24 months'", box, []);

    async Task<FactorLayers?> Layers(RiskFactor factor, Envelope? box)
    {
        // measured by the routes themselves
        if (factor.Measure is LowIlluminance or ExitDistance)
            return new([]);
        var features = new List<TerrainFeature>();
        List<TerrainReport>? reports = null;
        Geometry? complete = null;
        foreach (var layer in factor.Layers)
        {
            if (
                Find(layer) is not { } collection
                || Condition(collection, layer.Filter, factor.Measure) is not { } condition
            )
                return null;
            if (collection.Layer?.Id == Reports && factor.Measure is Kernel { Weights: not null })
                reports = await ReadReports(condition.Sql, box, condition.Values);
            else
                features.AddRange(await Features(collection, factor.Measure, condition, box));
            if (await Coverage(collection) is { } here)
                complete = complete?.Intersection(here) ?? here;
        }
        return new(features, reports, complete);
    }

    /// <summary>Where a layer is complete: as declared; else everywhere for a base layer, and round its features for another.</summary>
    async Task<Geometry?> Coverage(Collection collection)
    {
        var relation = $"{collection.Schema}.{collection.Relation}";
        if (!coverages.TryGetValue(relation, out var coverage))
        {
            var declared = await Rows(
                Sql.File(typeof(TerrainReader), "coverage.sql"),
                row => row.IsDBNull(0) ? null : row.GetFieldValue<Geometry>(0),
                relation,
                asOf
            );
            await connection.Hold(collection, cancellation);
            coverages[relation] = coverage =
                declared[0] ?? (collection.Layer is null ? (await Rows(Hull(collection), Area))[0] : null);
        }
        return coverage;

        static Geometry? Area(NpgsqlDataReader row) => row.IsDBNull(0) ? null : row.GetFieldValue<Geometry>(0);
    }

    static string Hull(Collection collection) =>
        $"select ST_Buffer(ST_ConvexHull(ST_Collect({InSweref(collection)})), {RoundFeaturesM}) from {collection.From} feature";

    /// <summary>A model says <c>reference.bus-stops</c> for the table <c>bus_stops</c> in the schema of that name.</summary>
    Collection? Find(FactorLayer layer) =>
        layer.Layer.Split('.') is ["reference", var table]
            ? collections.FirstOrDefault(one => one.Schema == "reference" && one.Relation == table.Replace('-', '_'))
            : collections.FirstOrDefault(one => one.Layer?.Id == layer.Layer);

    sealed record Where(string Sql, IReadOnlyList<NpgsqlParameter> Values);

    /// <summary>A filter as SQL, its values from $3 on; null where the layer lacks what it asks for, which is then not loaded.</summary>
    static Where? Condition(Collection collection, string filter, Operationalisation measure)
    {
        if (
            measure is Within { ActiveBetween: { } days }
            && (collection.Column(days.From) is null || collection.Column(days.To) is null)
        )
            return null;
        if (filter.Length == 0)
            return new("true", []);
        using var command = new NpgsqlCommand();
        for (var reserved = 0; reserved < 2; reserved++)
            command.Parameters.Add(new() { Value = DBNull.Value });
        try
        {
            var sql = new Filter(TextParser.Parse(filter), Analysis.Crs.KnownCrs.Crs84).Where(
                collection,
                command.Parameters
            );
            return new(sql, [.. command.Parameters.Skip(2).Select(parameter => parameter.Clone())]);
        }
        catch (ParameterException)
        {
            return null;
        }
    }

    Task<List<TerrainReport>> ReadReports(string condition, Envelope? box, IReadOnlyList<NpgsqlParameter> values) =>
        Rows(
            $"""
            select ST_X(geom), ST_Y(geom), severity, observed_on, status, coalesce(accuracy_m, 0), category, after_dark
            from ({Sql.File(typeof(TerrainReader), "reports-as-of.sql")}) feature
            where ($2::geometry is null or geom && $2) and ({condition})
            order by id
            """,
            Report,
            [asOf, FactReader.Box(box), .. values]
        );

    /// <summary>From a row of east, north, severity, observed_on, status, accuracy_m, category, after_dark.</summary>
    public static TerrainReport Report(NpgsqlDataReader row) =>
        new(
            new(row.GetDouble(0), row.GetDouble(1)),
            row.GetInt16(2),
            row.GetFieldValue<DateOnly>(3),
            Code.Find<ReportStatus>(row.GetString(4))!.Value,
            row.GetDouble(5),
            row.GetString(6),
            row.IsDBNull(7) ? null : row.GetBoolean(7)
        );

    async Task<List<TerrainFeature>> Features(
        Collection collection,
        Operationalisation measure,
        Where condition,
        Envelope? box
    )
    {
        var geometry =
            collection.Srid == 3006 ? collection.Geometry : $"{collection.Transform}({collection.Geometry}, 3006)";
        var near = collection.Srid == 3006 ? "$2" : $"ST_Transform($2, {collection.Srid})";
        var hours = measure is OpenHours or WeeklyRate
            ? HoursColumns.FirstOrDefault(name => collection.Column(name) is not null)
            : null;
        string[] conditions =
        [
            $"($2::geometry is null or {collection.Geometry} && {near})",
            $"{collection.Geometry} is not null",
            $"({condition.Sql})",
            .. Holds(collection, measure),
        ];
        await connection.Hold(collection, cancellation);
        return await Rows(
            $"""
            select geom, hours, key from (
              select {InSweref(collection)} as geom, {(
                hours is null ? "null" : Sql.Quote(hours)
            )}::text as hours, {collection.KeySql} as key
              from {collection.From} feature where $1::date is not null and {string.Join(" and ", conditions)}
            ) found where not ST_IsEmpty(geom) order by key
            """,
            row => new TerrainFeature(
                row.GetFieldValue<Geometry>(0),
                Hours: OpeningHours.Parse(row.Text(1)),
                Key: collection.Layer?.Id == Routes ? row.GetGuid(2).ToString() : null
            ),
            [asOf, FactReader.Box(box), .. condition.Values]
        );
    }

    /// <summary>
    /// A geometry in EPSG:3006 and two dimensions that GEOS knows: curves as lines, surfaces (buildings in three dimensions) by
    /// their envelope.
    /// </summary>
    static string InSweref(Collection collection)
    {
        if (collection.Layer is not null)
            return collection.Geometry;
        var plain =
            $"case when GeometryType({collection.Geometry}) in ('POLYHEDRALSURFACE', 'TIN', 'TRIANGLE') then ST_Envelope({collection.Geometry}) else ST_CurveToLine({collection.Geometry}) end";
        return $"ST_Force2D({(collection.Srid == 3006 ? plain : $"{collection.Transform}({plain}, 3006)")})";
    }

    /// <summary>That a feature stands, is active or happened by the day $1, by the columns its layer has.</summary>
    static IEnumerable<string> Holds(Collection collection, Operationalisation measure)
    {
        if (measure is Within { ActiveBetween: { } days })
            yield return $"({Sql.Quote(days.From)} <= $1) is not false and ({Sql.Quote(days.To)} >= $1) is not false";
        if (measure is Kernel { Weights: null, Months: { } months } && collection.Time is [var happened, ..])
        {
            var at = Sql.Quote(happened.Name);
            yield return $"{at} <= $1 and {at} > $1 - make_interval(months => {months})";
        }
        if (collection.Column("valid_from") is { Kind: ColumnKind.Date })
            yield return "(valid_from <= $1) is not false";
        if (collection.Column("valid_to") is { Kind: ColumnKind.Date })
            yield return "(valid_to >= $1) is not false";
    }

    Task<List<T>> Rows<T>(string sql, Func<NpgsqlDataReader, T> read, params object[] values) =>
        connection.Read(sql, read, cancellation, values);
}

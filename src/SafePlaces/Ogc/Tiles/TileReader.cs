using System.Collections.Concurrent;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using Npgsql;
using SafePlaces.Analysis.Crs;
using SafePlaces.Data;
using SafePlaces.Data.Items;
using SafePlaces.Formats.VectorTiles;

namespace SafePlaces.Ogc.Tiles;

/// <summary>
/// Makes the tile of one collection as the caller's role sees it. Nothing is dropped: what is too small for a level, or too
/// much for a tile, is counted, each feature once over the tiles of a level. Points that lie in a tile are counted there;
/// of lines and areas, those smaller than a pixel where their first corner lies, and in a tile that holds too many also
/// those that reach no neighbour: what does reach one is drawn in both.
/// </summary>
sealed class TileReader(Databases databases, TimeProvider clock, ILogger<TileReader> logger)
{
    /// <summary>More features than this in one tile are counted; from about level 14 of Web Mercator on, more than the second.</summary>
    public const int MostFeatures = 10_000;
    public const int MostFeaturesNear = 50_000;
    const double NearM = 1500;

    /// <summary>Across a tile: a feature smaller than one is counted.</summary>
    const int Pixels = 512;

    /// <summary>A segment of 14 km strays that far from straight between the two projections.</summary>
    const double StrayM = 10;

    static readonly TimeSpan BetweenFolds = TimeSpan.FromMinutes(1);

    /// <summary>Tiles made at a time, more would only wait for each other; of each role, so that none waits for another.</summary>
    readonly Dictionary<Role, SemaphoreSlim> places = Enum.GetValues<Role>()
        .ToDictionary(role => role, _ => new SemaphoreSlim(2 * Environment.ProcessorCount));
    readonly ConcurrentDictionary<string, long> folded = new(StringComparer.Ordinal);

    public async Task<byte[]> Read(
        Role role,
        Collection collection,
        LayerVersion? version,
        Selection selection,
        Tile tile,
        CancellationToken cancellation
    )
    {
        var place = places[role];
        await place.WaitAsync(cancellation);
        try
        {
            await using var connection = await databases.Open(role, collection, cancellation);
            var reading = new Reading(connection, collection, selection, tile, cancellation);
            if (Shift(tile) is { } shift && IsCounted(collection, version, selection))
            {
                var counted = await reading.Cells(new(shift));
                Fold(collection, version!.Value);
                return counted;
            }
            return collection.GeometryType == "POINT" ? await reading.Points() : await reading.Shapes();
        }
        finally
        {
            place.Release();
        }
    }

    /// <summary>Whether the far levels of a layer are answered from its counts, which know of no filter.</summary>
    public static bool IsCounted(Collection collection, LayerVersion? version, Selection selection) =>
        version is { Rows: > MostFeatures } && collection.GeometryType == "POINT" && selection.IsEverything;

    /// <summary>How far the cells are doubled to make about 64 in a tile; null where the smallest are too large for that.</summary>
    static int? Shift(Tile tile) =>
        (int)Math.Floor(Math.Log2(tile.Set.GroundM(tile.Level) / TileCounts.Across / Tiles.Cells.SmallestM))
            is >= 0
                and var shift
            ? shift
            : null;

    /// <summary>Now and then, beside the answer: the lines of many small changes cost each reader.</summary>
    void Fold(Collection collection, LayerVersion version)
    {
        var now = clock.GetTimestamp();
        if (
            folded.TryGetValue(collection.ChangeLog, out var before) && clock.GetElapsedTime(before, now) < BetweenFolds
            || version.Changes < 100
        )
            return;
        folded[collection.ChangeLog] = now;
        _ = Run();

        async Task Run()
        {
            try
            {
                await using var command = databases.Worker.CreateCommand("call safeplaces.fold_cells($1)");
                command.Parameters.Add(new() { Value = collection.ChangeLog });
                await command.ExecuteNonQueryAsync();
            }
            catch (NpgsqlException wrong)
            {
                logger.LogWarning(wrong, "The counts of {Relation} could not be folded", collection.ChangeLog);
            }
        }
    }

    /// <summary>One tile of one collection on one connection.</summary>
    sealed class Reading(
        NpgsqlConnection connection,
        Collection collection,
        Selection selection,
        Tile tile,
        CancellationToken cancellation
    )
    {
        readonly bool stored = collection.Srid == KnownCrs.SwerefTm.Srid;
        readonly int most = tile.Set.GroundM(tile.Level) < NearM ? MostFeaturesNear : MostFeatures;

        public async Task<byte[]> Cells(Cells cells)
        {
            await using var command = connection.CreateCommand();
            // a square is counted where its middle lies, and may reach in from outside
            var (lows, highs) = cells.Ranges(Cover(tile.Box(0)));
            command.CommandText = "select square, features from safeplaces.cells($1, $2, $3, $4)";
            command.Parameters.Add(new() { Value = collection.ChangeLog });
            command.Parameters.Add(new() { Value = cells.Shift });
            command.Parameters.Add(new() { Value = lows });
            command.Parameters.Add(new() { Value = highs });
            await command.PrepareAsync(cancellation);
            await using var row = await command.ExecuteReaderAsync(cancellation);
            var layer = new VectorTileLayer(collection.Id);
            uint? key = null;
            var values = new Dictionary<long, uint>();
            while (await row.ReadAsync(cancellation))
            {
                var (east, north) = cells.Middle(row.GetInt64(0));
                var (x, y) = Units(east, north, stored: true);
                if (!TileCounts.Holds(x, y))
                    continue;
                var count = row.GetInt64(1);
                if (!values.TryGetValue(count, out var value))
                    values[count] = value = layer.Number(count);
                layer.Add(key ??= layer.Key(TileCounts.Attribute), value);
                layer.Point(x, y);
            }
            return layer.ToBytes();
        }

        public async Task<byte[]> Points()
        {
            await using (var command = connection.CreateCommand())
            {
                var layer = new VectorTileLayer(collection.Id);
                var columns = Attributes(layer, out var attributes);
                if (From(command.Parameters) is not { } from)
                    return [];
                command.CommandText =
                    $"select string_agg(sent, '') from (select record_send(row(ST_X({Place}), ST_Y({Place}){columns})) as sent from {from.Relation} where {from.Where} limit {most + 1}) rows";
                if (selection.IsEverything)
                    await command.PrepareAsync(cancellation);
                var rows = new Records(await command.ExecuteScalarAsync(cancellation) as byte[]);
                var read = 0;
                for (; rows.Next() && read <= most; read++)
                {
                    if (rows.IsNull(0))
                        continue;
                    var (x, y) = Units(rows.Double(0), rows.Double(1), stored);
                    if (
                        x < -Tile.Buffer
                        || x > Tile.Extent + Tile.Buffer
                        || y < -Tile.Buffer
                        || y > Tile.Extent + Tile.Buffer
                    )
                        continue;
                    for (var i = 0; i < attributes.Length; i++)
                        attributes[i].Add(rows, i + 2);
                    layer.Point(x, y);
                }
                if (read <= most)
                    return layer.ToBytes();
            }
            return await CountPoints();
        }

        async Task<byte[]> CountPoints()
        {
            await using var command = connection.CreateCommand();
            var from = From(command.Parameters)!.Value;
            command.CommandText = $"select ST_X({Place}), ST_Y({Place}) from {from.Relation} where {from.Where}";
            await using var row = await command.ExecuteReaderAsync(cancellation);
            var counts = new TileCounts();
            while (await row.ReadAsync(cancellation))
            {
                if (row.IsDBNull(0))
                    continue;
                var (x, y) = Units(row.GetDouble(0), row.GetDouble(1), stored);
                counts.Add(x, y, 1);
            }
            var counted = new VectorTileLayer(collection.Id);
            counts.Write(counted);
            return counted.ToBytes();
        }

        public async Task<byte[]> Shapes() => await Shapes(inner: null) ?? await Shapes(Inner()) ?? [];

        /// <summary>Null when there are too many; with <paramref name="inner"/>, what lies in it is counted instead.</summary>
        async Task<byte[]?> Shapes(Envelope? inner)
        {
            await using var command = connection.CreateCommand();
            var layer = new VectorTileLayer(collection.Id);
            var columns = Attributes(layer, out var attributes);
            if (From(command.Parameters) is not { } from)
                return [];
            string Number(double number)
            {
                command.Parameters.Add(new() { Value = number });
                return $"${command.Parameters.Count}";
            }
            string Rectangle(Box box, int srid) =>
                $"ST_MakeEnvelope({Number(box.West)}, {Number(box.South)}, {Number(box.East)}, {Number(box.North)}, {srid})";

            // sizes are those of the ground for what is stored in SWEREF, else of the tile's CRS
            var (pixel, unit) = stored
                ? (tile.Set.GroundM(tile.Level) / Pixels, tile.Set.GroundM(tile.Level) / Tile.Extent)
                : (tile.Set.TileM(tile.Level) / Pixels, tile.UnitM);
            var simple = $"ST_Simplify({Place}, {Number(unit / 4)}, true)";
            var drawn =
                stored && tile.Set.Crs.Srid != collection.Srid
                    ? $"ST_Transform({simple}, {tile.Set.Crs.Srid})"
                    : simple;
            var longer = $"greatest(ST_XMax({Place}) - ST_XMin({Place}), ST_YMax({Place}) - ST_YMin({Place}))";
            var tooSmall =
                $"{longer} < {Number(pixel)} or (ST_Dimension({Place}) = 2 and ST_Area({Place}) < {longer} * {Number(2 * unit)})";
            var counted = inner is null
                ? $"ST_Dimension({Place}) > 0 and ({tooSmall})"
                : $"(ST_Dimension({Place}) > 0 and ({tooSmall})) or {Place} @ {Rectangle(new(inner.MinX, inner.MinY, inner.MaxX, inner.MaxY), stored ? collection.Srid : tile.Set.Crs.Srid)}";
            var first = $"ST_StartPoint({Place})";
            command.CommandText = $"""
                select record_send(row(case when small.small then ST_X({first}) end, case when small.small then ST_Y({first}) end,
                  case when not small.small then ST_AsMVTGeom({drawn}, {Rectangle(
                    tile.Box(0),
                    tile.Set.Crs.Srid
                )}, {Tile.Extent}, {Tile.Buffer}, true) end{columns}))
                from {from.Relation}
                cross join lateral (select {counted} as small offset 0) small
                where {from.Where}{(inner is null ? $" limit {most + 1}" : "")}
                """;
            if (selection.IsEverything && stored)
                await command.PrepareAsync(cancellation);
            await using var row = await command.ExecuteReaderAsync(cancellation);
            var counts = new TileCounts();
            var wkb = new WKBReader();
            for (var read = 1; await row.ReadAsync(cancellation); read++)
            {
                if (inner is null && read > most)
                    return null;
                var record = new Records(row.GetFieldValue<byte[]>(0));
                record.Next();
                if (!record.IsNull(0))
                {
                    var (x, y) = Units(record.Double(0), record.Double(1), stored);
                    counts.Add(x, y, 1);
                }
                else if (!record.IsNull(2) && wkb.Read(record[2].ToArray()) is { IsEmpty: false } shape)
                {
                    for (var i = 0; i < attributes.Length; i++)
                        attributes[i].Add(record, i + 3);
                    layer.Shape(shape);
                }
            }
            counts.Write(layer);
            return layer.ToBytes();
        }

        /// <summary>A feature's geometry: in EPSG:3006 where it is stored so, else in the CRS of the tile.</summary>
        string Place => stored ? $"feature.{collection.Geometry}" : "placed.g";

        /// <summary>A reference layer may hold anything: curves are made lines, surfaces of three dimensions their envelope.</summary>
        string Transformed()
        {
            var geometry = $"feature.{collection.Geometry}";
            var plain =
                collection.GeometryType == "POINT"
                    ? geometry
                    : $"case when GeometryType({geometry}) in ('POLYHEDRALSURFACE', 'TIN', 'TRIANGLE') then ST_Envelope({geometry}) else ST_CurveToLine(ST_Force2D({geometry})) end";
            return $"safeplaces.transform({plain}, {tile.Set.Crs.Srid})";
        }

        string Attributes(VectorTileLayer layer, out TileAttribute[] attributes)
        {
            var columns = TileAttribute.Columns(collection).ToList();
            attributes =
            [
                new(layer, TileAttribute.Id, collection.KeyType == "uuid" ? ColumnKind.Uuid : ColumnKind.Text),
                .. columns.Select(column => new TileAttribute(layer, column.Name, column.Kind)),
            ];
            return $", {TileAttribute.SelectId(collection)}{string.Concat(columns.Select(column => $", {TileAttribute.Select(column)}"))}";
        }

        /// <summary>
        /// The features near the tile. The tile is transformed, never the column: its envelope finds candidates in the index.
        /// Null when there can be none.
        /// </summary>
        (string Relation, string Where)? From(NpgsqlParameterCollection parameters)
        {
            var others = selection.Where(collection, parameters)!;
            var box = tile.Box(Tile.Buffer);
            string? near;
            if (stored)
            {
                var cover = Cover(box);
                if (cover.IsNull)
                    return null;
                cover.ExpandBy(collection.GeometryType == "POINT" ? 1 : StrayM);
                parameters.Add(
                    new()
                    {
                        Value = new GeometryFactory(new(), collection.Srid).ToGeometry(cover),
                        DataTypeName = "geometry",
                    }
                );
                near = $"${parameters.Count}";
            }
            else
                near = (selection with { Box = new(box, tile.Set.Crs) }).Candidates(collection, parameters);
            return near is null
                ? null
                : (
                    $"{collection.From} as feature{(stored ? "" : $" cross join lateral (select {Transformed()} as g offset 0) placed")}",
                    $"feature.{collection.Geometry} && {near} and {others}"
                );
        }

        /// <summary>What holds all of a box of the tile's CRS in EPSG:3006.</summary>
        Envelope Cover(Box box) => tile.Set.Crs.CoverIn3006(box, toleranceM: 0.5).EnvelopeInternal;

        /// <summary>An upright rectangle, in the CRS sizes are judged in, that no neighbour of the tile draws anything of.</summary>
        Envelope Inner()
        {
            const int samples = 16;
            // a tenth of a tile more than the buffer holds what edges bend
            var box = tile.Box(-Tile.Buffer - Tile.Extent / 64);
            if (!stored || tile.Set.Crs == KnownCrs.SwerefTm)
                return new(box.West, box.East, box.South, box.North);
            var ring = tile.Set.Crs.CoverIn3006(box, toleranceM: 0.5);
            if (ring.IsEmpty)
                return new();
            var (west, south, east, north) = (double.MinValue, double.MinValue, double.MaxValue, double.MaxValue);
            var (domainWest, domainSouth) = KnownCrs.Crs84.Transform(-15, 30, tile.Set.Crs);
            var (domainEast, domainNorth) = KnownCrs.Crs84.Transform(45, 76, tile.Set.Crs);
            for (var i = 0; i <= samples; i++)
            {
                var x = Math.Clamp(box.West + (box.East - box.West) * i / samples, domainWest, domainEast);
                var y = Math.Clamp(box.South + (box.North - box.South) * i / samples, domainSouth, domainNorth);
                if (box.West > domainWest)
                    west = Math.Max(west, In3006(box.West, y).East);
                if (box.East < domainEast)
                    east = Math.Min(east, In3006(box.East, y).East);
                if (box.South > domainSouth)
                    south = Math.Max(south, In3006(x, box.South).North);
                if (box.North < domainNorth)
                    north = Math.Min(north, In3006(x, box.North).North);
            }
            return west < east && south < north ? new(west, east, south, north) : new();

            (double East, double North) In3006(double x, double y) => tile.Set.Crs.Transform(x, y, KnownCrs.SwerefTm);
        }

        /// <summary>A place in whole units of the tile, from EPSG:3006 where it is stored so, else from the tile's CRS.</summary>
        (int East, int South) Units(double east, double north, bool stored)
        {
            if (stored && tile.Set.Crs != KnownCrs.SwerefTm)
                (east, north) = SwerefMercator.Transform(east, north);
            // saturates, and NaN is far away as well
            return (Whole((east - tile.WestM) / tile.UnitM), Whole((tile.NorthM - north) / tile.UnitM));

            static int Whole(double units) =>
                double.IsNaN(units) ? int.MinValue : (int)Math.Clamp(Math.Round(units), -1e9, 1e9);
        }
    }
}

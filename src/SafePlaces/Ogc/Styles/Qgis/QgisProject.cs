using System.Xml.Linq;
using SafePlaces.Analysis.Crs;
using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Formats.Text;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Styles.Qgis;

/// <summary>
/// A QGIS project (3.22 and later, EPSG:3006) of layers as one caller sees them, in groups, styled; no secret is in it: where
/// the caller used a token, layers name the authentication stored in QGIS under <see cref="QgisEndpoints.Authentication"/>;
/// straight from the database, they name the service <c>safeplaces</c> of the user's own pg_service file.
/// </summary>
sealed class QgisProject(
    string root,
    Language language,
    Role role,
    IReadOnlyList<PictureTiles> pictures,
    bool isPostgis
)
{
    /// <summary>Past this, tiles are shown at first and the features themselves are a click away.</summary>
    const int MostFeatures = 20_000;

    string Auth => role == Role.Public ? "" : $" authcfg={QgisEndpoints.Authentication}";

    string TileAuth => role == Role.Public ? "" : $"&authcfg={QgisEndpoints.Authentication}";

    sealed record Entry(string Id, string Title, string Provider, string Source, bool IsShown, XElement Layer);

    public XDocument Write(IReadOnlyList<(Collection Collection, long? Rows)> collections)
    {
        var groups = new List<(string Title, bool IsShown, List<Entry> Layers)>();
        var ordered = collections.OrderBy(one => one.Collection.Layer?.Style.Depth ?? int.MaxValue).ToList();
        foreach (var theme in Enum.GetValues<Theme>())
        {
            var layers = ordered
                .Where(one => (one.Collection.Layer?.Style.Theme ?? Theme.Reference) == theme)
                .SelectMany(one =>
                    Features(
                        one.Collection,
                        one.Collection.Layer is { Style.IsShown: true } && (isPostgis || one.Rows is not > MostFeatures)
                    )
                )
                .ToList();
            if (!isPostgis)
                layers.AddRange(pictures.Where(one => one.Theme == theme).Select(Pictures));
            if (layers.Count > 0)
                groups.Add((Title(theme), true, layers));
        }
        if (!isPostgis)
            groups.Add(
                (
                    language.Say("Kartplattor: snabba, för stora lager", "Tiles: fast, for large layers"),
                    ordered.Exists(one => one.Rows > MostFeatures),
                    [
                        .. ordered.Select(one =>
                            Tiles(
                                one.Collection,
                                one.Collection.Layer is { Style.IsShown: true } && one.Rows > MostFeatures
                            )
                        ),
                    ]
                )
            );
        return Document(groups, View(ordered.Select(one => one.Collection)));
    }

    /// <summary>A layer definition of one collection.</summary>
    public XDocument LayerFile(Collection collection)
    {
        var layers = Features(collection, isShown: true).ToList();
        return new(
            new XDocumentType("qgis-layer-definition", null, null, null),
            new XElement("qlr", Group("", true, layers), new XElement("maplayers", layers.Select(one => one.Layer)))
        );
    }

    static XDocument Document(
        List<(string Title, bool IsShown, List<Entry> Layers)> groups,
        (double West, double South, double East, double North) view
    )
    {
        var entries = groups.SelectMany(group => group.Layers).ToList();
        return new(
            new XDocumentType("qgis", "http://mrcc.com/qgis.dtd", "SYSTEM", null),
            new XElement(
                "qgis",
                new XAttribute("projectname", "SafePlaces"),
                new XAttribute("version", Qml.Version),
                new XElement("title", "SafePlaces"),
                new XElement("projectCrs", Crs(3006)),
                new XElement(
                    "layer-tree-group",
                    groups.Select(group => Group(group.Title, group.IsShown, group.Layers))
                ),
                // without it the canvas of the desktop program stays where it was
                new XElement(
                    "mapcanvas",
                    new XAttribute("name", "theMapCanvas"),
                    new XAttribute("annotationsVisible", 1),
                    new XElement("units", "meters"),
                    new XElement(
                        "extent",
                        new XElement("xmin", view.West),
                        new XElement("ymin", view.South),
                        new XElement("xmax", view.East),
                        new XElement("ymax", view.North)
                    ),
                    new XElement("rotation", 0),
                    new XElement("destinationsrs", Crs(3006))
                ),
                new XElement("projectlayers", entries.Select(one => one.Layer)),
                new XElement("layerorder", entries.Select(one => new XElement("layer", new XAttribute("id", one.Id)))),
                new XElement(
                    "properties",
                    new XElement(
                        "SpatialRefSys",
                        // without it the project's CRS is not read
                        new XElement("ProjectionsEnabled", new XAttribute("type", "int"), 1)
                    ),
                    new XElement("Paths", new XElement("Absolute", new XAttribute("type", "bool"), false))
                ),
                new XElement(
                    "ProjectViewSettings",
                    new XAttribute("UseProjectScales", 0),
                    new XElement(
                        "DefaultViewExtent",
                        new XAttribute("xmin", view.West),
                        new XAttribute("ymin", view.South),
                        new XAttribute("xmax", view.East),
                        new XAttribute("ymax", view.North),
                        Crs(3006)
                    )
                )
            )
        );
    }

    static XElement Group(string title, bool isShown, IReadOnlyList<Entry> layers) =>
        new(
            "layer-tree-group",
            new XAttribute("name", title),
            new XAttribute("checked", isShown ? "Qt::Checked" : "Qt::Unchecked"),
            new XAttribute("expanded", isShown ? 1 : 0),
            layers.Select(one => new XElement(
                "layer-tree-layer",
                new XAttribute("id", one.Id),
                new XAttribute("name", one.Title),
                new XAttribute("providerKey", one.Provider),
                new XAttribute("source", one.Source),
                new XAttribute("checked", one.IsShown ? "Qt::Checked" : "Qt::Unchecked"),
                new XAttribute("expanded", 0)
            ))
        );

    string Title(Theme theme) =>
        theme switch
        {
            Theme.Safety => language.Say("Trygghet", "Safety"),
            Theme.Light => language.Say("Ljus och stråk", "Light and routes"),
            Theme.Plan => language.Say("Plan", "Plan"),
            _ => language.Say("Referens", "Reference"),
        };

    /// <summary>A collection's features: one layer, or one a family where any geometry goes and the database is asked.</summary>
    IEnumerable<Entry> Features(Collection collection, bool isShown)
    {
        var styled = StyledLayer.Of(collection);
        var title = styled.Title.In(language);
        if (!isPostgis)
        {
            yield return Vector(
                Id(collection, "items"),
                title,
                "OAPIF",
                $"url='{root}' typename='{Quoted(collection.Id)}' restrictToRequestBBOX='1' srsname='OGC:CRS84'{Auth}",
                styled
            );
            yield break;
        }
        foreach (var family in styled.Families)
        {
            var type =
                styled.Families.Count == 1 ? Capital(collection.GeometryType)
                : family == Family.Line ? "LineString"
                : family.ToString();
            yield return Vector(
                Id(collection, family.ToString()),
                styled.Families.Count == 1 ? title : $"{title}: {Qml.FamilyTitle(family, language)}",
                "postgres",
                $"service='safeplaces' key='{Quoted(collection.Key ?? "")}' srid={collection.Srid} type={type} checkPrimaryKeyUnicity='0' table={Sql.Quote(collection.Schema)}.{Sql.Quote(collection.Relation)} ({collection.GeometryColumn})",
                styled with
                {
                    Families = [family],
                }
            );
        }

        Entry Vector(string id, string name, string provider, string source, StyledLayer layer) =>
            new(
                id,
                name,
                provider,
                source,
                isShown,
                MapLayer(
                    "vector",
                    id,
                    name,
                    provider,
                    source,
                    // without it the layer is nowhere; srsname holds later versions to the same
                    isPostgis ? collection.Srid : 4326,
                    [
                        .. Qml.Attributes(layer.Style),
                        .. Qml.Elements(layer, collection.Columns, collection.Layer, language),
                    ]
                )
            );
    }

    Entry Tiles(Collection collection, bool isShown)
    {
        var styled = StyledLayer.Of(collection);
        var id = Id(collection, "tiles");
        var title = $"{styled.Title.In(language)} ({language.Say("plattor", "tiles")})";
        var source =
            $"type=xyz&url={MapLibreStyle.Tiles(root, collection.Id)}&zmin=0&zmax={MapLibreStyle.MaxZoom}&styleUrl={root}/styles/{Uri.EscapeDataString(collection.Id)}{TileAuth}";
        return new(
            id,
            title,
            "xyzvectortiles",
            source,
            isShown,
            MapLayer("vector-tile", id, title, null, source, 3857, [TileRenderer(styled)])
        );
    }

    XElement TileRenderer(StyledLayer layer)
    {
        var styles = layer
            .Families.Reverse()
            .SelectMany(family =>
                layer
                    .Classes(language)
                    .Select(one =>
                        TileStyle(
                            layer,
                            one.Title,
                            family,
                            one.Code is null
                                ? "\"count\" is null"
                                : $"\"count\" is null and {QgisSymbol.Name(layer.Style.By!)} = '{one.Code}'",
                            QgisSymbol.Write("0", family, one.Look, layer.Style)
                        )
                    )
            )
            .Append(
                TileStyle(
                    layer,
                    language.Say("Antal", "Count"),
                    Family.Point,
                    "\"count\" > 0",
                    QgisSymbol.Count("0", "#5b6b7b")
                )
            );
        return new("renderer", new XAttribute("type", "basic"), new XElement("styles", styles));
    }

    static XElement TileStyle(StyledLayer layer, string title, Family family, string expression, XElement symbol) =>
        new(
            "style",
            new XAttribute("name", title),
            new XAttribute("layer", layer.Id),
            new XAttribute("geometry", (int)family),
            new XAttribute("expression", expression),
            new XAttribute("enabled", 1),
            new XAttribute("min-zoom", -1),
            new XAttribute("max-zoom", -1),
            new XElement("symbols", symbol)
        );

    Entry Pictures(PictureTiles tiles)
    {
        var (id, title) = (tiles.Id, tiles.Title.In(language));
        var source = $"type=xyz&url={root}{tiles.Path}/%7Bz%7D/%7By%7D/%7Bx%7D.png&zmin=0&zmax=18{TileAuth}";
        return new(
            id,
            title,
            "wms",
            source,
            IsShown: false,
            MapLayer(
                "raster",
                id,
                title,
                "wms",
                source,
                3857,
                [
                    new XElement(
                        "pipe",
                        new XElement(
                            "rasterrenderer",
                            new XAttribute("type", "singlebandcolordata"),
                            new XAttribute("band", 1),
                            new XAttribute("opacity", 0.7),
                            new XAttribute("alphaBand", -1)
                        )
                    ),
                ]
            )
        );
    }

    static XElement MapLayer(
        string type,
        string id,
        string title,
        string? provider,
        string source,
        int srid,
        IEnumerable<XObject> style
    ) =>
        new(
            "maplayer",
            new XAttribute("type", type),
            style.OfType<XAttribute>(),
            new XElement("id", id),
            new XElement("datasource", source),
            new XElement("layername", title),
            // QGIS takes the features of an OGC API in degrees to 3.22, later in the collection's own CRS: the provider knows
            srid is { } known
                ? new XElement("srs", Crs(known))
                : null,
            provider is null ? null : new XElement("provider", new XAttribute("encoding", "UTF-8"), provider),
            style.OfType<XElement>()
        );

    static XElement Crs(int srid) =>
        new(
            "spatialrefsys",
            // any number: without one the authid is not read
            new XElement("srsid", 1),
            new XElement("srid", srid),
            new XElement("authid", $"EPSG:{srid}")
        );

    /// <summary>Round all of the base layers, else round what there is, else the area of use.</summary>
    static (double West, double South, double East, double North) View(IEnumerable<Collection> collections)
    {
        var boxes = collections.Where(one => one.Extent is not null).ToList();
        var own = boxes.Where(one => one.Layer is not null).ToList();
        var extents = (own.Count > 0 ? own : boxes).ConvertAll(one => one.Extent!.Value);
        var area = AreaOfUse.Sweden;
        var box =
            extents.Count == 0
                ? new Box(area.West, area.South, area.East, area.North)
                : new Box(
                    Math.Clamp(extents.Min(one => one.West), area.West, area.East),
                    Math.Clamp(extents.Min(one => one.South), area.South, area.North),
                    Math.Clamp(extents.Max(one => one.East), area.West, area.East),
                    Math.Clamp(extents.Max(one => one.North), area.South, area.North)
                );
        var metres = KnownCrs.Crs84.CoverIn3006(box).EnvelopeInternal;
        metres.ExpandBy(100 + 0.05 * metres.Diameter);
        return (Math.Floor(metres.MinX), Math.Floor(metres.MinY), Math.Ceiling(metres.MaxX), Math.Ceiling(metres.MaxY));
    }

    /// <summary>Longer than ten characters, else QGIS gives the layer another and the tree points at nothing.</summary>
    static string Id(Collection collection, string part) =>
        $"safeplaces_{string.Concat(collection.Id.Select(c => char.IsAsciiLetterOrDigit(c) ? c.ToString() : $"_{(int)c:x}"))}_{part.ToLowerInvariant()}";

    static string Quoted(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);

    /// <summary>MULTIPOLYGON as QGIS writes it.</summary>
    static string Capital(string geometryType) =>
        geometryType
            .Replace("MULTI", "Multi", StringComparison.Ordinal)
            .Replace("POINT", "Point", StringComparison.Ordinal)
            .Replace("LINESTRING", "LineString", StringComparison.Ordinal)
            .Replace("POLYGON", "Polygon", StringComparison.Ordinal);
}

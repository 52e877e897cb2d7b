using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Heatmaps.Questions;
using SafePlaces.Http;
using SafePlaces.Ogc;

namespace SafePlaces.Heatmaps;

/// <summary>What heatmaps say of themselves: tiles of density, for those who may see where people reported.</summary>
static class HeatmapCapability
{
    public static readonly Capability Of = new()
    {
        OfService = (links, role) => role.IsStaff() ? [Tiles(links, "unsafe-spots")] : [],
        OfCollection = (links, role, collection) =>
            role.IsStaff() && HeatmapQuery.IsPoints(collection) ? [Tiles(links, collection.Id)] : [],
        Pictures = role =>
            role.IsStaff()
                ?
                [
                    new(
                        "safeplaces_heat_of_reports",
                        new("Density of reports", "Täthet av rapporter"),
                        Theme.Safety,
                        "/collections/unsafe-spots/heatmap/tiles/WebMercatorQuad"
                    ),
                ]
                : [],
    };

    /// <summary>Where the density of a point collection is in tiles.</summary>
    static Link Tiles(Links links, string collection) =>
        new(
            links.To($"/collections/{Uri.EscapeDataString(collection)}/heatmap/tiles"),
            "http://www.opengis.net/def/rel/ogc/1.0/tilesets-map",
            "application/json"
        );
}

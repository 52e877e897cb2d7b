using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Formats.Text;
using SafePlaces.Http;

namespace SafePlaces.Ogc;

/// <summary>
/// What a capability says of itself where the service describes itself: each adds one to the services, and the landing page,
/// <c>/conformance</c>, the collections and the QGIS project are made of all of them.
/// </summary>
sealed record Capability
{
    /// <summary>The requirements classes it conforms to.</summary>
    public IReadOnlyList<string> ConformanceClasses { get; init; } = [];

    /// <summary>Its links on the landing page, as a role sees them.</summary>
    public Func<Links, Role, IEnumerable<Link>> OfService { get; init; } = (_, _) => [];

    /// <summary>Its links of a collection, as a role sees them.</summary>
    public Func<Links, Role, Collection, IEnumerable<Link>> OfCollection { get; init; } = (_, _, _) => [];

    /// <summary>Its tiles of pictures, for a QGIS project of a role.</summary>
    public Func<Role, IEnumerable<PictureTiles>> Pictures { get; init; } = _ => [];
}

/// <summary>Tiles of pictures in Web Mercator.</summary>
/// <param name="Id">Of the layer in a QGIS project: more than ten characters.</param>
/// <param name="Title">Of the layer.</param>
/// <param name="Theme">The group it is in.</param>
/// <param name="Path">From the service's root; ends before the level: <c>/{z}/{y}/{x}.png</c> follows.</param>
sealed record PictureTiles(string Id, Wording Title, Theme Theme, string Path);

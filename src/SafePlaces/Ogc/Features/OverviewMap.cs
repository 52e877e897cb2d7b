using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Npgsql;
using SafePlaces.Access;
using SafePlaces.Analysis.Crs;
using SafePlaces.Data;
using SafePlaces.Http;
using static System.FormattableString;

namespace SafePlaces.Ogc.Features;

/// <summary>
/// A drawn map of the features of a page over the walk routes the caller may see: an SVG in the page itself, north up, to
/// scale, without a script, legible in print. Geometries come as longitude and latitude; each leads to its item.
/// </summary>
sealed class OverviewMap(Catalogue catalogue, Databases databases)
{
    const double WidthPx = 480;
    const double LeastHeightPx = 180;
    const double MostHeightPx = 360;
    const double BorderPx = 18;

    /// <summary>A lamp alone is seen with its street.</summary>
    const double LeastSideM = 200;
    const double MetresOfDegree = 111_195;

    /// <summary>More would be one grey area, and slow.</summary>
    const int MostRoutes = 3000;

    /// <summary>A point is a path of one position.</summary>
    readonly record struct Part(IReadOnlyList<(double Lon, double Lat)> Positions, bool IsClosed);

    /// <summary>Degrees to pixels: a degree of longitude is shorter than one of latitude.</summary>
    readonly record struct View(double Lon, double Lat, double PxOfLon, double PxOfLat, double HeightPx)
    {
        public double West => Lon - WidthPx / 2 / PxOfLon;
        public double North => Lat + HeightPx / 2 / PxOfLat;

        public string Place((double Lon, double Lat) position) =>
            Invariant($"{(position.Lon - West) * PxOfLon:0.#} {(North - position.Lat) * PxOfLat:0.#}");

        public static View Of(IReadOnlyCollection<(double Lon, double Lat)> positions)
        {
            var (west, east) = (positions.Min(one => one.Lon), positions.Max(one => one.Lon));
            var (south, north) = (positions.Min(one => one.Lat), positions.Max(one => one.Lat));
            var stretch = Math.Max(Math.Cos((south + north) / 2 * Math.PI / 180), 0.01);
            const double least = LeastSideM / MetresOfDegree;
            var (width, height) = (Math.Max((east - west) * stretch, least), Math.Max(north - south, least));
            var scale = Math.Min((WidthPx - 2 * BorderPx) / width, (MostHeightPx - 2 * BorderPx) / height);
            return new(
                (west + east) / 2,
                (south + north) / 2,
                scale * stretch,
                scale,
                Math.Max(LeastHeightPx, height * scale + 2 * BorderPx)
            );
        }
    }

    /// <summary>What else than the features themselves a map depends on.</summary>
    public async Task<string> Version(ClaimsPrincipal caller, CancellationToken cancellation) =>
        await WalkRoutes(caller) is { } routes ? $"{await catalogue.Version(routes, cancellation)}" : "";

    async Task<Collection?> WalkRoutes(ClaimsPrincipal caller) =>
        (await catalogue.All(caller.Role())).FirstOrDefault(collection => collection.Layer?.Id == "walk-routes");

    /// <summary>The figure; nothing when no feature has a place. Each feature: its GeoJSON, where it leads and what it is called.</summary>
    public async Task<Html> Draw(
        HtmlPage page,
        ClaimsPrincipal caller,
        IReadOnlyList<(JsonElement Geometry, string Address, string Name)> features,
        CancellationToken cancellation
    )
    {
        var placed = features
            .Select(feature => (feature.Address, feature.Name, Parts: Parts(feature.Geometry).ToList()))
            .Where(feature => feature.Parts.Count > 0)
            .ToList();
        if (placed.Count == 0)
            return Html.Of($"<p>{page.Say("Utan plats.", "Without a place.")}</p>");
        var view = View.Of([.. placed.SelectMany(feature => feature.Parts).SelectMany(part => part.Positions)]);
        var routes = await Routes(view, caller, cancellation);
        var radius = placed.Count == 1 ? 7 : 4;
        return Html.Of(
            $"""
            <figure class="map"><svg viewBox="0 0 {new Html(Invariant($"{WidthPx} {view.HeightPx:0}"))}" role="img" aria-label="{page.Say(
                "Karta över objekten på sidan",
                "Map of the features on this page"
            )}"><g class="routes">{Html.Each(routes, route => Html.Of($"""<path d="{route}"/>"""))}</g><g class="features">{Html.Each(
                // areas below lines below points
                placed.OrderByDescending(feature => feature.Parts.Max(part => (part.IsClosed, part.Positions.Count > 1))),
                feature =>
                    Html.Of(
                        $"""<a href="{feature.Address}" tabindex="-1"><title>{feature.Name}</title>{Shapes(feature.Parts, view, radius)}</a>"""
                    )
            )}</g>{Scale(view)}</svg><figcaption>{page.Say("Norr är uppåt.", "North is up.")}{(routes.Count > 0 ? page.Say(" Grått: gångstråk.", " Grey: walk routes.") : "")}</figcaption></figure>
            """
        );
    }

    static Html Shapes(IEnumerable<Part> parts, View view, int radius)
    {
        var (path, points) = (new StringBuilder(), new StringBuilder());
        foreach (var part in parts)
        {
            var places = part.Positions.Select(view.Place).ToList();
            if (places.Count == 1)
                points.Append(
                    Invariant(
                        $"""<circle cx="{places[0].Split(' ')[0]}" cy="{places[0].Split(' ')[1]}" r="{radius}"/>"""
                    )
                );
            else
                // what is nearer than a tenth of a pixel is one place
                path.Append('M')
                    .AppendJoin('L', places.Where((place, i) => i == 0 || place != places[i - 1]))
                    .Append(part.IsClosed ? "Z" : "");
        }
        if (path.Length > 0)
            points.Append($"""<path class="{(parts.Any(part => part.IsClosed) ? "area" : "line")}" d="{path}"/>""");
        return new(points.ToString());
    }

    /// <summary>A bar of a round length, at most a third of the width.</summary>
    static Html Scale(View view)
    {
        var most = WidthPx / 3 / view.PxOfLat * MetresOfDegree;
        var power = Math.Pow(10, Math.Floor(Math.Log10(most)));
        var metres =
            power
            * (
                most / power >= 5 ? 5
                : most / power >= 2 ? 2
                : 1
            );
        var (end, y) = (10 + metres / MetresOfDegree * view.PxOfLat, view.HeightPx - 10);
        var length = metres >= 1000 ? Invariant($"{metres / 1000:0} km") : Invariant($"{metres:0} m");
        return new(
            Invariant(
                $"""<g class="scale"><path d="M10 {y - 5:0.#}V{y:0.#}H{end:0.#}V{y - 5:0.#}"/><text x="14" y="{y - 5:0.#}">{length}</text></g>"""
            )
        );
    }

    /// <summary>The walk routes in view, as SVG path data in pixels; none where there are too many or the caller sees none.</summary>
    async Task<IReadOnlyList<string>> Routes(View view, ClaimsPrincipal caller, CancellationToken cancellation)
    {
        if (await WalkRoutes(caller) is not { } routes)
            return [];
        var (east, south) = (2 * view.Lon - view.West, 2 * view.Lat - view.North);
        if (view.West < -180 || east > 180 || south < -90 || view.North > 90)
            return [];
        var cover = KnownCrs.Crs84.CoverIn3006(new(view.West, south, east, view.North), toleranceM: 10);
        if (cover.IsEmpty)
            return [];
        await using var command = databases
            .As(caller.Role())
            .CreateCommand(
                $"""
                select ST_AsSVG(ST_TransScale(ST_Transform(ST_Simplify({routes.Geometry}, $2, true), 4326), $3, $4, $5, $6), 1, 1)
                from {routes.From} where {routes.Geometry} && $1 limit {MostRoutes + 1}
                """
            );
        command.Parameters.Add(new() { Value = cover.Envelope, DataTypeName = "geometry" });
        foreach (
            var number in (double[])
                [MetresOfDegree / view.PxOfLat / 2, -view.West, -view.North, view.PxOfLon, view.PxOfLat]
        )
            command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = number });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var paths = new List<string>();
        while (await row.ReadAsync(cancellation))
            if (!row.IsDBNull(0))
                paths.Add(row.GetString(0));
        return paths.Count > MostRoutes ? [] : paths;
    }

    static IEnumerable<Part> Parts(JsonElement geometry) =>
        geometry.ValueKind == JsonValueKind.Null ? []
        : geometry.TryGetProperty("geometries", out var members) ? members.EnumerateArray().SelectMany(Parts)
        : Parts(geometry.GetProperty("coordinates"), geometry.GetProperty("type").GetString()!);

    static IEnumerable<Part> Parts(JsonElement coordinates, string type) =>
        coordinates.GetArrayLength() == 0
            ? []
            : type switch
            {
                "Point" => [new([Position(coordinates)], IsClosed: false)],
                "LineString" => [new([.. coordinates.EnumerateArray().Select(Position)], IsClosed: false)],
                "Polygon" => coordinates
                    .EnumerateArray()
                    .Where(ring => ring.GetArrayLength() > 1)
                    .Select(ring => new Part([.. ring.EnumerateArray().Select(Position)], IsClosed: true)),
                _ => coordinates.EnumerateArray().SelectMany(member => Parts(member, type["Multi".Length..])),
            };

    static (double, double) Position(JsonElement position) => (position[0].GetDouble(), position[1].GetDouble());
}

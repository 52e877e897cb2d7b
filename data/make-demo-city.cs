#!/usr/bin/env dotnet

// Makes the demo city of data/README.md: `dotnet run data/make-demo-city.cs` rewrites data/demo/*.geojson, the same bytes every time.
// Everything is computed in metres east and north of the town square and moved to EPSG:3006 when written.
using City;

var random = new SplitMix64(1621);
var network = Network.Of(Plan.Streets(random), random);
Walks.MarkSchoolRoutes(network);
var lamps = Lighting.Lamps(network, random);
var places = Places.All(lamps, network, random);
var walks = Walks.Safety(network);
var spots = UnsafeSpots.All(places, walks, network, random);
var measures = Measures.All(places, spots, network);

var folder = Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, "demo");
Directory.CreateDirectory(Path.Combine(folder, "reference"));
Write("walk-routes", network.Edges.Select(Plan.Feature));
Write("lighting", lamps.Select(lamp => lamp.Feature()));
Write("unsafe-spots", spots.Select(spot => spot.Feature()));
Write("planned-construction", Sites.Construction());
Write("focus-areas", Sites.FocusAreas());
Write("presence", Walks.Presence(network));
Write("safety-walks", walks.Select(walk => walk.Feature()));
Write("measures", measures);

// numbers of their own, so that what stands above stays as it is
var more = new SplitMix64(1622);
var vacant = Premises.Vacant().ToList();
var ground = Ground.Of(
    network,
    [
        .. Sites.Construction().SelectMany(site => (Point[][][])site.Coordinates).Select(part => part[0]),
        .. vacant.Select(empty => ((Point[][])empty.Coordinates)[0]),
    ]
);
Write("reference/vacant", vacant);
Write("reference/buildings", Buildings.All(network, ground, more));
Write("reference/vegetation", Vegetation.All(network, places, more));
Write("reference/premises", Premises.All(network, more));
Write("reference/bus_stops", Premises.BusStops(network, more));

void Write(string layer, IEnumerable<Feature> features)
{
    var lines = features.Select(feature => feature.ToJson()).ToArray();
    const string Head =
        """{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3006"}},"features":[""";
    File.WriteAllText(Path.Combine(folder, layer + ".geojson"), $"{Head}\n{string.Join(",\n", lines)}\n]}}\n");
    Console.WriteLine($"{layer}: {lines.Length}");
}

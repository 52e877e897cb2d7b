namespace City;

sealed class Lamp(string id, Point at, Edge edge, Point path)
{
    public Point At => at;
    public Edge Edge => edge;
    public double? Flux_lm { get; init; }
    public double? Height_m { get; init; }
    public required string Source { get; init; }
    public string Status { get; set; } = "working";
    public DateOnly? BrokenSince { get; set; }
    private double? Maintenance =>
        Source switch
        {
            "led" => 0.85,
            "high-pressure-sodium" => 0.66,
            "metal-halide" => 0.7,
            _ => null,
        };
    private string? Type =>
        Source switch
        {
            "led" when Flux_lm is not null => edge.Street.Role is Role.Park or Role.Riverside
                ? "Parklykta LED"
                : "Vägarmatur LED",
            "high-pressure-sodium" => "Vägarmatur 70 W",
            _ => null,
        };

    /// <summary>Towards the path, clockwise from north; the old register never said.</summary>
    private double? Facing_deg =>
        Source == "led" && at.To(path) > 0
            ? Math.Round((Math.Atan2(path.E - at.E, path.N - at.N) * 180 / Math.PI + 360) % 360)
            : null;

    private string Owner =>
        edge.Street.Role switch
        {
            Role.Estate => "Bostads AB Skytteln",
            Role.Underpass => "Trafikverket",
            Role.Exercise => "Fritidsförvaltningen",
            _ => "Vävinge kommun",
        };

    public Feature Feature() =>
        new(
            "Point",
            at,
            ("source_id", id),
            ("luminous_flux_lm", Flux_lm),
            ("height_m", Height_m),
            ("light_source", Source),
            ("status", Status),
            ("broken_since", BrokenSince),
            ("maintenance_factor", Maintenance),
            ("owner", Owner),
            ("lamp_type", Type),
            ("facing_degrees", Facing_deg),
            ("valid_from", new DateOnly(2024, 1, 1)),
            ("valid_to", Status == "removed" ? new DateOnly(2026, 5, 1) : null)
        );
}

static class Lighting
{
    /// <summary>Lamps beside the lit stretches, evenly spaced and all of one kind along a street; some runs are out.</summary>
    public static List<Lamp> Lamps(Network network, SplitMix64 random)
    {
        var lamps = new List<Lamp>();
        foreach (var street in network.Edges.GroupBy(edge => edge.Street))
        {
            var standard = street.Key.Standard;
            var source = random.Weighted(
                street.Key.Role switch
                {
                    Role.Estate => "led:72 high-pressure-sodium:26 metal-halide:2",
                    Role.Villa => "led:80 high-pressure-sodium:17 unknown:3",
                    Role.Exercise => "high-pressure-sodium:1",
                    _ => "led:92 high-pressure-sodium:6 metal-halide:2",
                }
            );
            var spacing = Math.Clamp(standard.Spacing_m * random.Between(0.9, 1.1), 22, 35);
            var side = (random.Chance(0.5) ? 1 : -1) * ((standard.Width_m / 2) + 0.7);
            var (flux, height) = (
                Math.Round(standard.Flux_lm * random.Between(0.8, 1.15) / 50) * 50,
                standard.Height_m
            );
            var unknown = source == "unknown" || random.Chance(0.015);
            foreach (var edge in street)
            {
                var planned = edge.Lit == "no" && street.Key.Role is Role.Park or Role.Riverside && random.Chance(0.3);
                if (edge.Lit != "yes" && !planned && (edge.Lit == "no" || random.Chance(0.5)))
                    continue;
                var count = Math.Max(1, (int)Math.Round(edge.Length_m / spacing));
                for (var i = 0; i < count; i++)
                {
                    var (on, left) = Line.Along(edge.Line, edge.Length_m * (i + 0.5) / count);
                    var at = (on + (left * side)).Rounded;
                    if (lamps.Exists(lamp => lamp.At.To(at) < 18))
                        continue;
                    lamps.Add(
                        new($"lamp-{lamps.Count + 1:0000}", at, edge, on)
                        {
                            Source = source,
                            Flux_lm = unknown || edge.Lit == "unknown" ? null : flux,
                            Height_m = unknown && random.Chance(0.6) ? null : height,
                            Status =
                                planned ? "planned"
                                : random.Chance(0.004) ? "removed"
                                : "working",
                        }
                    );
                }
            }
        }
        Break(lamps, random);
        return lamps;
    }

    private static void Break(List<Lamp> lamps, SplitMix64 random)
    {
        for (var run = 0; run < 90; run++)
        {
            var first = random.Below(lamps.Count);
            var length = run < 45 ? 3 + random.Below(7) : 1;
            var since = new DateOnly(2026, 10, 30).AddDays(-(int)(160 * random.Unit() * random.Unit()));
            for (
                var i = first;
                i < Math.Min(first + length, lamps.Count) && lamps[i].Edge.Street == lamps[first].Edge.Street;
                i++
            )
                if (lamps[i].Status == "working")
                    (lamps[i].Status, lamps[i].BrokenSince) = ("broken", since);
        }
    }
}

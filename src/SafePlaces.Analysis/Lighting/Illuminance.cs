using NetTopologySuite.Geometries;

namespace SafePlaces.Analysis.Lighting;

/// <summary>
/// Horizontal illuminance on the ground by the cosine-cubed law: E = MF · I(γ) · cos³γ / h², where γ is the angle at the lamp
/// between straight down and the point, and h the height. No obstruction, no reflection, no slope.
/// </summary>
public static class Illuminance
{
    const double Radians = Math.PI / 180;

    /// <summary>The light of all lamps within their reach at a point in EPSG:3006.</summary>
    public static LuxBand At(Coordinate point, IEnumerable<Luminaire> lamps)
    {
        var sum = default(LuxBand);
        foreach (var lamp in lamps)
        {
            sum += Of(lamp, point);
        }

        return sum;
    }

    /// <summary>The light of one lamp; nothing beyond its reach or when it does not shine.</summary>
    public static LuxBand Of(Luminaire lamp, Coordinate point)
    {
        var (dx, dy) = (point.X - lamp.Place.X, point.Y - lamp.Place.Y);
        var squaredM2 = dx * dx + dy * dy;
        if (!lamp.Shines || squaredM2 > lamp.ReachM * lamp.ReachM)
        {
            return default;
        }

        var height = lamp.HeightM.Value;
        var cos = height / Math.Sqrt(height * height + squaredM2);
        var perCandela = lamp.MaintenanceFactor.Value * cos * cos * cos / (height * height);
        if (lamp.Photometry is { } photometry)
        {
            var gammaDegrees = Math.Atan2(Math.Sqrt(squaredM2), height) / Radians;
            perCandela *= lamp.FluxLm.Value / photometry.FluxLm;
            if (photometry.Intensities.IsRound || lamp.FacingDegrees is not null)
            {
                // A bearing is clockwise from north, C anticlockwise from C0.
                var bearing = Math.Atan2(dx, dy) / Radians;
                var lux = perCandela * photometry.Intensities.At((lamp.FacingDegrees ?? 0) - bearing, gammaDegrees);
                return new LuxBand(lux, lux);
            }

            var (least, most) = photometry.Intensities.Range(gammaDegrees);
            return new LuxBand(perCandela * least, perCandela * most);
        }

        var overPi = lamp.FluxLm.Value / Math.PI;
        return new LuxBand(perCandela * overPi / 2, perCandela * overPi * cos);
    }
}

using NetTopologySuite.Geometries;
using Npgsql;
using SafePlaces.Analysis.Lighting;
using SafePlaces.Data.Layers;

namespace SafePlaces.Data.Facts;

/// <summary>
/// A lamp as the register has it, in EPSG:3006, which becomes a luminaire once the photometry of its type is at hand. What the
/// register does not say is null.
/// </summary>
public sealed record LampRow(
    Coordinate Place,
    LampStatus Status,
    LightSource Source,
    double? FluxLm,
    double? HeightM,
    double? MaintenanceFactor,
    string? Type,
    double? FacingDegrees,
    RegisteredLamp Register
)
{
    /// <summary>From a row of status, light_source, luminous_flux_lm, height_m, maintenance_factor,
    /// lamp_type, facing_degrees, broken_since, valid_from, valid_to, geom.</summary>
    public static LampRow Read(NpgsqlDataReader row)
    {
        var status = Code.Find<LampStatus>(row.GetString(0))!.Value;
        return new(
            row.GetFieldValue<Point>(10).Coordinate,
            status,
            Code.Find<LightSource>(row.GetString(1))!.Value,
            Value<double>(2) is <= 1e6 and var flux ? flux : null, // no lamp gives more: a slip of the register
            Value<double>(3),
            Value<double>(4),
            row.IsDBNull(5) ? null : row.GetString(5),
            Value<double>(6),
            new(status, Value<DateOnly>(7), Value<DateOnly>(8), Value<DateOnly>(9))
        );

        T? Value<T>(int column)
            where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);
    }

    /// <summary>As its status says.</summary>
    public Luminaire Shining(IReadOnlyDictionary<string, Photometry> photometry) => Shining(photometry, Status);

    /// <summary>As it was on a day; null where the register says nothing of it then.</summary>
    public Luminaire? On(DateOnly day, IReadOnlyDictionary<string, Photometry> photometry) =>
        Register.On(day) is { } status ? Shining(photometry, status) : null;

    Luminaire Shining(IReadOnlyDictionary<string, Photometry> photometry, LampStatus status) =>
        new(
            Place,
            status,
            Source,
            FluxLm,
            HeightM,
            MaintenanceFactor,
            Type is null ? null : photometry.GetValueOrDefault(Type),
            FacingDegrees
        );
}

using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace SafePlaces.Data.Items;

/// <summary>
/// How the values of a column travel: the SQL that reads one and the JSON that says it. A double always shows a decimal
/// point, because QGIS takes a column's type from its first values; what JSON has no word for is null.
/// </summary>
public static class ColumnJson
{
    public static string Select(Column column)
    {
        var name = Sql.Quote(column.Name);
        return column.Kind switch
        {
            ColumnKind.Boolean or ColumnKind.Uuid => name,
            ColumnKind.Integer => $"{name}::int8",
            ColumnKind.Double when column.SqlType != "numeric" => name,
            ColumnKind.Date =>
                $"case when {name} between '0001-01-02' and '9999-12-30' then to_char({name}, 'YYYY-MM-DD') end",
            // the years that both sides know; naive times are taken for UTC
            ColumnKind.DateTime =>
                $"case when {name} between '0001-01-02' and '9999-12-30' then {name}{(column.SqlType == "timestamp without time zone" ? " at time zone 'UTC'" : "")} end",
            ColumnKind.Array => $"to_json({name})::text",
            _ => $"{name}::text",
        };
    }

    public static void Write(Utf8JsonWriter json, NpgsqlDataReader row, int ordinal, Column column)
    {
        if (row.IsDBNull(ordinal))
        {
            json.WriteNullValue();
            return;
        }
        switch (column.Kind)
        {
            case ColumnKind.Boolean:
                json.WriteBooleanValue(row.GetBoolean(ordinal));
                break;
            case ColumnKind.Integer:
                json.WriteNumberValue(row.GetInt64(ordinal));
                break;
            case ColumnKind.Double when column.SqlType == "numeric":
                WriteDouble(json, row.GetString(ordinal));
                break;
            case ColumnKind.Double when column.SqlType == "real":
                WriteDouble(json, row.GetFloat(ordinal).ToString("R", CultureInfo.InvariantCulture));
                break;
            case ColumnKind.Double:
                WriteDouble(json, row.GetDouble(ordinal).ToString("R", CultureInfo.InvariantCulture));
                break;
            case ColumnKind.DateTime:
                json.WriteStringValue(Rfc3339(row.GetDateTime(ordinal)));
                break;
            case ColumnKind.Uuid:
                json.WriteStringValue(row.GetGuid(ordinal));
                break;
            case ColumnKind.Json or ColumnKind.Array:
                json.WriteRawValue(row.GetString(ordinal), skipInputValidation: true);
                break;
            default:
                json.WriteStringValue(row.GetString(ordinal));
                break;
        }
    }

    static void WriteDouble(Utf8JsonWriter json, string text)
    {
        if (text is "NaN" or "Infinity" or "-Infinity")
            json.WriteNullValue();
        else if (text.Contains('.', StringComparison.Ordinal))
            json.WriteRawValue(text, skipInputValidation: true);
        else if (text.IndexOf('E', StringComparison.Ordinal) is >= 0 and var exponent)
            json.WriteRawValue(text.Insert(exponent, ".0"), skipInputValidation: true);
        else
            json.WriteRawValue(text + ".0", skipInputValidation: true);
    }

    /// <summary>UTC with a Z; fractions of a second only where there are any.</summary>
    public static string Rfc3339(DateTime utc) =>
        utc.ToString(
            utc.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-ddTHH:mm:ssZ"
                : utc.Ticks % TimeSpan.TicksPerMillisecond == 0 ? "yyyy-MM-ddTHH:mm:ss.fffZ"
                : "yyyy-MM-ddTHH:mm:ss.ffffffZ",
            CultureInfo.InvariantCulture
        );
}

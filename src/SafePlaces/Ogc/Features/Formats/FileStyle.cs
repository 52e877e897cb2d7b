using System.Text.Json;
using Npgsql;
using SafePlaces.Data;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Features.Formats;

/// <summary>How QGIS draws a layer, for a file of it: from the table QGIS keeps styles in (<c>public.layer_styles</c>).</summary>
sealed record FileStyle(string Name, string Qml, string Sld)
{
    /// <summary>
    /// The default style of the collection's relation that the caller's role may read; null when there is none. Never one that
    /// is not a default: a style may hold code that QGIS runs, and a file makes it the default of whoever opens it.
    /// </summary>
    public static async Task<FileStyle?> Of(
        NpgsqlDataSource database,
        Collection collection,
        CancellationToken cancellation
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var known = new NpgsqlCommand(
            """
            select case when to_regclass('public.layer_styles') is not null
              then has_table_privilege('public.layer_styles', 'select') else false end
            """,
            connection
        );
        if (await known.ExecuteScalarAsync(cancellation) is not true)
            return null;
        await using var command = new NpgsqlCommand(
            """
            select coalesce(stylename, ''), styleqml::text, coalesce(stylesld::text, '') from public.layer_styles
            where f_table_name = $1 and f_table_schema in ($2, 'gis') and useasdefault and styleqml is not null
            order by f_table_schema <> $2, update_time desc limit 1
            """,
            connection
        );
        command.Parameters.Add(new() { Value = collection.Relation });
        command.Parameters.Add(new() { Value = collection.Schema });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? new(row.GetString(0), row.GetString(1), row.GetString(2)) : null;
    }

    /// <summary>As the row QGIS looks for in a GeoPackage, after a line that gives its columns their types.</summary>
    public string AsSequence(Collection collection)
    {
        return Line("å", collection with { Id = "å", GeometryColumn = "å" }, "å", "å", "å")
            + Line("", collection, Name, Qml, Sld);

        static string Line(string empty, Collection of, string name, string qml, string sld) =>
            JsonSerializer.Serialize(
                new
                {
                    type = "Feature",
                    geometry = (object?)null,
                    properties = new Dictionary<string, object>
                    {
                        ["f_table_catalog"] = empty,
                        ["f_table_schema"] = empty,
                        ["f_table_name"] = of.Id,
                        ["f_geometry_column"] = of.GeometryColumn,
                        ["styleName"] = name,
                        ["styleQML"] = qml,
                        ["styleSLD"] = sld,
                        ["useAsDefault"] = true,
                        ["description"] = name,
                        ["owner"] = empty,
                        ["ui"] = empty,
                        ["update_time"] = "2000-01-01T12:00:00Z",
                    },
                },
                new JsonSerializerOptions { Encoder = MediaType.Json.Encoder }
            ) + "\n";
    }
}

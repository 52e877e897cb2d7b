using System.Xml.Linq;
using Npgsql;
using SafePlaces.Data;
using SafePlaces.Data.Layers;
using SafePlaces.Formats.Text;

namespace SafePlaces.Ogc.Styles;

/// <summary>
/// Writes the styles of the base layers into <c>public.layer_styles</c>, where QGIS finds them when a layer is added straight
/// from the database: Swedish as the default, English beside it; one for each family where any geometry goes.
/// </summary>
sealed class SavedStyles(Databases databases, Catalogue catalogue)
{
    /// <summary>As the owner, with each <c>migrate</c>. Idempotent: what is there already is not written.</summary>
    public async Task Save(CancellationToken cancellation)
    {
        var collections = new List<(Layer Layer, Collection Collection)>();
        foreach (var layer in Layer.All)
            collections.Add((layer, await catalogue.Described(layer)));
        await using var connection = await databases.Owner.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var sql = databases.Logins.InSql(Sql.File(typeof(SavedStyles), "save-style.sql"));
        foreach (var (layer, collection) in collections)
        {
            foreach (var schema in await Schemas(connection, layer, cancellation))
            foreach (var family in layer.Families)
            foreach (var language in (Language[])[Language.Swedish, Language.English])
            {
                var styled = StyledLayer.Of(collection) with { Families = [family] };
                var qml = Qml.Write(styled, collection.Columns, layer, language);
                // a document type is no part of an XML value of the database
                qml.DocumentType?.Remove();
                await using var command = new NpgsqlCommand(sql, connection);
                foreach (
                    var value in (object[])
                        [
                            schema,
                            layer.Table,
                            $"SafePlaces {language.Say("svenska", "English")}",
                            qml.ToString(SaveOptions.DisableFormatting),
                            Sld.Write(styled, language, "1.1.0").ToString(SaveOptions.DisableFormatting),
                            language == Language.Swedish,
                            styled.Title.In(language),
                            family.ToString(),
                        ]
                )
                    command.Parameters.Add(new() { Value = value });
                await command.ExecuteNonQueryAsync(cancellation);
            }
        }
        await transaction.CommitAsync(cancellation);
    }

    static async Task<string[]> Schemas(NpgsqlConnection connection, Layer layer, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select coalesce(array_agg(n.nspname::text), '{}') from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname in ('gis', 'gis_public', 'gis_officer') and c.relname = $1
            """,
            connection
        );
        command.Parameters.Add(new() { Value = layer.Table });
        return (string[])(await command.ExecuteScalarAsync(cancellation))!;
    }
}

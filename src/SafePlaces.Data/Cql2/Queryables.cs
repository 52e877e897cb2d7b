namespace SafePlaces.Data.Cql2;

/// <summary>What a filter may name (OGC API Features Part 3, 6.2).</summary>
public static class Queryables
{
    public const string Rel = "http://www.opengis.net/def/rel/ogc/1.0/queryables";

    /// <summary>The key and every column with comparable values.</summary>
    public static IEnumerable<Column> Of(Collection collection) =>
        collection.Named().Where(column => column.Kind is not (ColumnKind.Json or ColumnKind.Other));

    public static Column? Find(Collection collection, string name) =>
        Of(collection).FirstOrDefault(column => column.Name == name);

    /// <summary>The key, where it has a name, and then the columns.</summary>
    public static IEnumerable<Column> Named(this Collection collection) =>
        (
            collection.Key is { } key
                ? [new(key, KindOf(collection.KeyType), collection.KeyType, new("Id", "Id"), null, null, IsCode: false)]
                : (Column[])[]
        ).Concat(collection.Columns);

    public static ColumnKind KindOf(string sqlType) =>
        sqlType switch
        {
            "boolean" => ColumnKind.Boolean,
            "smallint" or "integer" or "bigint" => ColumnKind.Integer,
            "real" or "double precision" or "numeric" => ColumnKind.Double,
            "date" => ColumnKind.Date,
            "uuid" => ColumnKind.Uuid,
            _ when sqlType.StartsWith("timestamp", StringComparison.Ordinal) => ColumnKind.DateTime,
            _ => ColumnKind.Text,
        };
}

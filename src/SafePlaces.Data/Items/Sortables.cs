using SafePlaces.Data.Cql2;

namespace SafePlaces.Data.Items;

/// <summary>What <c>sortby</c> may name (OGC API Features Part 5, "Sortables"): the key and every single value with an order.</summary>
public static class Sortables
{
    public const string Rel = "http://www.opengis.net/def/rel/ogc/1.0/sortables";

    public static IEnumerable<Column> Of(Collection collection) =>
        Queryables.Of(collection).Where(column => column.Kind != ColumnKind.Array);
}

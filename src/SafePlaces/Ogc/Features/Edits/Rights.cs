using SafePlaces.Data;
using SafePlaces.Data.Layers;

namespace SafePlaces.Ogc.Features.Edits;

/// <summary>What the database lets a role do with a layer's table, and with its history.</summary>
sealed record Rights(bool Create, bool Change, bool Delete, bool ReadHistory)
{
    static readonly Rights None = new(false, false, false, false);

    /// <summary>Of a reference layer (null) or a derived one: none, its table is not written here.</summary>
    public static async Task<Rights> Of(Databases databases, Role role, Layer? layer, CancellationToken cancellation)
    {
        if (layer is null or { IsDerived: true })
            return None;
        await using var command = databases
            .As(role)
            .CreateCommand(
                """
                select sees and has_table_privilege(t, 'INSERT'), sees and has_table_privilege(t, 'UPDATE'),
                  sees and has_table_privilege(t, 'DELETE'), sees and has_table_privilege('safeplaces.history', 'SELECT')
                from format('safeplaces.%I', $1::text) t, has_table_privilege(t, 'SELECT') sees
                """
            );
        command.Parameters.Add(new() { Value = layer.Table });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return new(row.GetBoolean(0), row.GetBoolean(1), row.GetBoolean(2), row.GetBoolean(3));
    }

    /// <summary>For the header <c>Allow</c> of a collection's items.</summary>
    public string OnItems => "GET, HEAD, OPTIONS" + (Create ? ", POST" : "");

    /// <summary>For the header <c>Allow</c> of one item.</summary>
    public string OnItem => "GET, HEAD, OPTIONS" + (Change ? ", PUT, PATCH" : "") + (Delete ? ", DELETE" : "");
}

using Npgsql;

namespace SafePlaces.Data;

/// <summary>
/// What a relation was when the catalogue judged it. Planners make and drop tables in <c>reference</c>, so a name is no promise:
/// what a table was a moment ago may be a view that runs what somebody wrote, with the rights of whoever reads it.
/// </summary>
/// <param name="Oid">The database's own name of it, which no other takes.</param>
/// <param name="IsTrusted">Made by the owner of the schema or a superuser: nobody else changes what it is.</param>
/// <param name="IsStored">A table or a materialized view: one that has become a view has no file.</param>
public readonly record struct RelationIdentity(uint Oid, bool IsTrusted, bool IsStored);

/// <summary>Reads what stands in <c>reference</c> only while it is what was judged.</summary>
public static class HeldRelation
{
    /// <summary>
    /// A connection for reading a collection as a role. A reference layer is held by a transaction that lasts as long as the
    /// connection is open: until then nobody drops, replaces or converts it. Throws <see cref="CollectionReplacedException"/> when it is no longer what it was.
    /// </summary>
    public static async Task<NpgsqlConnection> Open(
        this Databases databases,
        Role role,
        Collection collection,
        CancellationToken cancellation
    )
    {
        var connection = await databases.As(role).OpenConnectionAsync(cancellation);
        if (collection.Layer is not null)
            return connection;
        try
        {
            // ended, as any transaction, when the connection is disposed
            await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
            await connection.Hold(collection, cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same within a transaction that there is already.</summary>
    public static async Task Hold(
        this NpgsqlConnection transaction,
        Collection collection,
        CancellationToken cancellation
    )
    {
        if (collection.Layer is null && !await transaction.Hold(collection.Name, collection.Identity, cancellation))
            throw new CollectionReplacedException(collection.Id);
    }

    /// <summary>Holds a relation until the transaction ends; false when it is no longer what it was.</summary>
    /// <param name="transaction">A connection in a transaction.</param>
    /// <param name="name">Schema and relation, quoted.</param>
    /// <param name="identity">What the catalogue found under this name.</param>
    /// <param name="cancellation">Leaves the connection to be disposed.</param>
    public static async Task<bool> Hold(
        this NpgsqlConnection transaction,
        string name,
        RelationIdentity identity,
        CancellationToken cancellation
    )
    {
        await using var batch = new NpgsqlBatch(transaction);
        // reading no row takes the lock, of any kind of relation
        batch.BatchCommands.Add(new($"select from {name} where false"));
        // by the server's caches, which know what the lock found, not by the snapshot, which may be older
        var same = new NpgsqlBatchCommand(
            "select coalesce(to_regclass($1)::oid = $2 and ($3 or (not row_security_active($2) and (not $4 or pg_relation_filenode($2) is not null))), false)"
        );
        same.Parameters.Add(new() { Value = name });
        same.Parameters.Add(new NpgsqlParameter<uint> { TypedValue = identity.Oid, DataTypeName = "oid" });
        same.Parameters.Add(new() { Value = identity.IsTrusted });
        same.Parameters.Add(new() { Value = identity.IsStored });
        batch.BatchCommands.Add(same);
        await using var row = await batch.ExecuteReaderAsync(cancellation);
        await row.NextResultAsync(cancellation);
        await row.ReadAsync(cancellation);
        return row.GetBoolean(0);
    }
}

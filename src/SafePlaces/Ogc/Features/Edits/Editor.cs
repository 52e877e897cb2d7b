using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SafePlaces.Access;
using SafePlaces.Data;
using SafePlaces.Data.Items;
using SafePlaces.Data.Layers;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Features.Edits;

/// <summary>
/// Writes features through their entities, as the caller's role. The row is locked before its version is compared, so of
/// two writers that have seen the same one wins; each change is one transaction, all or nothing.
/// </summary>
sealed class Editor(Databases databases, TimeProvider clock)
{
    public async Task<(Guid Id, string Version)> Create(
        ClaimsPrincipal caller,
        Collection collection,
        Layer layer,
        FeatureBody body,
        CancellationToken cancellation
    )
    {
        var feature = body.ToFeature(collection, layer, null, clock.GetUtcNow());
        await using var work = await Begin(caller, cancellation);
        work.Db.Add(feature);
        await work.Db.SaveChangesAsync(cancellation);
        var version = await work.Version(collection, feature.Id, cancellation);
        await work.Commit(cancellation);
        return (feature.Id, version!);
    }

    /// <summary>Changes a feature and answers its new version. Throws 404, and 412 when it is not what If-Match says.</summary>
    public async Task<string> Change(
        ClaimsPrincipal caller,
        Collection collection,
        Layer layer,
        string itemId,
        FeatureBody body,
        CancellationToken cancellation
    )
    {
        await using var work = await Begin(caller, cancellation);
        var id = await work.Lock(collection, layer, itemId, body.IsMatch, cancellation);
        var published = await FeatureReader.One(work.Connection, collection, id, body.Crs, cancellation);
        var entity = (Feature)(await work.Db.FindAsync(layer.Entity, [id], cancellation))!;
        var part = work.Db.Entry(entity).References.SingleOrDefault();
        if (part is not null)
            await part.LoadAsync(cancellation);
        var feature = body.ToFeature(collection, layer, new(entity, published!.Value), clock.GetUtcNow());
        work.Db.Entry(entity).CurrentValues.SetValues(feature);
        if (part is not null && layer.Part!.GetValue(feature) is { } given)
        {
            if (part.TargetEntry is { } kept)
                kept.CurrentValues.SetValues(given);
            else
                work.Db.Add(given);
        }
        await work.Db.SaveChangesAsync(cancellation);
        var version = await work.Version(collection, id, cancellation);
        await work.Commit(cancellation);
        return version!;
    }

    /// <summary>Deletes a feature. Throws as <see cref="Change"/>.</summary>
    public async Task Delete(
        ClaimsPrincipal caller,
        Collection collection,
        Layer layer,
        string itemId,
        Func<string?, bool> isMatch,
        CancellationToken cancellation
    )
    {
        await using var work = await Begin(caller, cancellation);
        var id = await work.Lock(collection, layer, itemId, isMatch, cancellation);
        await using var command = new NpgsqlCommand(
            $"delete from safeplaces.{Sql.Quote(layer.Table)} where id = $1",
            work.Connection
        );
        command.Parameters.Add(new() { Value = id });
        await command.ExecuteNonQueryAsync(cancellation);
        await work.Commit(cancellation);
    }

    async Task<Work> Begin(ClaimsPrincipal caller, CancellationToken cancellation)
    {
        var work = new Work(SafePlacesDb.On(databases.As(caller.Role())));
        try
        {
            await work.Db.Database.BeginTransactionAsync(cancellation);
            await work.Connection.Sign(caller.Identity?.Name, cancellation);
            return work;
        }
        catch
        {
            await work.DisposeAsync();
            throw;
        }
    }

    /// <summary>One transaction; left without a commit, nothing has happened.</summary>
    sealed class Work(SafePlacesDb db) : IAsyncDisposable
    {
        public SafePlacesDb Db => db;

        public NpgsqlConnection Connection => (NpgsqlConnection)db.Database.GetDbConnection();

        /// <summary>The id of a row nobody else can change until the end of the transaction.</summary>
        public async Task<Guid> Lock(
            Collection collection,
            Layer layer,
            string itemId,
            Func<string?, bool> isMatch,
            CancellationToken cancellation
        )
        {
            string? version = null;
            if (Guid.TryParse(itemId, out var id))
            {
                await using var command = new NpgsqlCommand(
                    $"select 1 from safeplaces.{Sql.Quote(layer.Table)} where id = $1 for update",
                    Connection
                );
                command.Parameters.Add(new() { Value = id });
                if (await command.ExecuteScalarAsync(cancellation) is not null)
                    version = await Version(collection, id, cancellation);
            }
            if (!isMatch(version))
                throw Problem.Changed();
            return version is null ? throw Problem.NoItem(collection.Id, itemId) : id;
        }

        public Task<string?> Version(Collection collection, Guid id, CancellationToken cancellation) =>
            FeatureReader.Version(Connection, collection, id, cancellation);

        public Task Commit(CancellationToken cancellation) => db.Database.CommitTransactionAsync(cancellation);

        public ValueTask DisposeAsync() => db.DisposeAsync();
    }
}

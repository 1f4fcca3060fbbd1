using System.Data;
using System.Data.Common;
using Scim.Storage.Batching;
using Scim.Storage.Directory;
using Scim.Storage.Sql;

namespace Scim.Storage.Databases;

/// <summary>
/// A database of one brand: how to connect, what its SQL looks like, and which scripts make its schema. Thread-safe.
/// </summary>
public abstract class ScimDatabase : IAsyncDisposable
{
    /// <summary>The name by which Orleans' ADO.NET providers know the brand.</summary>
    public abstract string Invariant { get; }

    /// <summary>Where connections come from, for Orleans' providers and for ours.</summary>
    public abstract DbDataSource DataSource { get; }

    /// <summary>What differs between brands when a filter becomes SQL.</summary>
    internal abstract SqlDialect Dialect { get; }

    /// <summary>Whether other processes may write to it.</summary>
    internal virtual bool IsShared => true;

    /// <summary>Whether writers must come one at a time.</summary>
    internal virtual bool HasOneWriter => false;

    /// <summary>The schema's scripts in their order.</summary>
    internal abstract IReadOnlyList<Migration> Migrations { get; }

    /// <summary>Opens a pooled connection.</summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public async Task<DbConnection> OpenConnectionAsync(CancellationToken cancellationToken) =>
        await DataSource.OpenConnectionAsync(cancellationToken);

    /// <summary>Tells a refused commit from an outage.</summary>
    internal abstract Scim.Grains.Storage.CommitFailure ClassifyError(Exception exception);

    /// <summary>
    /// Where writers come one at a time: carries out several writes in one transaction, each whole or not at all, and
    /// notes with each of them why it failed. Where this method throws, whether any is committed is not known.
    /// </summary>
    internal virtual Task CommitBatchAsync(IReadOnlyList<BatchedWrite> writes) =>
        throw new NotSupportedException($"{Invariant} has many writers.");

    /// <summary>
    /// Begins the transaction in which migrations are applied: it holds off every other process that wants to migrate.
    /// </summary>
    internal abstract Task<DbTransaction> BeginMigrationAsync(
        DbConnection connection,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Begins a transaction whose statements all see the database as it is at one moment, for reading.
    /// </summary>
    internal virtual async Task<DbTransaction> BeginSnapshotAsync(
        DbConnection connection,
        CancellationToken cancellationToken
    ) => await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

    /// <summary>
    /// Has what runs on the connection break off when <paramref name="cancellationToken"/> says so, where the driver
    /// does not do that by itself. Dispose of it before the connection.
    /// </summary>
    internal virtual IDisposable? RegisterCancellation(
        DbConnection connection,
        CancellationToken cancellationToken
    ) => null;

    /// <summary>Whether an exception says that a statement was broken off.</summary>
    internal virtual bool IsCancellation(Exception exception) =>
        exception is OperationCanceledException;

    /// <summary>
    /// The migration that a program must know, or a newer one, to use this database although it has migrations that the
    /// program does not know; null when it must know them all.
    /// </summary>
    internal virtual Task<long?> ReadMinimumMigrationAsync(
        DbConnection connection,
        DbTransaction? transaction
    ) => Task.FromResult<long?>(null);

    /// <summary>Brings the schema up to date. Safe when several processes start at once.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be used, or its schema is newer or not as it
    /// was made.</exception>
    public abstract Task MigrateSchemaAsync(CancellationToken cancellationToken);

    /// <summary>Closes the connections. Whatever uses the database must have stopped.</summary>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return DataSource.DisposeAsync();
    }
}

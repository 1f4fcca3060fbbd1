using System.Data;
using System.Data.Common;
using Scim.Clustering;
using Scim.Storage.Sql;

namespace Scim.Storage.Databases;

/// <summary>
/// A database: its connections, its SQL dialect and the migrations that create its schema. Thread-safe.
/// </summary>
public abstract class ScimDatabase : IAsyncDisposable
{
    /// <summary>The invariant name under which Orleans' ADO.NET providers know the database.</summary>
    public abstract string Invariant { get; }

    /// <summary>The source of connections, for Orleans' providers and for this library.</summary>
    public abstract DbDataSource DataSource { get; }

    /// <summary>The SQL dialect of the database.</summary>
    internal abstract SqlDialect Dialect { get; }

    /// <summary>Whether other processes may write to the database.</summary>
    internal virtual bool IsShared => true;

    /// <summary>Whether the database allows only one writer at a time.</summary>
    internal virtual bool HasOneWriter => false;

    /// <summary>The migrations of the schema, in their order.</summary>
    internal abstract IReadOnlyList<Migration> Migrations { get; }

    /// <summary>Opens a pooled connection.</summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public async Task<DbConnection> OpenConnectionAsync(CancellationToken cancellationToken) =>
        await DataSource.OpenConnectionAsync(cancellationToken);

    /// <summary>Classifies an error: a rejected commit and its reason, or an unknown failure.</summary>
    internal abstract Scim.Grains.Storage.CommitFailure ClassifyError(Exception exception);

    /// <summary>
    /// Executes several writes in one transaction, if the database has a single writer. Each write is atomic; the
    /// reason for a failure is stored in <see cref="BatchedWrite.Failure"/>.
    /// </summary>
    /// <remarks>If this method throws, the outcome of all writes is unknown.</remarks>
    /// <exception cref="NotSupportedException">The database has concurrent writers.</exception>
    internal virtual Task CommitBatchAsync(IReadOnlyList<BatchedWrite> writes) =>
        throw new NotSupportedException($"{Invariant} does not serialize writes.");

    /// <summary>
    /// Begins the transaction in which migrations are applied. It excludes every other process that wants to migrate.
    /// </summary>
    internal abstract Task<DbTransaction> BeginMigrationAsync(
        DbConnection connection,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Drops the triggers of <c>grain_state</c> before a migration that changes stored states, if the database's SQL
    /// cannot disable triggers.
    /// </summary>
    /// <returns>The statements that create the triggers again, in their order.</returns>
    internal virtual Task<IReadOnlyList<string>> DropStateTriggersAsync(
        DbConnection connection,
        DbTransaction transaction
    ) => Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>
    /// Begins a read transaction whose statements all see the same snapshot of the database.
    /// </summary>
    internal virtual async Task<DbTransaction> BeginSnapshotAsync(
        DbConnection connection,
        CancellationToken cancellationToken
    ) => await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

    /// <summary>
    /// Interrupts the statements of a connection when <paramref name="cancellationToken"/> is cancelled, if the driver
    /// does not do so itself. Dispose of the result before the connection.
    /// </summary>
    /// <returns>The registration, or null when the driver supports cancellation.</returns>
    internal virtual IDisposable? RegisterCancellation(DbConnection connection, CancellationToken cancellationToken) =>
        null;

    /// <summary>Returns whether an exception reports that a statement was cancelled.</summary>
    internal virtual bool IsCancellation(Exception exception) => exception is OperationCanceledException;

    /// <summary>
    /// Reads the number of the oldest migration that a program must know to use a database with newer migrations.
    /// </summary>
    /// <returns>The number, or null when the program must know every applied migration.</returns>
    internal virtual Task<long?> ReadMinimumMigrationAsync(DbConnection connection, DbTransaction? transaction) =>
        Task.FromResult<long?>(null);

    /// <summary>Applies the missing migrations. Several processes may call this at the same time.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be used, its schema is newer than the program,
    /// or an applied migration was modified.</exception>
    public abstract Task MigrateSchemaAsync(CancellationToken cancellationToken);

    /// <summary>Closes the connections. Stop everything that uses the database first.</summary>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return DataSource.DisposeAsync();
    }
}

using System.Data.Common;
using Scim.Storage.Directory;
using Scim.Storage.Migrations;

namespace Scim.Storage;

/// <summary>A database of one brand: how to connect, what its SQL looks like, and which scripts make its schema. Thread-safe.</summary>
public abstract class ScimDatabase : IAsyncDisposable
{
    /// <summary>The name by which Orleans' ADO.NET providers know the brand.</summary>
    public abstract string Invariant { get; }

    /// <summary>Where connections come from, for Orleans' providers and for ours.</summary>
    public abstract DbDataSource DataSource { get; }

    /// <summary>What differs between brands when a filter becomes SQL.</summary>
    internal abstract SqlDialect Dialect { get; }

    /// <summary>Whether writers must come one at a time.</summary>
    internal virtual bool HasOneWriter => false;

    /// <summary>The schema's scripts in their order.</summary>
    internal abstract IReadOnlyList<Migration> Migrations { get; }

    /// <summary>Opens a pooled connection.</summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public async Task<DbConnection> Open(CancellationToken cancellationToken) => await DataSource.OpenConnectionAsync(cancellationToken);

    /// <summary>Tells a refused commit from an outage.</summary>
    internal abstract Scim.Grains.Storage.CommitFault Classify(Exception exception);

    /// <summary>Begins the transaction in which migrations are applied: it holds off every other process that wants to migrate.</summary>
    internal abstract Task<DbTransaction> BeginMigration(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Brings the schema up to date. Safe when several processes start at once.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be used, or its schema is newer or not as it was made.</exception>
    public abstract Task Migrate(CancellationToken cancellationToken);

    /// <summary>Closes the connections. Whatever uses the database must have stopped.</summary>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return DataSource.DisposeAsync();
    }
}

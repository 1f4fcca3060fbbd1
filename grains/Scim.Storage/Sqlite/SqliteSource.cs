using System.Collections.Concurrent;
using System.Data.Common;

namespace Scim.Storage.Sqlite;

/// <summary>
/// Hands out open connections and takes them back with their prepared statements. Orleans makes a connection and a command for each read and write; preparing the
/// write with all that its triggers do costs more than running it. Thread-safe.
/// </summary>
internal sealed class SqliteSource(string connectionString) : DbDataSource
{
    private readonly ConcurrentBag<ReusableConnection> _idle = [];
    private volatile bool _disposed;

    /// <inheritdoc/>
    public override string ConnectionString { get; } = connectionString;

    /// <summary>Takes a connection back; false when it must be closed.</summary>
    internal bool Return(ReusableConnection connection)
    {
        if (_disposed) return false;
        _idle.Add(connection);
        if (_disposed) CloseIdle();
        return true;
    }

    /// <inheritdoc/>
    protected override DbConnection CreateDbConnection() => new ReusableConnection(this);

    /// <inheritdoc/>
    protected override DbConnection OpenDbConnection()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_idle.TryTake(out ReusableConnection? idle)) return idle.Lend();
        var fresh = new ReusableConnection(this);
        try
        {
            fresh.Open();
            return fresh.Lend();
        }
        catch
        {
            fresh.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default)
    {
        // SQLite's driver has nothing to wait for.
        cancellationToken.ThrowIfCancellationRequested();
        return new(OpenDbConnection());
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        CloseIdle();
        base.Dispose(disposing);
    }

    private void CloseIdle()
    {
        while (_idle.TryTake(out ReusableConnection? idle)) idle.Dispose();
    }
}

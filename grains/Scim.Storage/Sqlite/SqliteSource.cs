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
    private readonly AsyncLocal<ReusableConnection?> _held = new();
    private volatile bool _disposed;

    /// <inheritdoc/>
    public override string ConnectionString { get; } = connectionString;

    /// <summary>Everybody who opens a connection in the caller's flow of control gets the same one, until the hold is disposed of.</summary>
    internal Hold HoldOne() => new(this, (ReusableConnection)OpenDbConnection());

    /// <summary>Takes a connection back; false when it must be closed.</summary>
    internal bool Return(ReusableConnection connection)
    {
        if (_disposed) return false;
        _idle.Add(connection);
        if (_disposed) CloseIdle();
        return true;
    }

    /// <inheritdoc/>
    protected override DbConnection CreateDbConnection() => _held.Value ?? new ReusableConnection(this);

    /// <inheritdoc/>
    protected override DbConnection OpenDbConnection()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_held.Value is { } held) return held;
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

    /// <summary>See <see cref="HoldOne"/>.</summary>
    internal sealed class Hold : IDisposable
    {
        private readonly SqliteSource _source;
        private readonly ReusableConnection _connection;

        internal Hold(SqliteSource source, ReusableConnection connection)
        {
            (_source, _connection) = (source, connection);
            connection.IsHeld = true;
            source._held.Value = connection;
        }

        /// <summary>Runs a statement on the connection.</summary>
        public void Execute(string sql) => _connection.Prepared(sql).ExecuteNonQuery();

        /// <summary>Ends what was begun, and does not use the connection again: what state it is in is not known.</summary>
        public void Abandon() => _connection.IsSpoilt = true;

        /// <inheritdoc/>
        public void Dispose()
        {
            _source._held.Value = null;
            _connection.IsHeld = false;
            _connection.Dispose();
        }
    }

    private void CloseIdle()
    {
        while (_idle.TryTake(out ReusableConnection? idle)) idle.Dispose();
    }
}

using System.Collections.Concurrent;
using System.Data.Common;

namespace Scim.Storage.Sqlite;

/// <summary>
/// Hands out open connections and takes them back with their prepared statements. Orleans makes a connection and a
/// command for each read and write; preparing the write with all that its triggers do costs more than running it.
/// Thread-safe.
/// </summary>
internal sealed class SqliteDataSource(string connectionString) : DbDataSource
{
    private readonly ConcurrentBag<PooledSqliteConnection> _idle = [];
    private readonly AsyncLocal<PooledSqliteConnection?> _ambientConnection = new();
    private volatile bool _isDisposed;

    /// <inheritdoc/>
    public override string ConnectionString { get; } = connectionString;

    /// <summary>
    /// Everybody who opens a connection in the caller's flow of control gets the same one, until the hold is disposed
    /// of.
    /// </summary>
    internal AmbientConnectionScope BeginAmbientScope() =>
        new(this, (PooledSqliteConnection)OpenDbConnection());

    /// <summary>Takes a connection back; false when it must be closed.</summary>
    internal bool TryReturnConnection(PooledSqliteConnection connection)
    {
        if (_isDisposed)
            return false;
        _idle.Add(connection);
        if (_isDisposed)
            CloseIdleConnections();
        return true;
    }

    /// <inheritdoc/>
    protected override DbConnection CreateDbConnection() =>
        _ambientConnection.Value ?? new PooledSqliteConnection(this);

    /// <inheritdoc/>
    protected override DbConnection OpenDbConnection()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_ambientConnection.Value is { } held)
            return held;
        if (_idle.TryTake(out PooledSqliteConnection? idle))
            return idle.MarkRented();
        var fresh = new PooledSqliteConnection(this);
        try
        {
            fresh.Open();
            return fresh.MarkRented();
        }
        catch
        {
            fresh.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override ValueTask<DbConnection> OpenDbConnectionAsync(
        CancellationToken cancellationToken = default
    )
    {
        // SQLite's driver has nothing to wait for.
        cancellationToken.ThrowIfCancellationRequested();
        return new(OpenDbConnection());
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        CloseIdleConnections();
        base.Dispose(disposing);
    }

    /// <summary>See <see cref="BeginAmbientScope"/>.</summary>
    internal sealed class AmbientConnectionScope : IDisposable
    {
        private readonly SqliteDataSource _source;
        private readonly PooledSqliteConnection _connection;

        internal AmbientConnectionScope(SqliteDataSource source, PooledSqliteConnection connection)
        {
            (_source, _connection) = (source, connection);
            connection.IsAmbient = true;
            source._ambientConnection.Value = connection;
        }

        /// <summary>Runs a statement on the connection.</summary>
        public void ExecuteSql(string sql) => _connection.GetPreparedCommand(sql).ExecuteNonQuery();

        /// <summary>
        /// Ends what was begun, and does not use the connection again: what state it is in is not known.
        /// </summary>
        public void MarkBroken() => _connection.IsBroken = true;

        /// <inheritdoc/>
        public void Dispose()
        {
            _source._ambientConnection.Value = null;
            _connection.IsAmbient = false;
            _connection.Dispose();
        }
    }

    private void CloseIdleConnections()
    {
        while (_idle.TryTake(out PooledSqliteConnection? idle))
            idle.Dispose();
    }
}

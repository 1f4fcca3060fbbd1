using System.Collections.Concurrent;
using System.Data.Common;

namespace Scim.Storage.Sqlite;

/// <summary>
/// A pool of open connections that keep their prepared commands. Thread-safe.
/// </summary>
/// <remarks>
/// Orleans creates a connection and a command for each read and write. Preparing a write, including its triggers, costs
/// more than executing it.
/// </remarks>
internal sealed class SqliteDataSource(string connectionString) : DbDataSource
{
    private readonly ConcurrentBag<PooledSqliteConnection> _idle = [];
    private readonly AsyncLocal<PooledSqliteConnection?> _ambientConnection = new();
    private volatile bool _isDisposed;

    /// <inheritdoc/>
    public override string ConnectionString { get; } = connectionString;

    /// <summary>
    /// Begins a scope in which all code in the caller's asynchronous flow gets the same connection, until the scope is
    /// disposed.
    /// </summary>
    internal AmbientConnectionScope BeginAmbientScope() => new(this, (PooledSqliteConnection)OpenDbConnection());

    /// <summary>Returns a connection to the pool. Returns false when the caller must close it.</summary>
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
        if (_ambientConnection.Value is { } ambient)
            return ambient;
        if (_idle.TryTake(out PooledSqliteConnection? idle))
            return idle.MarkRented();
        var connection = new PooledSqliteConnection(this);
        try
        {
            connection.Open();
            return connection.MarkRented();
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default)
    {
        // The SQLite driver is synchronous.
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

    /// <summary>A scope with one shared connection: see <see cref="BeginAmbientScope"/>.</summary>
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

        /// <summary>Executes a statement on the connection.</summary>
        public void ExecuteSql(string sql) => _connection.GetPreparedCommand(sql).ExecuteNonQuery();

        /// <summary>
        /// Excludes the connection from reuse, because its state is unknown. It is closed, and its transaction rolled
        /// back, when the scope is disposed.
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

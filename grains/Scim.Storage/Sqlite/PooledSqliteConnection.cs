using System.Data;
using Microsoft.Data.Sqlite;

namespace Scim.Storage.Sqlite;

/// <summary>
/// A connection that returns to its <see cref="SqliteDataSource"/> when it is disposed, and keeps its prepared
/// commands.
/// </summary>
internal sealed class PooledSqliteConnection : SqliteConnection
{
    /// <summary>
    /// The maximum number of prepared commands. The program has a few dozen statements; filters of unusual shapes come
    /// in addition and must not exhaust the memory.
    /// </summary>
    private const int MaxPreparedCommands = 100;

    private readonly SqliteDataSource _source;
    private readonly Dictionary<string, SqliteCommand> _preparedCommands = new(StringComparer.Ordinal);
    private int _isRented;

    /// <summary>Creates a closed connection of <paramref name="source"/>.</summary>
    public PooledSqliteConnection(SqliteDataSource source)
        : base(source.ConnectionString) => _source = source;

    /// <summary>Whether the connection belongs to an ambient scope, which disposes it.</summary>
    internal bool IsAmbient { get; set; }

    /// <summary>
    /// Whether the connection must be closed instead of being reused. Closing rolls back an open transaction.
    /// </summary>
    internal bool IsBroken { get; set; }

    /// <inheritdoc/>
    public override void Open()
    {
        if (State == ConnectionState.Open)
            return;
        base.Open();

        // Durability is set explicitly and not left to the compile-time default of the library. The cache (8 MiB) holds
        // the upper levels of the indexes.
        using var settings = new SqliteCommand(
            "PRAGMA synchronous = FULL; PRAGMA cache_size = -8192; PRAGMA foreign_keys = OFF",
            this
        );
        settings.ExecuteNonQuery();
    }

    /// <inheritdoc/>
    public override SqliteCommand CreateCommand() =>
        new PooledSqliteCommand(this) { CommandTimeout = DefaultTimeout, Transaction = Transaction };

    /// <summary>Sets the connection to rented, so that it can be returned once.</summary>
    internal PooledSqliteConnection MarkRented()
    {
        _isRented = 1;
        return this;
    }

    /// <summary>Returns the prepared command with the given text, and creates it if necessary.</summary>
    internal SqliteCommand GetPreparedCommand(string text)
    {
        if (_preparedCommands.TryGetValue(text, out SqliteCommand? command))
            return command;
        if (_preparedCommands.Count >= MaxPreparedCommands)
            ClearPreparedCommands();
        command = new SqliteCommand(text, this);
        _preparedCommands.Add(text, command);
        return command;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (IsAmbient)
            return;
        if (
            disposing
            && !IsBroken
            && Interlocked.Exchange(ref _isRented, 0) == 1
            && State == ConnectionState.Open
            && Transaction is null
            && _source.TryReturnConnection(this)
        )
            return;
        if (disposing)
            ClearPreparedCommands();
        base.Dispose(disposing);
    }

    private void ClearPreparedCommands()
    {
        foreach (SqliteCommand command in _preparedCommands.Values)
            command.Dispose();
        _preparedCommands.Clear();
    }
}

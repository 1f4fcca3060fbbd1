using System.Data;
using Microsoft.Data.Sqlite;

namespace Scim.Storage.Sqlite;

/// <summary>
/// A connection that goes back to its <see cref="SqliteDataSource"/> when it is disposed of, and keeps its statements
/// prepared.
/// </summary>
internal sealed class PooledSqliteConnection : SqliteConnection
{
    /// <summary>
    /// Statements kept at most. The program has a few dozen; filters of unusual shapes come on top and must not fill
    /// the memory.
    /// </summary>
    private const int MaxPreparedCommands = 100;

    private readonly SqliteDataSource _source;
    private readonly Dictionary<string, SqliteCommand> _preparedCommands = new(
        StringComparer.Ordinal
    );
    private int _isRented;

    /// <summary>Makes a connection of <paramref name="source"/>; not open yet.</summary>
    public PooledSqliteConnection(SqliteDataSource source)
        : base(source.ConnectionString) => _source = source;

    /// <summary>Whether somebody else will dispose of it.</summary>
    internal bool IsAmbient { get; set; }

    /// <summary>Whether it must be closed, which rolls back what is open, rather than be used again.</summary>
    internal bool IsBroken { get; set; }

    /// <inheritdoc/>
    public override void Open()
    {
        if (State == ConnectionState.Open)
            return;
        base.Open();

        // Durability is said aloud rather than left to how the library was compiled. The cache holds the upper parts of
        // the indexes.
        using var settings = new SqliteCommand(
            "PRAGMA synchronous = FULL; PRAGMA cache_size = -8192; PRAGMA foreign_keys = OFF",
            this
        );
        settings.ExecuteNonQuery();
    }

    /// <inheritdoc/>
    public override SqliteCommand CreateCommand() =>
        new PooledSqliteCommand(this)
        {
            CommandTimeout = DefaultTimeout,
            Transaction = Transaction,
        };

    /// <summary>Marks the connection as in use.</summary>
    internal PooledSqliteConnection MarkRented()
    {
        _isRented = 1;
        return this;
    }

    /// <summary>The kept statement with this text.</summary>
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

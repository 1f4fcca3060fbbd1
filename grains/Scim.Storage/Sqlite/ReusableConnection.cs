using System.Data;
using Microsoft.Data.Sqlite;

namespace Scim.Storage.Sqlite;

/// <summary>A connection that goes back to its <see cref="SqliteSource"/> when it is disposed of, and keeps its statements prepared.</summary>
internal sealed class ReusableConnection : SqliteConnection
{
    /// <summary>Statements kept at most. The program has a few dozen; filters of unusual shapes come on top and must not fill the memory.</summary>
    private const int MaxPrepared = 100;

    private readonly SqliteSource _source;
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);
    private int _lent;

    /// <summary>Makes a connection of <paramref name="source"/>; not open yet.</summary>
    public ReusableConnection(SqliteSource source)
        : base(source.ConnectionString) => _source = source;

    /// <summary>Whether somebody else will dispose of it.</summary>
    internal bool IsHeld { get; set; }

    /// <summary>Whether it must be closed, which rolls back what is open, rather than be used again.</summary>
    internal bool IsSpoilt { get; set; }

    /// <inheritdoc/>
    public override void Open()
    {
        if (State == ConnectionState.Open) return;
        base.Open();

        // Durability is said aloud rather than left to how the library was compiled. The cache holds the upper parts of the indexes.
        using var settings = new SqliteCommand("PRAGMA synchronous = FULL; PRAGMA cache_size = -8192; PRAGMA foreign_keys = OFF", this);
        settings.ExecuteNonQuery();
    }

    /// <inheritdoc/>
    public override SqliteCommand CreateCommand() => new ReusableCommand(this) { CommandTimeout = DefaultTimeout, Transaction = Transaction };

    /// <summary>Marks the connection as in use.</summary>
    internal ReusableConnection Lend()
    {
        _lent = 1;
        return this;
    }

    /// <summary>The kept statement with this text.</summary>
    internal SqliteCommand Prepared(string text)
    {
        if (_prepared.TryGetValue(text, out SqliteCommand? command)) return command;
        if (_prepared.Count >= MaxPrepared) Forget();
        command = new SqliteCommand(text, this);
        _prepared.Add(text, command);
        return command;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (IsHeld) return;
        if (disposing && !IsSpoilt && Interlocked.Exchange(ref _lent, 0) == 1 && State == ConnectionState.Open && Transaction is null && _source.Return(this)) return;
        if (disposing) Forget();
        base.Dispose(disposing);
    }

    private void Forget()
    {
        foreach (SqliteCommand command in _prepared.Values) command.Dispose();
        _prepared.Clear();
    }
}

using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Scim.Storage.Sqlite;

/// <summary>
/// Ends a connection's statements when a token is cancelled: SQLite asks every few thousand steps whether to go on, on
/// the thread that does the work.
/// </summary>
internal sealed class SqliteCancellation : IDisposable
{
    private const int InstructionsPerCheck = 4096;
    private readonly SqliteConnection _connection;

    private SqliteCancellation(SqliteConnection connection, int steps, Func<bool> goOn)
    {
        _connection = connection;
        raw.sqlite3_progress_handler(connection.Handle, steps, _ => goOn() ? 0 : 1, null);
    }

    /// <summary>Watches until disposed of.</summary>
    public static SqliteCancellation RegisterHandler(
        SqliteConnection connection,
        CancellationToken cancellationToken
    ) => new(connection, InstructionsPerCheck, () => !cancellationToken.IsCancellationRequested);

    /// <summary>Asks every so many steps whether to go on, until disposed of.</summary>
    public static SqliteCancellation RegisterHandler(
        SqliteConnection connection,
        int steps,
        Func<bool> goOn
    ) => new(connection, steps, goOn);

    /// <summary>Ends watching.</summary>
    public void Dispose() => raw.sqlite3_progress_handler(_connection.Handle, 0, null, null);
}

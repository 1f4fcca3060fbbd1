using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Scim.Storage.Sqlite;

/// <summary>
/// Interrupts the statements of a connection when a token is cancelled. SQLite calls the handler every few thousand
/// instructions on the thread that executes the statement.
/// </summary>
internal sealed class SqliteCancellation : IDisposable
{
    private const int InstructionsPerCheck = 4096;
    private readonly SqliteConnection _connection;

    private SqliteCancellation(SqliteConnection connection, int instructionsPerCheck, Func<bool> shouldContinue)
    {
        _connection = connection;
        raw.sqlite3_progress_handler(connection.Handle, instructionsPerCheck, _ => shouldContinue() ? 0 : 1, null);
    }

    /// <summary>
    /// Registers a handler that interrupts statements when the token is cancelled, until it is disposed.
    /// </summary>
    public static SqliteCancellation RegisterHandler(
        SqliteConnection connection,
        CancellationToken cancellationToken
    ) => new(connection, InstructionsPerCheck, () => !cancellationToken.IsCancellationRequested);

    /// <summary>
    /// Registers a handler that interrupts statements when a condition is false, until it is disposed.
    /// </summary>
    /// <param name="connection">The open connection.</param>
    /// <param name="instructionsPerCheck">The number of virtual machine instructions between two checks.</param>
    /// <param name="shouldContinue">Returns whether the statement should continue.</param>
    public static SqliteCancellation RegisterHandler(
        SqliteConnection connection,
        int instructionsPerCheck,
        Func<bool> shouldContinue
    ) => new(connection, instructionsPerCheck, shouldContinue);

    /// <summary>Removes the handler.</summary>
    public void Dispose() => raw.sqlite3_progress_handler(_connection.Handle, 0, null, null);
}

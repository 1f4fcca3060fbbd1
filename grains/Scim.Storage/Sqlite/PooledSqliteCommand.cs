using System.Data;
using Microsoft.Data.Sqlite;

namespace Scim.Storage.Sqlite;

/// <summary>
/// A command that lets its connection's kept statement with the same text do the work. Every way to execute leads
/// through the one method below.
/// </summary>
internal sealed class PooledSqliteCommand(PooledSqliteConnection connection)
    : SqliteCommand("", connection)
{
    /// <inheritdoc/>
    public override SqliteDataReader ExecuteReader(CommandBehavior behavior)
    {
        SqliteCommand prepared = connection.GetPreparedCommand(CommandText);
        prepared.Transaction = Transaction;
        prepared.CommandTimeout = CommandTimeout;
        prepared.Parameters.Clear();
        foreach (SqliteParameter parameter in Parameters)
            prepared.Parameters.Add(parameter);
        return prepared.ExecuteReader(behavior);
    }
}

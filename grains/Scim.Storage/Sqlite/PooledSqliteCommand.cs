using System.Data;
using Microsoft.Data.Sqlite;

namespace Scim.Storage.Sqlite;

/// <summary>
/// A command that is executed by its connection's prepared command with the same text. All execute methods of the base
/// class call <see cref="ExecuteReader(CommandBehavior)"/>.
/// </summary>
internal sealed class PooledSqliteCommand(PooledSqliteConnection connection) : SqliteCommand("", connection)
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

using System.Data.Common;
using Dapper;

namespace Scim.Storage.Postgres;

/// <summary>
/// The right to make an installation's first secrets, held by one process at a time. Whoever dies before
/// <see cref="MarkFinishedAsync"/> has shown nothing to anybody: the database ends its connection, and the next process
/// begins anew.
/// </summary>
public sealed class BootstrapLock : IAsyncDisposable
{
    private const string Finished = "first-start";
    private const string LockSql =
        "SELECT pg_advisory_lock(hashtextextended('scim first start', 0))";
    private const string UnlockSql =
        "SELECT pg_advisory_unlock(hashtextextended('scim first start', 0))";
    private readonly DbConnection _connection;
    private bool _isDisposed;

    private BootstrapLock(DbConnection connection) => _connection = connection;

    /// <summary>Waits for the right.</summary>
    /// <returns>Null when a first start has been finished already.</returns>
    public static async Task<BootstrapLock?> AcquireLockAsync(
        PostgresDatabase database,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(database);
        DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        var held = new BootstrapLock(connection);
        try
        {
            if (await held.IsFinishedAsync(cancellationToken))
            {
                await connection.DisposeAsync();
                return null;
            }

            // The other process may take as long as a start takes.
            await connection.ExecuteAsync(
                new CommandDefinition(
                    LockSql,
                    commandTimeout: 0,
                    cancellationToken: cancellationToken
                )
            );
            if (!await held.IsFinishedAsync(cancellationToken))
                return held;
            await held.DisposeAsync();
            return null;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether a first start has been finished, so that its secrets count.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be used.</exception>
    public static Task<bool> IsBootstrapFinishedAsync(
        PostgresDatabase database,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(database);
        return database.RunOnConnectionAsync(
            async connection =>
                await connection.ExecuteScalarAsync<bool>(
                    "SELECT to_regclass('scim_installation') IS NOT NULL"
                ) && await new BootstrapLock(connection).IsFinishedAsync(cancellationToken),
            cancellationToken
        );
    }

    /// <summary>Keeps the digest of a new operator key in the place of one that nobody has seen.</summary>
    public Task SaveOperatorKeyAsync(string digest, CancellationToken cancellationToken) =>
        _connection.ExecuteAsync(
            new CommandDefinition(
                "INSERT INTO scim_installation (name, value) VALUES (@name, @digest) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                new { name = PostgresDatabase.OperatorKeyName, digest },
                cancellationToken: cancellationToken
            )
        );

    /// <summary>Notes that the secrets have been shown.</summary>
    public Task MarkFinishedAsync() =>
        _connection.ExecuteAsync(
            "INSERT INTO scim_installation (name, value) VALUES (@Finished, 'finished') ON CONFLICT (name) DO NOTHING",
            new { Finished }
        );

    /// <summary>Lets the next process have the right, if it still needs it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        try
        {
            await _connection.ExecuteAsync(UnlockSql);
        }
        catch (DbException)
        {
            // The connection is broken, which unlocks as well.
        }

        await _connection.DisposeAsync();
    }

    private async Task<bool> IsFinishedAsync(CancellationToken cancellationToken) =>
        await _connection.ExecuteScalarAsync<bool>(
            new CommandDefinition(
                "SELECT EXISTS (SELECT 1 FROM scim_installation WHERE name = @Finished)",
                new { Finished },
                cancellationToken: cancellationToken
            )
        );
}

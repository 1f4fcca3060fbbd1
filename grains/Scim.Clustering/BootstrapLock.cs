using System.Data.Common;
using Dapper;

namespace Scim.Clustering;

/// <summary>
/// Ensures that one process at a time creates the first secrets of an installation.
/// </summary>
/// <remarks>
/// The lock is an advisory lock of a database connection. If the process fails before <see cref="MarkFinishedAsync"/>,
/// it has not shown any secret; the lock ends with the connection, and the next process creates new secrets.
/// </remarks>
public sealed class BootstrapLock : IAsyncDisposable
{
    private const string FinishedName = "first-start";
    private const string LockSql = "SELECT pg_advisory_lock(hashtextextended('scim first start', 0))";
    private const string UnlockSql = "SELECT pg_advisory_unlock(hashtextextended('scim first start', 0))";
    private readonly DbConnection _connection;
    private bool _isDisposed;

    private BootstrapLock(DbConnection connection) => _connection = connection;

    /// <summary>Waits for the lock.</summary>
    /// <returns>The lock, or null when the bootstrap is already finished.</returns>
    /// <example>
    /// Create the operator key at the first start. The bootstrap is finished after the key was shown, so that a process
    /// that fails earlier leaves no unknown key in use:
    /// <code>
    /// await using BootstrapLock? bootstrap = await BootstrapLock.AcquireLockAsync(database, cancellationToken);
    /// if (bootstrap is not null)
    /// {
    ///     (string secret, string digest) = CreateKey();
    ///     await bootstrap.SaveOperatorKeyAsync(digest, cancellationToken);
    ///     await output.WriteLineAsync($"Operator key: {secret}");
    ///     await bootstrap.MarkFinishedAsync();
    /// }
    /// </code>
    /// </example>
    public static async Task<BootstrapLock?> AcquireLockAsync(
        ClusterDatabase database,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(database);
        DbConnection connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        var held = new BootstrapLock(connection);
        try
        {
            if (await held.IsFinishedAsync(cancellationToken))
            {
                await connection.DisposeAsync();
                return null;
            }

            // No timeout: another process may hold the lock for the duration of its start.
            await connection.ExecuteAsync(
                new CommandDefinition(LockSql, commandTimeout: 0, cancellationToken: cancellationToken)
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

    /// <summary>Returns whether the bootstrap is finished, so that its secrets are valid.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be used.</exception>
    public static Task<bool> IsBootstrapFinishedAsync(ClusterDatabase database, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        return database.RunOnConnectionAsync(
            async connection =>
                await connection.ExecuteScalarAsync<bool>("SELECT to_regclass('scim_installation') IS NOT NULL")
                && await new BootstrapLock(connection).IsFinishedAsync(cancellationToken),
            cancellationToken
        );
    }

    /// <summary>
    /// Stores the digest of a new operator key. Replaces that of an earlier key, which was never shown.
    /// </summary>
    public Task SaveOperatorKeyAsync(string digest, CancellationToken cancellationToken) =>
        _connection.ExecuteAsync(
            new CommandDefinition(
                """
                INSERT INTO scim_installation (name, value) VALUES (@name, @digest)
                ON CONFLICT (name) DO UPDATE SET value = excluded.value
                """,
                new { name = ClusterDatabase.OperatorKeyName, digest },
                cancellationToken: cancellationToken
            )
        );

    /// <summary>Records that the secrets were shown, which finishes the bootstrap.</summary>
    public Task MarkFinishedAsync() =>
        _connection.ExecuteAsync(
            """
            INSERT INTO scim_installation (name, value) VALUES (@FinishedName, 'finished')
            ON CONFLICT (name) DO NOTHING
            """,
            new { FinishedName }
        );

    /// <summary>Releases the lock.</summary>
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
            // The connection is broken, which releases the lock as well.
        }

        await _connection.DisposeAsync();
    }

    private async Task<bool> IsFinishedAsync(CancellationToken cancellationToken) =>
        await _connection.ExecuteScalarAsync<bool>(
            new CommandDefinition(
                "SELECT EXISTS (SELECT 1 FROM scim_installation WHERE name = @FinishedName)",
                new { FinishedName },
                cancellationToken: cancellationToken
            )
        );
}

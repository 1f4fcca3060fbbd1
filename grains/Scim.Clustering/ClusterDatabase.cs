using System.Data.Common;
using Dapper;
using Npgsql;

namespace Scim.Clustering;

/// <summary>
/// The PostgreSQL database of a deployment as every process of the cluster uses it, gateways included: its connections,
/// the cluster membership and the digest of the operator key. Thread-safe.
/// </summary>
public sealed class ClusterDatabase : IAsyncDisposable
{
    /// <summary>The row of <c>scim_installation</c> that holds the digest of the operator key.</summary>
    internal const string OperatorKeyName = "operator-key";

    private readonly NpgsqlConnectionStringBuilder _connectionSettings;
    private readonly string _settingName;

    /// <summary>Creates the database object. No connection is opened yet.</summary>
    /// <param name="connectionString">The connection string. Settings that it omits get suitable defaults.</param>
    /// <param name="setting">The name of the setting that holds the connection string, for error messages.</param>
    /// <exception cref="StorageUnavailableException">The connection string is invalid.</exception>
    public ClusterDatabase(string connectionString, string setting = "ConnectionStrings__Scim")
    {
        string complete = PostgresConnectionDefaults.ApplyDefaults(connectionString, setting);
        _connectionSettings = new NpgsqlConnectionStringBuilder(complete);
        _settingName = setting;
        DataSource = NpgsqlDataSource.Create(complete);
    }

    /// <summary>The invariant name under which Orleans' ADO.NET providers know PostgreSQL.</summary>
    public static string Invariant => "Npgsql";

    /// <summary>The source of connections.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>The server and the database, without credentials.</summary>
    public string Address =>
        $"{_connectionSettings.Database ?? Role} on {_connectionSettings.Host}:{_connectionSettings.Port}";

    /// <summary>The role that connects.</summary>
    public string Role => _connectionSettings.Username ?? Environment.UserName;

    /// <summary>Reads the digest of the operator key that the first start created.</summary>
    /// <returns>The digest in hexadecimal, or null if there is none.</returns>
    /// <exception cref="StorageUnavailableException">The database cannot be used.</exception>
    public Task<string?> ReadOperatorKeyDigestAsync(CancellationToken cancellationToken) =>
        RunOnConnectionAsync(
            connection =>
                connection.ExecuteScalarAsync<string?>(
                    new CommandDefinition(
                        "SELECT value FROM scim_installation WHERE name = @OperatorKeyName",
                        new { OperatorKeyName },
                        cancellationToken: cancellationToken
                    )
                ),
            cancellationToken
        );

    /// <summary>Stores the digest of an operator key if the database has none.</summary>
    /// <returns>Whether the digest was stored.</returns>
    /// <exception cref="StorageUnavailableException">The database cannot be used.</exception>
    public Task<bool> TrySaveOperatorKeyAsync(string digest, CancellationToken cancellationToken) =>
        RunOnConnectionAsync(
            async connection =>
                await connection.ExecuteAsync(
                    new CommandDefinition(
                        """
                        INSERT INTO scim_installation (name, value) VALUES (@OperatorKeyName, @digest)
                        ON CONFLICT (name) DO NOTHING
                        """,
                        new { OperatorKeyName, digest },
                        cancellationToken: cancellationToken
                    )
                ) == 1,
            cancellationToken
        );

    /// <summary>Runs a function on a pooled connection and translates the driver's errors.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be used. The message names the reason and the
    /// remedy.</exception>
    public async Task<T> RunOnConnectionAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            await using DbConnection connection = await DataSource.OpenConnectionAsync(cancellationToken);
            return await work(connection);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new StorageUnavailableException(
                $"The role {Role} lacks a required permission in the database {Address} ({e.MessageText}). Set "
                    + "ConnectionStrings__ScimMigrate to a role that may change the schema, or run "
                    + "'Scim.Silo --migrate' with it.",
                e
            );
        }
        catch (NpgsqlException e)
        {
            string reason = e is PostgresException refused ? refused.MessageText : (e.InnerException ?? e).Message;
            throw new StorageUnavailableException(
                $"The database {Address} is unavailable ({reason.TrimEnd('.')}). Check that the server is running, "
                    + $"that {_settingName} is correct and that the role may connect.",
                e
            )
            {
                IsTransient = e.IsTransient || e is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable },
            };
        }
    }

    /// <summary>Closes the connections. Stop everything that uses the database first.</summary>
    public ValueTask DisposeAsync() => DataSource.DisposeAsync();
}

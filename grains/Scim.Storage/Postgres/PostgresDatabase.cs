using System.Data.Common;
using Dapper;
using Npgsql;
using Scim.Grains.Storage;
using Scim.Storage.Databases;
using Scim.Storage.Directory;
using Scim.Storage.Sql;

namespace Scim.Storage.Postgres;

/// <summary>
/// PostgreSQL 15 or newer. Commits run side by side; what must not happen twice is kept by indexes, row locks and one
/// lock for nested groups.
/// </summary>
public sealed class PostgresDatabase : ScimDatabase
{
    /// <summary>The row of <c>scim_installation</c> that holds the operator key's digest.</summary>
    internal const string OperatorKeyName = "operator-key";

    private readonly NpgsqlConnectionStringBuilder _connectionSettings;
    private readonly string _settingName;

    /// <summary>Names the database; nothing is opened yet.</summary>
    /// <param name="connectionString">How to connect. What it leaves open is set as this program needs it.</param>
    /// <param name="setting">The name of the setting that it comes from, for messages.</param>
    /// <exception cref="StorageUnavailableException">It is no connection string.</exception>
    public PostgresDatabase(string connectionString, string setting = "ConnectionStrings__Scim")
        : this(connectionString, setting, Migration.LoadEmbedded("Postgres")) { }

    /// <summary>The same with other scripts: those that an older version of the program had.</summary>
    internal PostgresDatabase(
        string connectionString,
        string setting,
        IReadOnlyList<Migration> migrations
    )
    {
        string complete = PostgresConnectionDefaults.ApplyDefaults(connectionString, setting);
        _connectionSettings = new NpgsqlConnectionStringBuilder(complete);
        _settingName = setting;
        Source = NpgsqlDataSource.Create(complete);
        Migrations = migrations;
    }

    /// <inheritdoc/>
    public override string Invariant => "Npgsql";

    /// <inheritdoc/>
    public override DbDataSource DataSource => Source;

    /// <summary>The same as what it is.</summary>
    internal NpgsqlDataSource Source { get; }

    /// <summary>The server and the database, without credentials.</summary>
    public string Address =>
        $"{_connectionSettings.Database ?? Role} on {_connectionSettings.Host}:{_connectionSettings.Port}";

    /// <summary>The role that connects.</summary>
    public string Role => _connectionSettings.Username ?? Environment.UserName;

    /// <inheritdoc/>
    internal override SqlDialect Dialect { get; } = new PostgresDialect();

    /// <inheritdoc/>
    internal override IReadOnlyList<Migration> Migrations { get; }

    /// <summary>Whether the schema has every migration of this program. Needs no right but to read.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be used, or its schema is too new or not as it
    /// was made.</exception>
    public Task<bool> IsSchemaCurrentAsync(CancellationToken cancellationToken) =>
        RunOnConnectionAsync(
            async connection =>
                await connection.ExecuteScalarAsync<bool>(
                    "SELECT to_regclass('scim_migration') IS NOT NULL"
                ) && await MigrationRunner.IsCurrentAsync(this, connection, null),
            cancellationToken
        );

    /// <inheritdoc/>
    public override async Task MigrateSchemaAsync(CancellationToken cancellationToken)
    {
        // A role that may change nothing can start on a schema that needs no change.
        if (await IsSchemaCurrentAsync(cancellationToken))
            return;
        await RunOnConnectionAsync(
            async connection =>
            {
                await MigrationRunner.ApplyMigrationsAsync(this, connection, cancellationToken);
                return true;
            },
            cancellationToken
        );
    }

    /// <summary>
    /// Lets a role do what the program does when it runs: read and write rows, but make, change or drop nothing.
    /// </summary>
    public Task GrantAccessAsync(string role, CancellationToken cancellationToken) =>
        RunOnConnectionAsync(
            async connection =>
            {
                // Names cannot be parameters; the database quotes this one itself.
                string statements = (
                    await connection.ExecuteScalarAsync<string>(
                        new CommandDefinition(
                            """
                            SELECT format('GRANT USAGE ON SCHEMA %2$I TO %1$I; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %2$I TO %1$I;
                              REVOKE INSERT, UPDATE, DELETE ON OrleansQuery, scim_migration FROM %1$I; REVOKE UPDATE ON scim_change FROM %1$I', @role, current_schema())
                            """,
                            new { role },
                            cancellationToken: cancellationToken
                        )
                    )
                )!;
                await connection.ExecuteAsync(
                    new CommandDefinition(statements, cancellationToken: cancellationToken)
                );
                return true;
            },
            cancellationToken
        );

    /// <summary>
    /// The digest of the operator key that was made at the first start, hexadecimal; null where there is none.
    /// </summary>
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

    /// <summary>Keeps the digest of an operator key where there is none yet.</summary>
    /// <returns>Whether it was kept.</returns>
    public Task<bool> TrySaveOperatorKeyAsync(string digest, CancellationToken cancellationToken) =>
        RunOnConnectionAsync(
            async connection =>
                await connection.ExecuteAsync(
                    new CommandDefinition(
                        "INSERT INTO scim_installation (name, value) VALUES (@OperatorKeyName, @digest) ON CONFLICT (name) DO NOTHING",
                        new { OperatorKeyName, digest },
                        cancellationToken: cancellationToken
                    )
                ) == 1,
            cancellationToken
        );

    /// <inheritdoc/>
    internal override async Task<DbTransaction> BeginMigrationAsync(
        DbConnection connection,
        CancellationToken cancellationToken
    )
    {
        // Another process may take long to migrate. What a script wants to change may be in use: rather fail and be
        // tried again than make everybody queue behind it.
        DbTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(
            "SELECT pg_advisory_xact_lock(hashtextextended('scim migration', 0))",
            transaction: transaction,
            commandTimeout: 0
        );
        await connection.ExecuteAsync("SET LOCAL lock_timeout = '5s'", transaction: transaction);
        return transaction;
    }

    /// <inheritdoc/>
    internal override bool IsCancellation(Exception exception) =>
        exception
            is OperationCanceledException
                or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled };

    /// <inheritdoc/>
    internal override async Task<long?> ReadMinimumMigrationAsync(
        DbConnection connection,
        DbTransaction? transaction
    ) =>
        await connection.ExecuteScalarAsync<long?>(
            "SELECT value::bigint FROM scim_installation WHERE name = 'oldest-migration'",
            transaction: transaction
        ) ?? 0;

    /// <inheritdoc/>
    internal override CommitFailure ClassifyError(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case PostgresException
                {
                    SqlState: PostgresErrorCodes.UniqueViolation,
                    ConstraintName: "scim_resource_unique_name" or "scim_site_unique_name"
                }:
                    return CommitFailure.NameTaken;
                case PostgresException
                {
                    SqlState: PostgresErrorCodes.UniqueViolation,
                    ConstraintName: "scim_unique_pkey"
                }:
                    return CommitFailure.ValueTaken;
                case PostgresException
                {
                    SqlState: PostgresErrorCodes.CheckViolation,
                    ConstraintName: "scim_schemas"
                }:
                    return CommitFailure.SchemasChanged;
                case PostgresException
                {
                    SqlState: PostgresErrorCodes.CheckViolation,
                    ConstraintName: "scim_cycle"
                }:
                    return CommitFailure.Cycle;
                case PostgresException
                {
                    SqlState: PostgresErrorCodes.CheckViolation,
                    ConstraintName: "scim_role_unknown"
                }:
                    return CommitFailure.RoleUnknown;
                case PostgresException
                {
                    SqlState: PostgresErrorCodes.CheckViolation,
                    ConstraintName: "scim_role_in_use"
                }:
                    return CommitFailure.RoleInUse;
            }
        }

        return CommitFailure.Unknown;
    }

    /// <summary>Works on a connection; what goes wrong becomes a sentence.</summary>
    internal async Task<T> RunOnConnectionAsync<T>(
        Func<DbConnection, Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using DbConnection connection = await OpenConnectionAsync(cancellationToken);
            return await work(connection);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new StorageUnavailableException(
                $"The role {Role} may not do what is needed in {Address} ({e.MessageText}). Set ConnectionStrings__ScimMigrate to a role that may change the schema, or run 'Scim.Silo --migrate' with it.",
                e
            );
        }
        catch (NpgsqlException e)
        {
            string reason = e is PostgresException refused
                ? refused.MessageText
                : (e.InnerException ?? e).Message;
            throw new StorageUnavailableException(
                $"The database {Address} cannot be used ({reason.TrimEnd('.')}). Check that it runs, that {_settingName} is right and that the role may use it.",
                e
            )
            {
                IsTransient =
                    e.IsTransient
                    || e is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable },
            };
        }
    }
}

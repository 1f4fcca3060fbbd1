using System.Data.Common;
using Dapper;
using Npgsql;
using Scim.Clustering;
using Scim.Grains.Storage;
using Scim.Storage.Databases;
using Scim.Storage.Sql;

namespace Scim.Storage.Postgres;

/// <summary>
/// PostgreSQL 15 or later. Commits run concurrently; indexes, row locks and an advisory lock for nested groups enforce
/// the invariants.
/// </summary>
public sealed class PostgresDatabase : ScimDatabase
{
    /// <summary>Creates a database object. Does not open a connection.</summary>
    /// <param name="connectionString">The connection string. Settings that it does not specify get the defaults of this
    /// program.</param>
    /// <param name="setting">The name of the setting that holds the connection string, for error messages.</param>
    /// <exception cref="StorageUnavailableException">The connection string is invalid.</exception>
    public PostgresDatabase(string connectionString, string setting = "ConnectionStrings__Scim")
        : this(connectionString, setting, Migration.LoadEmbedded("Postgres")) { }

    /// <summary>Creates a database object with the migrations of another version of the program.</summary>
    internal PostgresDatabase(string connectionString, string setting, IReadOnlyList<Migration> migrations)
    {
        Cluster = new ClusterDatabase(connectionString, setting);
        Migrations = migrations;
    }

    /// <inheritdoc/>
    public override string Invariant => ClusterDatabase.Invariant;

    /// <inheritdoc/>
    public override DbDataSource DataSource => Source;

    /// <summary>The connection source with its actual type.</summary>
    internal NpgsqlDataSource Source => Cluster.DataSource;

    /// <summary>The same database as gateways see it: the cluster membership and the operator key.</summary>
    public ClusterDatabase Cluster { get; }

    /// <inheritdoc/>
    internal override SqlDialect Dialect { get; } = new PostgresDialect();

    /// <inheritdoc/>
    internal override IReadOnlyList<Migration> Migrations { get; }

    /// <summary>
    /// Returns whether every migration of this program has been applied. Requires only the right to read.
    /// </summary>
    /// <exception cref="StorageUnavailableException">The database cannot be used, its schema is newer than the program,
    /// or an applied migration was modified.</exception>
    public Task<bool> IsSchemaCurrentAsync(CancellationToken cancellationToken) =>
        Cluster.RunOnConnectionAsync(
            async connection =>
                await connection.ExecuteScalarAsync<bool>("SELECT to_regclass('scim_migration') IS NOT NULL")
                && await MigrationRunner.IsCurrentAsync(this, connection, null),
            cancellationToken
        );

    /// <inheritdoc/>
    public override async Task MigrateSchemaAsync(CancellationToken cancellationToken)
    {
        // A role without the right to change the schema can start if the schema is up to date.
        if (await IsSchemaCurrentAsync(cancellationToken))
            return;
        await Cluster.RunOnConnectionAsync(
            async connection =>
            {
                await MigrationRunner.ApplyMigrationsAsync(this, connection, cancellationToken);
                return true;
            },
            cancellationToken
        );
    }

    /// <summary>
    /// Grants a role the rights that the running program needs: to read and write rows, but not to change the schema.
    /// </summary>
    public Task GrantAccessAsync(string role, CancellationToken cancellationToken) =>
        Cluster.RunOnConnectionAsync(
            async connection =>
            {
                // Identifiers cannot be parameters, so the database formats and quotes them.
                string statements = (
                    await connection.ExecuteScalarAsync<string>(
                        new CommandDefinition(
                            """
                            SELECT format('GRANT USAGE ON SCHEMA %2$I TO %1$I;
                              GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %2$I TO %1$I;
                              GRANT USAGE ON SEQUENCE scim_resource_rid_seq TO %1$I;
                              REVOKE INSERT, UPDATE, DELETE ON OrleansQuery, scim_migration FROM %1$I;
                              REVOKE UPDATE ON scim_change FROM %1$I', @role, current_schema())
                            """,
                            new { role },
                            cancellationToken: cancellationToken
                        )
                    )
                )!;
                await connection.ExecuteAsync(new CommandDefinition(statements, cancellationToken: cancellationToken));
                return true;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    internal override async Task<DbTransaction> BeginMigrationAsync(
        DbConnection connection,
        CancellationToken cancellationToken
    )
    {
        // No timeout for the advisory lock: another process may take long to migrate. A table that a script changes may
        // be in use. The script then fails after 5 seconds and is tried again, because all other statements on the
        // table would have to wait behind it.
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
        exception is OperationCanceledException or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled };

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
                    ConstraintName: "scim_unique_value_pkey"
                }:
                    return CommitFailure.ValueTaken;
                case PostgresException
                {
                    SqlState: PostgresErrorCodes.CheckViolation,
                    ConstraintName: "scim_schemas_changed"
                }:
                    return CommitFailure.SchemasChanged;
                case PostgresException
                {
                    SqlState: PostgresErrorCodes.CheckViolation,
                    ConstraintName: "scim_group_cycle"
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
}

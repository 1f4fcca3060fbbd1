using System.Data.Common;
using Npgsql;
using Scim.Grains.Storage;
using Scim.Storage.Directory;
using Scim.Storage.Migrations;

namespace Scim.Storage.Postgres;

/// <summary>PostgreSQL 15 or newer. Commits run side by side; what must not happen twice is kept by indexes, row locks and one lock for nested groups.</summary>
public sealed class PostgresDatabase : ScimDatabase
{
    private readonly NpgsqlConnectionStringBuilder _settings;

    /// <summary>Names the database; nothing is opened yet.</summary>
    /// <param name="connectionString">How to connect as the role that the program runs as. What it leaves open is set as this program needs it.</param>
    /// <exception cref="StorageUnavailableException">It is no connection string.</exception>
    public PostgresDatabase(string connectionString)
    {
        string complete = PostgresSettings.Complete(connectionString);
        _settings = new NpgsqlConnectionStringBuilder(complete);
        DataSource = NpgsqlDataSource.Create(complete);
    }

    /// <inheritdoc/>
    public override string Invariant => "Npgsql";

    /// <inheritdoc/>
    public override DbDataSource DataSource { get; }

    /// <summary>The server and the database, without credentials.</summary>
    public string Address => $"{_settings.Database} on {_settings.Host}:{_settings.Port}";

    /// <inheritdoc/>
    internal override SqlDialect Dialect { get; } = new PostgresDialect();

    /// <inheritdoc/>
    internal override IReadOnlyList<Migration> Migrations { get; } = Migration.Embedded("Postgres");

    /// <inheritdoc/>
    public override async Task Migrate(CancellationToken cancellationToken)
    {
        try
        {
            await using DbConnection connection = await Open(cancellationToken);
            await MigrationRunner.Run(this, connection, cancellationToken);
        }
        catch (NpgsqlException e)
        {
            throw new StorageUnavailableException(
                $"The database {Address} cannot be used ({e.Message.TrimEnd('.')}). Check that it runs, that ConnectionStrings__Scim is right and that the role may use it.", e);
        }
    }

    /// <inheritdoc/>
    internal override async Task<DbTransaction> BeginMigration(DbConnection connection, CancellationToken cancellationToken)
    {
        DbTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT pg_advisory_xact_lock(hashtextextended('scim migration', 0))";
        await command.ExecuteNonQueryAsync(cancellationToken);
        return transaction;
    }

    /// <inheritdoc/>
    internal override CommitFault Classify(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "scim_resource_unique_name" or "scim_site_unique_name" }:
                    return CommitFault.NameTaken;
                case PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "scim_unique_pkey" }:
                    return CommitFault.ValueTaken;
                case PostgresException { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: "scim_schemas" }:
                    return CommitFault.SchemasChanged;
                case PostgresException { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: "scim_cycle" }:
                    return CommitFault.Cycle;
                case PostgresException { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: "scim_role_unknown" }:
                    return CommitFault.RoleUnknown;
                case PostgresException { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: "scim_role_in_use" }:
                    return CommitFault.RoleInUse;
            }
        }

        return CommitFault.Unknown;
    }
}

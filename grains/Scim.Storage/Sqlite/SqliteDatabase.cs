using System.Data;
using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Scim.Clustering;
using Scim.Grains.Storage;
using Scim.Storage.Databases;
using Scim.Storage.Sql;

namespace Scim.Storage.Sqlite;

/// <summary>
/// The embedded SQLite database: one file in WAL mode with <c>synchronous=FULL</c>, so that an acknowledged commit
/// survives a power failure.
/// </summary>
public sealed class SqliteDatabase : ScimDatabase
{
    private const int Constraint = 19,
        ConstraintUnique = 2067,
        ConstraintPrimaryKey = 1555,
        ConstraintTrigger = 1811;
    private static readonly string[] UniqueNameColumns = ["scim_resource.unique_name", "scim_site.unique_name"];
    private readonly string _file;
    private readonly SqliteDataSource _source;

    /// <summary>Creates a database object. Does not open the file.</summary>
    /// <param name="folder">The data folder, in which the file is <c>scim.db</c>.</param>
    public SqliteDatabase(string folder)
        : this(folder, Migration.LoadEmbedded("Sqlite")) { }

    /// <summary>Creates a database object with the migrations of another version of the program.</summary>
    internal SqliteDatabase(string folder, IReadOnlyList<Migration> migrations)
    {
        _file = Path.Combine(folder, "scim.db");
        Migrations = migrations;

        // Pooling is off: the data source pools connections itself, together with their prepared statements.
        _source = new SqliteDataSource(
            new SqliteConnectionStringBuilder
            {
                DataSource = _file,
                Pooling = false,
                DefaultTimeout = 30,
            }.ToString()
        );
    }

    /// <inheritdoc/>
    public override string Invariant => "System.Data.SQLite";

    /// <inheritdoc/>
    public override DbDataSource DataSource => _source;

    /// <inheritdoc/>
    internal override bool HasOneWriter => true;

    /// <inheritdoc/>
    internal override SqlDialect Dialect { get; } = new SqliteDialect();

    /// <summary>False: the data folder is locked while the program is running.</summary>
    internal override bool IsShared => false;

    /// <inheritdoc/>
    internal override IReadOnlyList<Migration> Migrations { get; }

    /// <inheritdoc/>
    public override async Task MigrateSchemaAsync(CancellationToken cancellationToken)
    {
        try
        {
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
            await using DbConnection connection = await OpenConnectionAsync(cancellationToken);
            await using DbCommand wal = connection.CreateCommand();
            wal.CommandText = "PRAGMA journal_mode = WAL";
            await wal.ExecuteNonQueryAsync(cancellationToken);
            await MigrationRunner.ApplyMigrationsAsync(this, connection, cancellationToken);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException(
                $"The database file {_file} cannot be used ({e.Message.TrimEnd('.')}). Check that the folder is "
                    + "writable and that the file is not damaged, or set Scim__Data to another folder.",
                e
            );
        }
    }

    /// <inheritdoc/>
    internal override async Task CommitBatchAsync(IReadOnlyList<BatchedWrite> writes)
    {
        using SqliteDataSource.AmbientConnectionScope scope = _source.BeginAmbientScope();
        scope.ExecuteSql("BEGIN IMMEDIATE");
        try
        {
            foreach (BatchedWrite write in writes)
                await ExecuteInSavepointAsync(scope, write).ConfigureAwait(false);
            scope.ExecuteSql("COMMIT");
        }
        catch
        {
            scope.MarkBroken();
            throw;
        }
    }

    private static async Task ExecuteInSavepointAsync(SqliteDataSource.AmbientConnectionScope scope, BatchedWrite write)
    {
        scope.ExecuteSql("SAVEPOINT batch_item");
        try
        {
            await write.ExecuteWriteAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // After some errors, such as a full disk, SQLite has rolled back the whole transaction. Then the rollback
            // to the savepoint fails, and with it the whole batch.
            write.Failure = e;
            scope.ExecuteSql("ROLLBACK TO batch_item");
        }

        scope.ExecuteSql("RELEASE batch_item");
    }

    /// <inheritdoc/>
    internal override Task<DbTransaction> BeginMigrationAsync(
        DbConnection connection,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult<DbTransaction>(
            ((SqliteConnection)connection).BeginTransaction(IsolationLevel.Serializable, deferred: false)
        );

    /// <inheritdoc/>
    internal override async Task<IReadOnlyList<string>> DropStateTriggersAsync(
        DbConnection connection,
        DbTransaction transaction
    )
    {
        // SQLite fires the triggers of one event in an order that depends on that of their creation. They are created
        // again in the same order.
        List<(string Name, string Sql)> triggers =
        [
            .. await connection.QueryAsync<(string, string)>(
                """
                SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'grain_state' ORDER BY rowid
                """,
                transaction: transaction
            ),
        ];
        foreach ((string name, _) in triggers)
            await connection.ExecuteAsync($"DROP TRIGGER {name}", transaction: transaction);
        return [.. triggers.Select(t => t.Sql)];
    }

    /// <inheritdoc/>
    internal override Task<DbTransaction> BeginSnapshotAsync(
        DbConnection connection,
        CancellationToken cancellationToken
    ) => Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: true));

    /// <inheritdoc/>
    internal override IDisposable? RegisterCancellation(DbConnection connection, CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled
            ? SqliteCancellation.RegisterHandler((SqliteConnection)connection, cancellationToken)
            : null;

    /// <inheritdoc/>
    internal override bool IsCancellation(Exception exception) =>
        exception is OperationCanceledException or SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_INTERRUPT };

    /// <inheritdoc/>
    internal override CommitFailure ClassifyError(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (e is not SqliteException { SqliteErrorCode: Constraint } constraintError)
                continue;
            if (
                constraintError.SqliteExtendedErrorCode == ConstraintUnique
                && UniqueNameColumns.Any(n => constraintError.Message.Contains(n, StringComparison.Ordinal))
            )
                return CommitFailure.NameTaken;
            if (
                constraintError.SqliteExtendedErrorCode is ConstraintUnique or ConstraintPrimaryKey
                && constraintError.Message.Contains("scim_unique_value.value", StringComparison.Ordinal)
            )
                return CommitFailure.ValueTaken;
            if (constraintError.SqliteExtendedErrorCode != ConstraintTrigger)
                continue;
            if (constraintError.Message.Contains("scim_schemas_changed", StringComparison.Ordinal))
                return CommitFailure.SchemasChanged;
            if (constraintError.Message.Contains("scim_group_cycle", StringComparison.Ordinal))
                return CommitFailure.Cycle;
            if (constraintError.Message.Contains("scim_role_unknown", StringComparison.Ordinal))
                return CommitFailure.RoleUnknown;
            if (constraintError.Message.Contains("scim_role_in_use", StringComparison.Ordinal))
                return CommitFailure.RoleInUse;
        }

        return CommitFailure.Unknown;
    }
}

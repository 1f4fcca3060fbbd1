using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Scim.Grains.Storage;
using Scim.Storage.Batching;
using Scim.Storage.Databases;
using Scim.Storage.Directory;
using Scim.Storage.Sql;

namespace Scim.Storage.Sqlite;

/// <summary>
/// The embedded database: one file in WAL mode with <c>synchronous=FULL</c>, so that a commit that was answered
/// survives the loss of power.
/// </summary>
public sealed class SqliteDatabase : ScimDatabase
{
    private const int Constraint = 19,
        ConstraintUnique = 2067,
        ConstraintPrimaryKey = 1555,
        ConstraintTrigger = 1811;
    private static readonly string[] UniqueNameColumns =
    [
        "scim_resource.unique_name",
        "scim_site.unique_name",
    ];
    private readonly string _file;
    private readonly SqliteDataSource _source;

    /// <summary>Names the database in <paramref name="folder"/>; nothing is opened yet.</summary>
    public SqliteDatabase(string folder)
    {
        _file = Path.Combine(folder, "scim.db");

        // The source keeps connections itself, with their statements.
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

    /// <summary>The data folder is locked for as long as the program runs.</summary>
    internal override bool IsShared => false;

    /// <inheritdoc/>
    internal override IReadOnlyList<Migration> Migrations { get; } =
        Migration.LoadEmbedded("Sqlite");

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
        catch (Exception e)
            when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException(
                $"The database {_file} cannot be used ({e.Message.TrimEnd('.')}). Check that the folder can be written to and the file is whole, or set Scim__Data to another folder.",
                e
            );
        }
    }

    /// <inheritdoc/>
    internal override async Task CommitBatchAsync(IReadOnlyList<BatchedWrite> writes)
    {
        using SqliteDataSource.AmbientConnectionScope hold = _source.BeginAmbientScope();
        hold.ExecuteSql("BEGIN IMMEDIATE");
        try
        {
            foreach (BatchedWrite write in writes)
                await ExecuteInSavepointAsync(hold, write).ConfigureAwait(false);
            hold.ExecuteSql("COMMIT");
        }
        catch
        {
            hold.MarkBroken();
            throw;
        }
    }

    private static async Task ExecuteInSavepointAsync(
        SqliteDataSource.AmbientConnectionScope hold,
        BatchedWrite write
    )
    {
        hold.ExecuteSql("SAVEPOINT one");
        try
        {
            await write.ExecuteWriteAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // After some errors (a full disk) SQLite has rolled everything back: then this fails too, and with it all
            // of them.
            write.Failure = e;
            hold.ExecuteSql("ROLLBACK TO one");
        }

        hold.ExecuteSql("RELEASE one");
    }

    /// <inheritdoc/>
    internal override Task<DbTransaction> BeginMigrationAsync(
        DbConnection connection,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult<DbTransaction>(
            ((SqliteConnection)connection).BeginTransaction(
                IsolationLevel.Serializable,
                deferred: false
            )
        );

    /// <inheritdoc/>
    internal override Task<DbTransaction> BeginSnapshotAsync(
        DbConnection connection,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult<DbTransaction>(
            ((SqliteConnection)connection).BeginTransaction(deferred: true)
        );

    /// <inheritdoc/>
    internal override IDisposable? RegisterCancellation(
        DbConnection connection,
        CancellationToken cancellationToken
    ) =>
        cancellationToken.CanBeCanceled
            ? SqliteCancellation.RegisterHandler((SqliteConnection)connection, cancellationToken)
            : null;

    /// <inheritdoc/>
    internal override bool IsCancellation(Exception exception) =>
        exception
            is OperationCanceledException
                or SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_INTERRUPT };

    /// <inheritdoc/>
    internal override CommitFailure ClassifyError(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (e is not SqliteException { SqliteErrorCode: Constraint } refused)
                continue;
            if (
                refused.SqliteExtendedErrorCode == ConstraintUnique
                && UniqueNameColumns.Any(n => refused.Message.Contains(n, StringComparison.Ordinal))
            )
                return CommitFailure.NameTaken;
            if (
                refused.SqliteExtendedErrorCode is ConstraintUnique or ConstraintPrimaryKey
                && refused.Message.Contains("scim_unique.value", StringComparison.Ordinal)
            )
                return CommitFailure.ValueTaken;
            if (refused.SqliteExtendedErrorCode != ConstraintTrigger)
                continue;
            if (refused.Message.Contains("scim_schemas", StringComparison.Ordinal))
                return CommitFailure.SchemasChanged;
            if (refused.Message.Contains("scim_cycle", StringComparison.Ordinal))
                return CommitFailure.Cycle;
            if (refused.Message.Contains("scim_role_unknown", StringComparison.Ordinal))
                return CommitFailure.RoleUnknown;
            if (refused.Message.Contains("scim_role_in_use", StringComparison.Ordinal))
                return CommitFailure.RoleInUse;
        }

        return CommitFailure.Unknown;
    }
}

using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Scim.Grains.Storage;
using Scim.Storage.Directory;
using Scim.Storage.Hosting;
using Scim.Storage.Migrations;

namespace Scim.Storage.Sqlite;

/// <summary>The embedded database: one file in WAL mode with <c>synchronous=FULL</c>, so that a commit that was answered survives the loss of power.</summary>
public sealed class SqliteDatabase : ScimDatabase
{
    private const int Constraint = 19, ConstraintUnique = 2067, ConstraintPrimaryKey = 1555, ConstraintTrigger = 1811;
    private static readonly string[] TakenNames = ["scim_resource.unique_name", "scim_site.unique_name"];
    private readonly string _file;
    private readonly SqliteSource _source;

    /// <summary>Names the database in <paramref name="folder"/>; nothing is opened yet.</summary>
    public SqliteDatabase(string folder)
    {
        _file = Path.Combine(folder, "scim.db");

        // The source keeps connections itself, with their statements.
        _source = new SqliteSource(new SqliteConnectionStringBuilder { DataSource = _file, Pooling = false, DefaultTimeout = 30 }.ToString());
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
    internal override IReadOnlyList<Migration> Migrations { get; } = Migration.Embedded("Sqlite");

    /// <inheritdoc/>
    public override async Task Migrate(CancellationToken cancellationToken)
    {
        try
        {
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
            await using DbConnection connection = await Open(cancellationToken);
            await using DbCommand wal = connection.CreateCommand();
            wal.CommandText = "PRAGMA journal_mode = WAL";
            await wal.ExecuteNonQueryAsync(cancellationToken);
            await MigrationRunner.Run(this, connection, cancellationToken);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException(
                $"The database {_file} cannot be used ({e.Message.TrimEnd('.')}). Check that the folder can be written to and the file is whole, or set Scim__Data to another folder.", e);
        }
    }

    /// <inheritdoc/>
    internal override async Task CommitTogether(IReadOnlyList<PendingWrite> writes)
    {
        using SqliteSource.Hold hold = _source.HoldOne();
        hold.Execute("BEGIN IMMEDIATE");
        try
        {
            foreach (PendingWrite write in writes) await One(hold, write).ConfigureAwait(false);
            hold.Execute("COMMIT");
        }
        catch
        {
            hold.Abandon();
            throw;
        }
    }

    private static async Task One(SqliteSource.Hold hold, PendingWrite write)
    {
        hold.Execute("SAVEPOINT one");
        try
        {
            await write.Run().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // After some errors (a full disk) SQLite has rolled everything back: then this fails too, and with it all of them.
            write.Fault = e;
            hold.Execute("ROLLBACK TO one");
        }

        hold.Execute("RELEASE one");
    }

    /// <inheritdoc/>
    internal override Task<DbTransaction> BeginMigration(DbConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(IsolationLevel.Serializable, deferred: false));

    /// <inheritdoc/>
    internal override Task<DbTransaction> BeginSnapshot(DbConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: true));

    /// <inheritdoc/>
    internal override IDisposable? BreakOff(DbConnection connection, CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled ? SqliteInterruption.Watch((SqliteConnection)connection, cancellationToken) : null;

    /// <inheritdoc/>
    internal override bool IsBrokenOff(Exception exception) =>
        exception is OperationCanceledException or SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_INTERRUPT };

    /// <inheritdoc/>
    internal override CommitFault Classify(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (e is not SqliteException { SqliteErrorCode: Constraint } refused) continue;
            if (refused.SqliteExtendedErrorCode == ConstraintUnique && TakenNames.Any(n => refused.Message.Contains(n, StringComparison.Ordinal))) return CommitFault.NameTaken;
            if (refused.SqliteExtendedErrorCode is ConstraintUnique or ConstraintPrimaryKey && refused.Message.Contains("scim_unique.value", StringComparison.Ordinal)) return CommitFault.ValueTaken;
            if (refused.SqliteExtendedErrorCode != ConstraintTrigger) continue;
            if (refused.Message.Contains("scim_schemas", StringComparison.Ordinal)) return CommitFault.SchemasChanged;
            if (refused.Message.Contains("scim_cycle", StringComparison.Ordinal)) return CommitFault.Cycle;
            if (refused.Message.Contains("scim_role_unknown", StringComparison.Ordinal)) return CommitFault.RoleUnknown;
            if (refused.Message.Contains("scim_role_in_use", StringComparison.Ordinal)) return CommitFault.RoleInUse;
        }

        return CommitFault.Unknown;
    }
}

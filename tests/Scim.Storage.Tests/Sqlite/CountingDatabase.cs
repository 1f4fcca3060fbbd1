using System.Data.Common;
using Microsoft.Data.Sqlite;
using Scim.Grains.Storage;
using Scim.Storage.Databases;
using Scim.Storage.Sql;
using Scim.Storage.Sqlite;

namespace Scim.Storage.Tests.Sqlite;

/// <summary>
/// A database that counts the steps of SQLite's virtual machine, a cost measure that does not depend on the computer or
/// its load.
/// </summary>
internal sealed class CountingDatabase(ScimDatabase inner) : ScimDatabase
{
    private const int StepsPerCallback = 16;

    /// <summary>The number of steps so far, in units of 16.</summary>
    public long StepCount { get; private set; }

    public override string Invariant => inner.Invariant;

    public override DbDataSource DataSource => inner.DataSource;

    internal override SqlDialect Dialect => inner.Dialect;

    internal override IReadOnlyList<Migration> Migrations => inner.Migrations;

    public override Task MigrateSchemaAsync(CancellationToken cancellationToken) =>
        inner.MigrateSchemaAsync(cancellationToken);

    internal override CommitFailure ClassifyError(Exception exception) => inner.ClassifyError(exception);

    internal override Task<DbTransaction> BeginMigrationAsync(
        DbConnection connection,
        CancellationToken cancellationToken
    ) => inner.BeginMigrationAsync(connection, cancellationToken);

    internal override Task<DbTransaction> BeginSnapshotAsync(
        DbConnection connection,
        CancellationToken cancellationToken
    ) => inner.BeginSnapshotAsync(connection, cancellationToken);

    internal override bool IsCancellation(Exception exception) => inner.IsCancellation(exception);

    internal override IDisposable? RegisterCancellation(DbConnection connection, CancellationToken cancellationToken) =>
        SqliteCancellation.RegisterHandler((SqliteConnection)connection, StepsPerCallback, () => ++StepCount > 0);
}

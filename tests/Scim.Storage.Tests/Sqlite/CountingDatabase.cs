using System.Data.Common;
using Microsoft.Data.Sqlite;
using Scim.Grains.Storage;
using Scim.Storage.Directory;
using Scim.Storage.Migrations;
using Scim.Storage.Sqlite;

namespace Scim.Storage.Tests.Sqlite;

/// <summary>A database that counts what its queries cost in steps of SQLite's machine: the same on every machine, however busy.</summary>
internal sealed class CountingDatabase(ScimDatabase inner) : ScimDatabase
{
    private const int Grain = 16;

    /// <summary>The steps so far, in sixteens.</summary>
    public long Steps { get; private set; }

    public override string Invariant => inner.Invariant;

    public override DbDataSource DataSource => inner.DataSource;

    internal override SqlDialect Dialect => inner.Dialect;

    internal override IReadOnlyList<Migration> Migrations => inner.Migrations;

    public override Task Migrate(CancellationToken cancellationToken) => inner.Migrate(cancellationToken);

    internal override CommitFault Classify(Exception exception) => inner.Classify(exception);

    internal override Task<DbTransaction> BeginMigration(DbConnection connection, CancellationToken cancellationToken) => inner.BeginMigration(connection, cancellationToken);

    internal override Task<DbTransaction> BeginSnapshot(DbConnection connection, CancellationToken cancellationToken) => inner.BeginSnapshot(connection, cancellationToken);

    internal override bool IsBrokenOff(Exception exception) => inner.IsBrokenOff(exception);

    internal override IDisposable? BreakOff(DbConnection connection, CancellationToken cancellationToken) =>
        SqliteInterruption.Watch((SqliteConnection)connection, Grain, () => ++Steps > 0);
}

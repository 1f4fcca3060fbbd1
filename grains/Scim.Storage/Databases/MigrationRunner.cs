using System.Data.Common;
using Dapper;
using Scim.Clustering;

namespace Scim.Storage.Databases;

/// <summary>
/// Applies the migrations that a database does not have yet, in one transaction that excludes other migrating
/// processes.
/// </summary>
internal static class MigrationRunner
{
    /// <summary>Applies the missing migrations.</summary>
    /// <exception cref="StorageUnavailableException">The schema is newer than the program, or an applied migration was
    /// modified.</exception>
    public static async Task ApplyMigrationsAsync(
        ScimDatabase database,
        DbConnection connection,
        CancellationToken cancellationToken
    )
    {
        await using DbTransaction transaction = await database.BeginMigrationAsync(connection, cancellationToken);
        await connection.ExecuteAsync(
            """
            CREATE TABLE IF NOT EXISTS scim_migration (
              number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL,
              applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)
            """,
            transaction: transaction
        );
        List<AppliedMigration> applied = await CheckAppliedMigrationsAsync(database, connection, transaction);
        HashSet<long> appliedNumbers = [.. applied.Select(a => a.Number)];
        foreach (Migration migration in database.Migrations.Where(m => !appliedNumbers.Contains(m.Number)))
        {
            IReadOnlyList<string> triggers = migration.SuspendsTriggers
                ? await database.DropStateTriggersAsync(connection, transaction)
                : [];
            foreach (string script in triggers.Prepend(migration.Script))
                await ExecuteScriptAsync(connection, transaction, script, cancellationToken);
            await connection.ExecuteAsync(
                "INSERT INTO scim_migration (number, name, sha256) VALUES (@Number, @Name, @Digest)",
                new
                {
                    migration.Number,
                    migration.Name,
                    migration.Digest,
                },
                transaction
            );
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Returns whether every migration has been applied.</summary>
    /// <exception cref="StorageUnavailableException">The schema is newer than the program, or an applied migration was
    /// modified.</exception>
    public static async Task<bool> IsCurrentAsync(
        ScimDatabase database,
        DbConnection connection,
        DbTransaction? transaction
    )
    {
        HashSet<long> applied =
        [
            .. (await CheckAppliedMigrationsAsync(database, connection, transaction)).Select(a => a.Number),
        ];
        return database.Migrations.All(m => applied.Contains(m.Number));
    }

    private static async Task ExecuteScriptAsync(
        DbConnection connection,
        DbTransaction transaction,
        string script,
        CancellationToken cancellationToken
    )
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = script;

        // A script that rewrites the rows of a large database may take long.
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<List<AppliedMigration>> CheckAppliedMigrationsAsync(
        ScimDatabase database,
        DbConnection connection,
        DbTransaction? transaction
    )
    {
        List<AppliedMigration> applied =
        [
            .. await connection.QueryAsync<AppliedMigration>(
                "SELECT number, name, sha256 FROM scim_migration ORDER BY number",
                transaction: transaction
            ),
        ];
        Dictionary<long, Migration> byNumber = database.Migrations.ToDictionary(m => (long)m.Number);
        foreach (AppliedMigration row in applied)
        {
            if (!byNumber.TryGetValue(row.Number, out Migration? migration))
            {
                if (
                    await database.ReadMinimumMigrationAsync(connection, transaction) is { } oldest
                    && byNumber.Keys.Max() >= oldest
                )
                    continue;

                throw new StorageUnavailableException(
                    $"The database schema is newer than this program: migration '{row.Name}' is unknown. Start the "
                        + "version that applied it, or a newer one."
                );
            }

            if (row.Sha256 != migration.Digest)
            {
                throw new StorageUnavailableException(
                    $"The migration '{row.Name}' differs from the one that was applied to the database. Start the "
                        + "version that applied it, or restore a backup."
                );
            }
        }

        return applied;
    }

    private sealed class AppliedMigration
    {
        public long Number { get; init; }

        public string Name { get; init; } = "";

        public string Sha256 { get; init; } = "";
    }
}

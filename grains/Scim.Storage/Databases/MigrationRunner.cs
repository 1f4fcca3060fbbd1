using System.Data.Common;
using Dapper;

namespace Scim.Storage.Databases;

/// <summary>
/// Applies the scripts that a database does not have yet, all in one transaction that keeps other processes waiting.
/// </summary>
internal static class MigrationRunner
{
    /// <summary>Brings the schema up to date.</summary>
    /// <exception cref="StorageUnavailableException">The schema is newer than the program, or an applied script was
    /// edited.</exception>
    public static async Task ApplyMigrationsAsync(
        ScimDatabase database,
        DbConnection connection,
        CancellationToken cancellationToken
    )
    {
        await using DbTransaction transaction = await database.BeginMigrationAsync(
            connection,
            cancellationToken
        );
        await connection.ExecuteAsync(
            """
            CREATE TABLE IF NOT EXISTS scim_migration (
              number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)
            """,
            transaction: transaction
        );
        List<AppliedMigration> applied = await CheckAppliedMigrationsAsync(
            database,
            connection,
            transaction
        );
        HashSet<long> done = [.. applied.Select(a => a.Number)];
        foreach (Migration migration in database.Migrations.Where(m => !done.Contains(m.Number)))
        {
            await using (DbCommand script = connection.CreateCommand())
            {
                script.Transaction = transaction;
                script.CommandText = migration.Script;
                await script.ExecuteNonQueryAsync(cancellationToken);
            }

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

    /// <summary>Whether every script has been applied.</summary>
    /// <exception cref="StorageUnavailableException">The schema is newer than the program, or an applied script was
    /// edited.</exception>
    public static async Task<bool> IsCurrentAsync(
        ScimDatabase database,
        DbConnection connection,
        DbTransaction? transaction
    )
    {
        HashSet<long> applied =
        [
            .. (await CheckAppliedMigrationsAsync(database, connection, transaction)).Select(a =>
                a.Number
            ),
        ];
        return database.Migrations.All(m => applied.Contains(m.Number));
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
        Dictionary<long, Migration> byNumber = database.Migrations.ToDictionary(m =>
            (long)m.Number
        );
        foreach (AppliedMigration one in applied)
        {
            if (!byNumber.TryGetValue(one.Number, out Migration? migration))
            {
                if (
                    await database.ReadMinimumMigrationAsync(connection, transaction) is { } oldest
                    && byNumber.Keys.Max() >= oldest
                )
                    continue;

                throw new StorageUnavailableException(
                    $"The database's schema is newer than this program: it has '{one.Name}', which the program does not know. Start the version that made it, or a newer one."
                );
            }

            if (one.Sha256 != migration.Digest)
            {
                throw new StorageUnavailableException(
                    $"The migration '{one.Name}' was applied to the database in another form than this program has. Start the version that applied it, or restore a backup."
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

using System.Data.Common;
using Dapper;
using Scim.Storage.Databases;
using Scim.Storage.Postgres;
using Scim.Testing.Postgres;

namespace Scim.Storage.Tests.Postgres;

/// <summary>
/// A database large enough to reveal bad plans: two tenants with 6,000 users and 1,000 groups each.
/// </summary>
public sealed class QueryPlanFixture : IAsyncLifetime
{
    /// <summary>The id of one of the tenants.</summary>
    public const string TenantId = "big";

    public PostgresDatabase Database { get; private set; } = null!;

    public static string FormatUserId(int n) => $"00000000-0000-7000-8000-{n:D12}";

    public static string FormatGroupId(int n) => $"00000000-0000-7000-8001-{n:D12}";

    public async ValueTask InitializeAsync()
    {
        string target = await (await PostgresServer.Shared).CreateDatabaseAsync();

        // The states of version 0.1 are upgraded, which tests the migration with many rows.
        await using (
            var old = new PostgresDatabase(
                target,
                "x",
                [.. Migration.LoadEmbedded("Postgres").Where(m => m.Number < 14)]
            )
        )
        {
            await old.MigrateSchemaAsync(CancellationToken.None);
            await InsertStatesAsync(old);
        }

        Database = new PostgresDatabase(target);
        await Database.MigrateSchemaAsync(CancellationToken.None);
        await using DbConnection connection = await Database.OpenConnectionAsync(CancellationToken.None);

        // Left without statistics, as in production: the table is read only by key and by ranges of hashes.
        await connection.ExecuteAsync(
            "INSERT INTO reminder SELECT 's', 'user/big/' || n, 'delete', n, now() + interval '1 day', "
                + "3600000, 1 FROM generate_series(1, 6000) AS n"
        );
        await connection.ExecuteAsync("ANALYZE scim_resource, scim_member");
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    private static async Task InsertStatesAsync(PostgresDatabase database)
    {
        await using DbConnection connection = await database.OpenConnectionAsync(CancellationToken.None);
        foreach (string tenant in new[] { TenantId, "other" })
        {
            // In several transactions: dead rows of counters updated repeatedly in one transaction cannot be cleaned
            // up.
            for (int from = 1; from <= 6000; from += 500)
                await connection.ExecuteAsync(
                    CreateFillSql(
                        "User",
                        "00000000-0000-7000-8000-",
                        """
                        'userName', 'user' || n, 'externalId', 'e' || n, 'active', n % 1000 <> 0, 'title', 't' || n % 3000, 'name', jsonb_build_object('familyName', 'f' || n),
                        'emails', jsonb_build_array(jsonb_build_object('value', 'mail' || n, 'type', 'work'))
                        """
                    ),
                    new { tenant, from },
                    commandTimeout: 0
                );
            for (int from = 1; from <= 1000; from += 500)
                await connection.ExecuteAsync(
                    CreateFillSql("Group", "00000000-0000-7000-8001-", "'displayName', 'group' || n"),
                    new { tenant, from },
                    commandTimeout: 0
                );
        }
    }

    // Each group has ten members.
    private static string CreateFillSql(string resourceType, string id, string attributes) =>
        $$"""
            INSERT INTO grain_state (grain_key, grain_type, n0, n1, service_id, version, payload)
            SELECT @tenant || '/' || id, '{{resourceType.ToLowerInvariant()}}', 0, 0, 's', 1, jsonb_build_object(
              'tenant', @tenant::text, 'kind', '{{resourceType}}', 'id', id, 'op', 'create', 'version', 1, 'actor', 'a', 'requestId', 'r', 'changed', '[]'::jsonb, 'at', at, 'created', at,
              'index', jsonb_build_object('unique', name, 'partition', n % 16, 'name', name, 'display', name, 'externalId', 'e' || n, 'active', n % 1000 <> 0),
              'members', CASE '{{resourceType}}' WHEN 'Group' THEN jsonb_build_object('replace', false, 'remove', '[]'::jsonb, 'add', (
                SELECT jsonb_agg(jsonb_build_object('id', '00000000-0000-7000-8000-' || lpad((n * 5 + i)::text, 12, '0'), 'kind', 'User')) FROM generate_series(1, 10) AS i)) END,
              'document', '{}'::jsonb,
              'search', jsonb_build_object('id', id, 'meta', jsonb_build_object('created', at, 'lastModified', at), {{attributes}}))::json
            FROM (
              SELECT n, '{{id}}' || lpad(n::text, 12, '0') AS id, '{{resourceType.ToLowerInvariant()}}' || n AS name,
                to_char('2026-01-01'::timestamp + n * interval '1 minute', 'YYYY-MM-DD"T"HH24:MI:SS".0000000Z"') AS at
              FROM generate_series(@from, @from + 499) AS n) AS made
            """;
}

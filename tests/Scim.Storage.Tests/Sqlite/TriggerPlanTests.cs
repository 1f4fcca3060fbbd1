using System.Data.Common;
using System.Reflection;
using System.Text.RegularExpressions;
using Dapper;
using Scim.Storage.Directory;
using Scim.Storage.Search;
using Scim.Storage.Sites;
using Scim.Storage.Sql;
using Scim.Storage.Sqlite;

namespace Scim.Storage.Tests.Sqlite;

/// <summary>
/// Tests that the cost of commits, triggers and membership queries does not grow with the tenant. SQLite does not
/// explain triggers, so their statements are explained individually, with parameters for the columns of <c>old</c> and
/// <c>new</c>.
/// </summary>
[Collection(nameof(SqliteSuite))]
public sealed partial class TriggerPlanTests(SqliteFixture fixture)
{
    [Fact]
    public async Task Trigger_OfEveryTable_FindsItsRowsByFullKey()
    {
        List<(string Name, string Sql)> triggers = await fixture.QueryRowsAsync<(string, string)>(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
        );
        int statements = 0;
        await using DbConnection connection = await fixture.Database.OpenConnectionAsync(CancellationToken.None);
        foreach ((string name, string sql) in triggers)
        {
            string body = CommentRegex()
                .Replace(
                    sql[
                        (sql.IndexOf("\nBEGIN\n", StringComparison.Ordinal) + 7)..sql.LastIndexOf(
                            "END",
                            StringComparison.Ordinal
                        )
                    ],
                    ""
                );
            foreach (
                string statement in body.Split(
                    ';',
                    StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
                )
            )
            {
                string text = ColumnRegex().Replace(RaiseRegex().Replace(statement, "1"), "@$1_$2");
                await AssertFindsRowsByKeyAsync(connection, name, text);
                statements++;
            }
        }

        Assert.InRange(statements, 30, 100);
    }

    [Fact]
    public async Task Statement_OfCommit_FindsItsRowsByFullKey()
    {
        FieldInfo[] statements =
        [
            .. new[] { typeof(SqliteResourceTable), typeof(SqliteCommitExtras) }
                .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.NonPublic))
                .Where(f => f.IsLiteral && f.Name.EndsWith("Sql", StringComparison.Ordinal)),
        ];
        Assert.InRange(statements.Length, 15, 40);
        await using DbConnection connection = await fixture.Database.OpenConnectionAsync(CancellationToken.None);
        foreach (FieldInfo statement in statements)
            await AssertFindsRowsByKeyAsync(connection, statement.Name, (string)statement.GetRawConstantValue()!);
    }

    [Fact]
    public async Task Query_OfMemberships_FindsItsRowsByFullKey()
    {
        SqlDialect dialect = fixture.Database.Dialect;
        await using DbConnection connection = await fixture.Database.OpenConnectionAsync(CancellationToken.None);
        foreach (
            string sql in new[]
            {
                dialect.SelectGroupsByMember("@tenant", "@ids"),
                DirectoryStore.BuildMembersByGroupSql(dialect),
                DirectoryStore.GroupViewSql,
                MembershipStore.BuildCandidatesSql(dialect),
                MembershipStore.BuildIsNestedInSql(dialect),
                SiteSql.SelectAccess,
                SiteSql.SelectUserSites,
                SiteSql.SelectGroupRole,
                SiteSql.SelectGrants,
                SiteSql.SelectRoleUseCounts(dialect),
            }
        )
        {
            var parameters = new
            {
                tenant = "t",
                groupId = "g",
                ids = dialect.CreateListParameter(["a"]),
                siteId = "s",
                userId = "u",
                after = "",
                count = 1,
                roles = dialect.CreateListParameter(["a"]),
                id = "g",
                limit = 100,
            };
            foreach (
                (_, _, _, string line) in await connection.QueryAsync<(long, long, long, string)>(
                    "EXPLAIN QUERY PLAN " + sql,
                    parameters
                )
            )
                Assert.False(IsGrowingScan(line), $"{line}\n{sql}");
        }
    }

    [Theory]
    [InlineData("ada")]
    [InlineData("ada lovelace countess")]
    public async Task Query_OfWords_ReadsARangeAndThenRowsByTheirKeys(string text)
    {
        SqlDialect dialect = fixture.Database.Dialect;
        await using DbConnection connection = await fixture.Database.OpenConnectionAsync(CancellationToken.None);
        (string sql, SqlParameters parameters) = SearchStatement.BuildSearch(dialect, "t", "User", text.Split(' '), 10);
        string[] plan =
        [
            .. (
                await connection.QueryAsync<(long, long, long, string)>("EXPLAIN QUERY PLAN " + sql, parameters.Values)
            ).Select(l => l.Item4),
        ];
        Assert.Contains("SEARCH w USING PRIMARY KEY (tenant=? AND kind=? AND word>? AND word<?)", plan);
        Assert.All(plan, line => Assert.False(IsGrowingScan(line), line));
        Assert.All(
            (
                await connection.QueryAsync<(long, long, long, string)>(
                    "EXPLAIN QUERY PLAN " + SearchStatement.BuildLookup(dialect),
                    new
                    {
                        tenant = "t",
                        kind = "User",
                        id = "i",
                    }
                )
            ),
            line => Assert.False(IsGrowingScan(line.Item4), line.Item4)
        );
    }

    private static async Task AssertFindsRowsByKeyAsync(DbConnection connection, string name, string sql)
    {
        var parameters = new DynamicParameters();
        foreach (Match column in ParameterRegex().Matches(sql))
            parameters.Add(column.Value, null);
        foreach (
            (_, _, _, string line) in await connection.QueryAsync<(long, long, long, string)>(
                "EXPLAIN QUERY PLAN " + sql,
                parameters
            )
        )
            Assert.False(IsGrowingScan(line), $"{name}: {line}\n{sql}");
    }

    // Rows of one group, or groups of one member, are the minimum. A tenant has few roles (alias o), and one row in
    // scim_schema_version.
    private static bool IsGrowingScan(string line) =>
        TableScanRegex().IsMatch(line)
        || line.EndsWith("(tenant=?)", StringComparison.Ordinal)
            && !line.StartsWith("SEARCH scim_role ", StringComparison.Ordinal)
            && !line.StartsWith("SEARCH o ", StringComparison.Ordinal)
            && !line.StartsWith("SEARCH scim_schema_version ", StringComparison.Ordinal)
        || line.EndsWith("(tenant=? AND kind=?)", StringComparison.Ordinal)
            && !line.Contains("scim_resource_count", StringComparison.Ordinal);

    [GeneratedRegex("--[^\n]*")]
    private static partial Regex CommentRegex();

    [GeneratedRegex(@"RAISE\(ABORT, '\w+'\)")]
    private static partial Regex RaiseRegex();

    [GeneratedRegex(@"\b(new|old)\.(\w+)")]
    private static partial Regex ColumnRegex();

    [GeneratedRegex(@"@\w+")]
    private static partial Regex ParameterRegex();

    [GeneratedRegex(@"^SCAN (scim_\w+|grain_state|r|d|m|s|o)( USING.*)?$")]
    private static partial Regex TableScanRegex();
}

using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Scim.Grains.Storage;
using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;
using Scim.Storage.Directory;
using Scim.Storage.Paging;
using Scim.Storage.Postgres;
using Scim.Storage.Sql;

namespace Scim.Storage.Tests.Postgres;

/// <summary>Tests that frequent queries read only the rows they return, not all rows of the tenant.</summary>
public sealed class PostgresQueryPlanTests(QueryPlanFixture fixture) : IClassFixture<QueryPlanFixture>
{
    private const int MaxRows = 400;

    [Theory]
    [InlineData("User", "userName eq \"user7\"", 1)]
    [InlineData("User", "externalId eq \"e7\"", 1)]
    [InlineData("User", "id eq \"00000000-0000-7000-8000-000000000007\"", 1)]
    [InlineData("User", "emails.value eq \"mail7\"", 1)]
    [InlineData("User", "emails[type eq \"work\" and value eq \"mail7\"]", 1)]
    [InlineData("User", "emails[type eq \"work\"].value eq \"mail7\" and active eq true", 1)]
    [InlineData("User", "userName eq \"user7\" or externalId eq \"e8\" or emails.value eq \"mail9\"", 3)]
    [InlineData("User", "title eq \"t7\"", 2)]
    [InlineData("User", "name.familyName eq \"f7\" and not (active eq false)", 1)]
    [InlineData("User", "groups.value eq \"00000000-0000-7000-8001-000000000007\"", 10)]
    [InlineData("User", "groups[value eq \"00000000-0000-7000-8001-000000000007\" and type eq \"direct\"]", 10)]
    [InlineData("User", "meta.lastModified gt \"2026-01-05T03:00:00Z\"", 60)]
    [InlineData("User", "meta.created eq \"2026-01-01T00:07:00Z\"", 1)]
    [InlineData("User", "active eq false", 6)]
    [InlineData("User", "emails.value eq \"missing\"", 0)]
    [InlineData("User", "userName sw \"user59\"", 111)]
    [InlineData("User", "externalId sw \"e599\"", 11)]
    [InlineData("User", "userName sw \"user599\" and active eq true", 11)]
    [InlineData("Group", "displayName sw \"group99\"", 11)]
    [InlineData("Group", "displayName eq \"group7\"", 1)]
    [InlineData("Group", "members.value eq \"00000000-0000-7000-8000-000000000007\"", 1)]
    [InlineData(
        "Group",
        "id eq \"00000000-0000-7000-8001-000000000007\" and members eq \"00000000-0000-7000-8000-000000000041\"",
        1
    )]
    public async Task List_WithAnIndexedFilter_ReadsFewRows(string typeName, string filter, int expected)
    {
        ResourceType type = typeName == "User" ? BuiltInResourceTypes.User : BuiltInResourceTypes.Group;
        ListStatement statement = ListStatement.FromQuery(
            fixture.Database.Dialect,
            new DirectoryQuery
            {
                Tenant = QueryPlanFixture.TenantId,
                Targets = [(type, FilterParser.Parse(type, filter, FilterLimits.Default))],
                Take = 100,
            }
        );

        Assert.True(statement.IsIndexed);
        await AssertReadsFewAsync(statement, Math.Clamp(expected, 1, 100));
    }

    [Fact]
    public async Task List_WithoutAFilter_ReadsThePage()
    {
        ListStatement statement = ListStatement.FromQuery(
            fixture.Database.Dialect,
            new DirectoryQuery
            {
                Tenant = QueryPlanFixture.TenantId,
                Targets = [(BuiltInResourceTypes.User, null)],
                Take = 50,
            }
        );

        await AssertReadsFewAsync(statement, 50);
    }

    [Theory]
    [InlineData(null, false, false)]
    [InlineData(null, true, true)]
    [InlineData("userName", false, false)]
    [InlineData("userName", true, false)]
    [InlineData("userName", false, true)]
    [InlineData("meta.lastModified", false, false)]
    public async Task List_FromBookmarkInTheMiddle_ReadsThePage(string? sortBy, bool descending, bool backward)
    {
        ResourceType type = BuiltInResourceTypes.User;
        AttributePath? path = null;
        if (sortBy is not null)
            Assert.True(PathResolver.TryResolve(type, sortBy, out path, out _));
        ListStatement statement = ListStatement.FromQuery(
            fixture.Database.Dialect,
            new DirectoryQuery
            {
                Tenant = QueryPlanFixture.TenantId,
                Targets = [(type, null)],
                SortBy = path is null ? [] : [path],
                IsDescending = descending,
                From = new ListPosition(
                    sortBy is null ? null
                        : sortBy == "userName" ? "user3"
                        : "2026-01-03T00:00:00.0000000Z",
                    QueryPlanFixture.FormatUserId(3000)
                ),
                IsBackward = backward,
                Take = 50,
            }
        );

        await AssertReadsFewAsync(statement, 50);
    }

    [Fact]
    public async Task Changes_SinceATime_ExcludeEarlierOnes()
    {
        SqlDialect dialect = fixture.Database.Dialect;
        await using DbConnection connection = await fixture.Database.OpenConnectionAsync(CancellationToken.None);
        string changeLogPosition = (
            await connection.ExecuteScalarAsync<string>(
                $"SELECT {dialect.SelectChangeLogPosition("@tenant")}",
                new { tenant = QueryPlanFixture.TenantId }
            )
        )!;
        var parameters = new DynamicParameters(
            new
            {
                tenant = QueryPlanFixture.TenantId,
                changeLogPosition,
                id = QueryPlanFixture.FormatUserId(7),
                types = dialect.CreateListParameter(["User"]),
                limit = 1001,
            }
        );

        (_, long read, string plan) = await ExplainQueryAsync(
            BookmarkValidator.BuildSql(dialect, descending: false),
            parameters
        );

        Assert.True(read <= MaxRows, $"{read} rows read:\n{plan}");
    }

    [Fact]
    public async Task List_WithAnUnindexedFilter_ReadsAll()
    {
        // Verifies that the row count of the other tests detects a full scan.
        ResourceType type = BuiltInResourceTypes.User;
        ListStatement statement = ListStatement.FromQuery(
            fixture.Database.Dialect,
            new DirectoryQuery
            {
                Tenant = QueryPlanFixture.TenantId,
                Targets = [(type, FilterParser.Parse(type, "userName co \"r77\"", FilterLimits.Default))],
                Take = 10,
            }
        );

        Assert.InRange((await ExplainQueryAsync(statement.Text, statement.Parameters)).Read, 6000, 100_000);
    }

    [Fact]
    public async Task Query_OfMemberships_ReadsFewRows()
    {
        SqlDialect dialect = fixture.Database.Dialect;
        foreach (
            string sql in new[]
            {
                Scim.Storage.Uploads.UploadStore.BuildMatchUsersSql(dialect),
                DirectoryStore.BuildMembersByGroupSql(dialect),
                DirectoryStore.GroupViewSql,
                MembershipStore.BuildCandidatesSql(dialect),
                MembershipStore.BuildIsNestedInSql(dialect),
            }
        )
        {
            var parameters = new DynamicParameters(
                new
                {
                    tenant = QueryPlanFixture.TenantId,
                    groupId = QueryPlanFixture.FormatGroupId(7),
                    ids = dialect.CreateListParameter([
                        QueryPlanFixture.FormatUserId(41),
                        QueryPlanFixture.FormatGroupId(9),
                    ]),
                    id = QueryPlanFixture.FormatGroupId(7),
                    limit = 50,
                    names = dialect.CreateListParameter(["user7", "user8", "user9"]),
                    externals = dialect.CreateListParameter(["e7", "e8", "missing"]),
                }
            );

            (_, long read, string plan) = await ExplainQueryAsync(sql, parameters);

            Assert.True(read <= MaxRows, $"{read} rows read:\n{plan}");
        }
    }

    [Theory]
    [InlineData("create", "User", 6001, "null")]
    [InlineData("update", "User", 7, "null")]
    [InlineData("delete", "User", 8, "null")]
    [InlineData(
        "update",
        "Group",
        7,
        """{"replace":false,"add":[{"id":"00000000-0000-7000-8000-000000000100","kind":"User"}],"remove":["00000000-0000-7000-8000-000000000041"]}"""
    )]
    [InlineData(
        "update",
        "Group",
        7,
        """{"replace":true,"add":[{"id":"00000000-0000-7000-8001-000000000100","kind":"Group"}],"remove":[]}"""
    )]
    [InlineData("delete", "Group", 7, "null")]
    [InlineData(
        "update",
        "User",
        7,
        "null",
        """{"grain":"user/big/7","name":"delete","hash":7,"due":"2026-03-01T00:00:00.0000000Z","period":3600000}"""
    )]
    [InlineData("update", "User", 7, "null", """{"grain":"user/big/7","name":"delete","hash":7}""")]
    public async Task Commit_OfEachType_TouchesFewRows(
        string operation,
        string resourceType,
        int n,
        string members,
        string reminder = "null"
    )
    {
        string id = resourceType == "User" ? QueryPlanFixture.FormatUserId(n) : QueryPlanFixture.FormatGroupId(n);
        var state = new ResourceState
        {
            Tenant = QueryPlanFixture.TenantId,
            Type = resourceType,
            Id = id,
            Operation = Enum.Parse<ChangeOperation>(operation, ignoreCase: true),
            Version = operation == "create" ? 1 : 2,
            Actor = "a",
            RequestId = "r",
            Created = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            LastModified = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero),
            Index = new ResourceIndex
            {
                Unique = $"x{n}",
                Partition = 1,
                Name = $"x{n}",
                Active = true,
                Words =
                [
                    ["ada", "king"],
                    [$"x{n}"],
                    [],
                ],
            },
            Document = "{}"u8.ToArray(),
            Search = """{"userName":"x"}"""u8.ToArray(),
            Members = JsonSerializer.Deserialize<MembershipDelta>(members, StateSerializer.Options),
            Reminder = JsonSerializer.Deserialize<ReminderChange>(reminder, StateSerializer.Options),
        };
        await using DbConnection connection = await fixture.Database.OpenConnectionAsync(CancellationToken.None);
        await using DbTransaction transaction = await connection.BeginTransactionAsync();
        Dictionary<string, Touched> before = await ReadTableAccessAsync(connection, transaction);

        bool written = await ResourceCommits.ExecuteCommitAsync(connection, state);

        Dictionary<string, Touched> after = await ReadTableAccessAsync(connection, transaction);
        Assert.True(written);
        AssertFew(before, after);
        Assert.NotEqual(before.Values.Sum(t => t.Fetched), after.Values.Sum(t => t.Fetched));
        await transaction.RollbackAsync();
    }

    [Fact]
    public async Task Probe_OfMembersOfSeveralGroups_TouchesFewRows()
    {
        string[] ids =
        [
            QueryPlanFixture.FormatUserId(41),
            QueryPlanFixture.FormatGroupId(9),
            QueryPlanFixture.FormatUserId(77),
        ];

        await AssertTouchesFewAsync(
            "SELECT * FROM scim_find_member_candidates(@places, @tenants, @groups, @ids)",
            new
            {
                places = new[] { 0, 1, 1 },
                tenants = ids.Select(_ => QueryPlanFixture.TenantId).ToArray(),
                groups = ids.Select((_, i) => QueryPlanFixture.FormatGroupId(7 + i)).ToArray(),
                ids,
            },
            3
        );
    }

    [Fact]
    public Task Read_OfGroupsOfMembers_TouchesFewRows() =>
        AssertTouchesFewAsync(
            fixture.Database.Dialect.SelectGroupsByMember("@tenant", "@ids"),
            new
            {
                tenant = QueryPlanFixture.TenantId,
                ids = new[] { QueryPlanFixture.FormatUserId(41), QueryPlanFixture.FormatUserId(77) },
            },
            4
        );

    [Fact]
    public async Task Read_OfResources_TouchesFewRows()
    {
        string[] ids = [QueryPlanFixture.FormatUserId(41), QueryPlanFixture.FormatUserId(77)];

        await AssertTouchesFewAsync(
            BatchedResourceReader.Select,
            new
            {
                tenants = ids.Select(_ => QueryPlanFixture.TenantId).ToArray(),
                types = ids.Select(_ => "User").ToArray(),
                ids,
            },
            2
        );
    }

    private async Task AssertTouchesFewAsync(string sql, object parameters, int expected)
    {
        await using DbConnection connection = await fixture.Database.OpenConnectionAsync(CancellationToken.None);
        await using DbTransaction transaction = await connection.BeginTransactionAsync();
        Dictionary<string, Touched> before = await ReadTableAccessAsync(connection, transaction);

        int found = (await connection.QueryAsync(sql, parameters, transaction)).Count();

        Assert.Equal(expected, found);
        AssertFew(before, await ReadTableAccessAsync(connection, transaction));
    }

    private async Task AssertReadsFewAsync(ListStatement statement, long expected)
    {
        (long rows, long read, string plan) = await ExplainQueryAsync(statement.Text, statement.Parameters);

        Assert.Equal(expected, rows);
        Assert.True(read <= MaxRows, $"{read} rows read:\n{plan}");
    }

    private static void AssertFew(Dictionary<string, Touched> before, Dictionary<string, Touched> after) =>
        Assert.All(
            after.Values,
            t =>
                Assert.True(
                    t.Scanned == before[t.Name].Scanned && t.Fetched - before[t.Name].Fetched <= 50,
                    $"{t.Name}: {t.Scanned} scanned, {t.Fetched - before[t.Name].Fetched} fetched"
                )
        );

    // Returns the tables and rows that this connection has accessed.
    private static async Task<Dictionary<string, Touched>> ReadTableAccessAsync(
        DbConnection connection,
        DbTransaction transaction
    ) =>
        (
            await connection.QueryAsync<Touched>(
                "SELECT relname AS Name, coalesce(seq_tup_read, 0) AS Scanned, coalesce(idx_tup_fetch, 0) AS "
                    + "Fetched FROM pg_stat_xact_user_tables WHERE relname ~ '^(scim_|grain_state|reminder$)'",
                transaction: transaction
            )
        ).ToDictionary(t => t.Name);

    private async Task<(long Rows, long Read, string Plan)> ExplainQueryAsync(string sql, DynamicParameters parameters)
    {
        await using DbConnection connection = await fixture.Database.OpenConnectionAsync(CancellationToken.None);
        string text = (await connection.QuerySingleAsync<string>("EXPLAIN (ANALYZE, FORMAT JSON) " + sql, parameters))!;
        JsonNode plan = JsonNode.Parse(text)![0]!["Plan"]!;
        return ((long)plan["Actual Rows"]!.GetValue<double>(), SumRowsRead(plan), text);
    }

    // Sums the rows read by table and index scans, including rows removed by filters.
    private static long SumRowsRead(JsonNode plan)
    {
        long below = plan["Plans"] is JsonArray plans ? plans.Sum(p => SumRowsRead(p!)) : 0;
        if (plan["Relation Name"] is null && plan["Index Name"] is null)
            return below;
        double loops = GetNumber("Actual Loops"),
            rows =
                GetNumber("Actual Rows")
                + GetNumber("Rows Removed by Filter")
                + GetNumber("Rows Removed by Index Recheck");
        return below + (long)(loops * rows);

        double GetNumber(string name) =>
            plan[name] is { } value ? double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) : 0;
    }

    private sealed class Touched
    {
        public string Name { get; init; } = "";

        public long Scanned { get; init; }

        public long Fetched { get; init; }
    }
}

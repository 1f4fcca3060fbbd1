using System.Data.Common;
using System.Text.Json.Nodes;
using Dapper;
using Scim.Grains.Storage;
using Scim.Protocol.CustomSchemas;
using Scim.Protocol.Filters;
using Scim.Protocol.Schema;
using Scim.Storage.Directory;

namespace Scim.Storage.Tests.Sqlite;

/// <summary>
/// Tests that the frequent queries of identity providers use an index and never read all resources of a tenant.
/// </summary>
[Collection(nameof(SqliteSuite))]
public sealed class SqliteQueryPlanTests(SqliteFixture fixture)
{
    [Theory]
    [InlineData("User", "userName eq \"ada\"")]
    [InlineData("User", "externalId eq \"1\"")]
    [InlineData("User", "id eq \"1\"")]
    [InlineData("User", "emails.value eq \"x\"")]
    [InlineData("User", "emails[type eq \"work\" and value eq \"x\"]")]
    [InlineData("User", "emails[type eq \"work\"].value eq \"x\" and active eq true")]
    [InlineData("User", "userName eq \"ada\" or externalId eq \"1\" or emails.value eq \"x\"")]
    [InlineData("User", "id eq \"1\" and manager eq \"2\"")]
    [InlineData("User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber eq \"7\"")]
    [InlineData("User", "name.familyName eq \"x\" and not (active eq true)")]
    [InlineData("User", "groups.value eq \"g\"")]
    [InlineData("User", "groups eq \"g\"")]
    [InlineData("User", "groups[value eq \"g\" and type eq \"direct\"]")]
    [InlineData("User", "meta.lastModified gt \"2026-01-01T00:00:00Z\"")]
    [InlineData("User", "meta.created eq \"2026-01-01T00:00:00Z\"")]
    [InlineData("User", "active eq false")]
    [InlineData("User", "userName sw \"ada\"")]
    [InlineData("User", "externalId sw \"1\"")]
    [InlineData("Group", "displayName sw \"s\"")]
    [InlineData("Group", "displayName eq \"staff\"")]
    [InlineData("Group", "id eq \"1\" and members eq \"2\"")]
    [InlineData("Group", "members.value eq \"2\"")]
    [InlineData("Group", "members[value eq \"2\"] and displayName sw \"s\"")]
    public async Task List_WithAnEq_NeverReadsAllResources(string typeName, string filter)
    {
        ResourceType type = typeName == "User" ? BuiltInResourceTypes.User : BuiltInResourceTypes.Group;
        var query = new DirectoryQuery
        {
            Tenant = "t",
            Targets = [(type, FilterParser.Parse(type, filter, FilterLimits.Default))],
            Take = 100,
        };

        string[] plan = await ExplainQueryAsync(query);

        Assert.DoesNotContain(plan, IsFullScan);
    }

    [Theory]
    [InlineData("tag eq \"x\"")]
    [InlineData("n eq 7")]
    [InlineData("weight eq 1.5")]
    [InlineData("since eq \"2026-01-01T00:00:00Z\"")]
    [InlineData("spare eq true")]
    [InlineData("spare eq false")]
    [InlineData("photo eq \"aGk=\"")]
    [InlineData("site eq \"https://x.example\"")]
    [InlineData("list eq \"x\"")]
    [InlineData("keys.value eq \"x\"")]
    [InlineData("keys[value eq \"x\" and floor eq 2]")]
    [InlineData("keys[floor eq 2]")]
    [InlineData("one.a eq \"x\"")]
    [InlineData("userName eq \"x\"")]
    [InlineData("displayName eq \"x\"")]
    [InlineData("a-b_c$ eq \"x\"")]
    [InlineData("urn:example:e:tag eq \"x\"")]
    [InlineData("urn:example:e:keys.value eq \"x\"")]
    [InlineData("urn:example:e:keys[value eq \"x\"]")]
    public async Task List_WithEqOnCustomAttribute_NeverReadsAllResources(string filter)
    {
        const string Attributes = """
            {"name":"tag"},{"name":"n","type":"integer"},{"name":"weight","type":"decimal"},{"name":"since","type":"dateTime"},{"name":"spare","type":"boolean"},
            {"name":"photo","type":"binary"},{"name":"site","type":"reference"},{"name":"list","multiValued":true},{"name":"userName"},{"name":"displayName"},{"name":"a-b_c$"},
            {"name":"keys","type":"complex","multiValued":true,"subAttributes":[{"name":"value"},{"name":"floor","type":"integer"}]},
            {"name":"one","type":"complex","subAttributes":[{"name":"a"}]}
            """;
        var type = new ResourceType(
            "Device",
            "/Devices",
            "",
            CreateSchema("urn:example:d"),
            [new SchemaExtension(CreateSchema("urn:example:e"), Required: false)],
            1
        );
        var query = new DirectoryQuery
        {
            Tenant = "t",
            Targets = [(type, FilterParser.Parse(type, filter, FilterLimits.Default))],
            Take = 100,
        };

        Assert.DoesNotContain(await ExplainQueryAsync(query), IsFullScan);

        static SchemaDefinition CreateSchema(string urn) =>
            SchemaReader.ReadSchema(JsonNode.Parse($$"""{"id":"{{urn}}","attributes":[{{Attributes}}]}""")!.AsObject());
    }

    [Fact]
    public async Task List_OfAValuePath_StartsFromTheSideWithFewerRows()
    {
        ResourceType type = BuiltInResourceTypes.User;
        Filter filter = FilterParser.Parse(type, "emails[type eq \"work\" and value eq \"x\"]", FilterLimits.Default);

        ListStatement statement = ListStatement.FromQuery(
            fixture.Database.Dialect,
            new DirectoryQuery
            {
                Tenant = "t",
                Targets = [(type, filter)],
                Take = 1,
            }
        );

        Assert.Contains("$.emails.value", GetParameterValues(statement));
        Assert.DoesNotContain("$.emails.type", GetParameterValues(statement));
    }

    [Fact]
    public async Task List_WithoutFilter_ScansTheIndexInOrder()
    {
        foreach (ResourceType type in new[] { BuiltInResourceTypes.User, BuiltInResourceTypes.Group })
        {
            string[] plan = await ExplainQueryAsync(
                new DirectoryQuery
                {
                    Tenant = "t",
                    Targets = [(type, null)],
                    Take = 10,
                }
            );

            Assert.Contains(
                plan,
                l => l.Contains("USING COVERING INDEX scim_resource_id (tenant=? AND kind=?)", StringComparison.Ordinal)
            );
            Assert.DoesNotContain(plan, l => l.Contains("count(*)", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Match_OfUploadedRows_LooksEachUpInAnIndex()
    {
        await using DbConnection connection = await fixture.Database.OpenConnectionAsync(CancellationToken.None);
        var parameters = new
        {
            tenant = "t",
            names = "[]",
            externals = "[]",
        };
        IEnumerable<(long, long, long, string)> plan = await connection.QueryAsync<(long, long, long, string)>(
            "EXPLAIN QUERY PLAN " + Scim.Storage.Uploads.UploadStore.BuildMatchUsersSql(fixture.Database.Dialect),
            parameters
        );

        string[] lines = [.. plan.Select(l => l.Item4)];
        Assert.Contains(lines, l => l.EndsWith("(tenant=? AND kind=? AND unique_name=?)", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.EndsWith("(tenant=? AND kind=? AND external_id=?)", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, IsFullScan);
    }

    [Fact]
    public async Task Plan_OfAnUnindexedFilter_ReadsAll()
    {
        // Verifies that the check of the other tests detects a full scan.
        ResourceType type = BuiltInResourceTypes.User;
        foreach (
            string filter in new[]
            {
                "userName co \"a\"",
                "userName eq \"a\" or title co \"b\"",
                "not (userName eq \"a\")",
            }
        )
        {
            string[] plan = await ExplainQueryAsync(
                new DirectoryQuery
                {
                    Tenant = "t",
                    Targets = [(type, FilterParser.Parse(type, filter, FilterLimits.Default))],
                    Take = 10,
                }
            );

            Assert.Contains(plan, IsFullScan);
        }
    }

    [Fact]
    public void Statement_OfOneQueryShape_HasOneText()
    {
        ResourceType type = BuiltInResourceTypes.User;
        string[] texts =
        [
            .. new[] { "a", "b" }.Select(v =>
                ListStatement
                    .FromQuery(
                        fixture.Database.Dialect,
                        new DirectoryQuery
                        {
                            Tenant = v,
                            Targets =
                            [
                                (
                                    type,
                                    FilterParser.Parse(
                                        type,
                                        $"userName eq \"{v}\" and title co \"{v}\"",
                                        FilterLimits.Default
                                    )
                                ),
                            ],
                            Take = v[0],
                        }
                    )
                    .Text
            ),
        ];

        Assert.Equal(texts[0], texts[1]);
    }

    [Theory]
    [InlineData("x-y")]
    [InlineData("a_b")]
    [InlineData("1ab")]
    [InlineData("$ref")]
    [InlineData("urn:x:y")]
    [InlineData("plain1")]
    public async Task IndexPath_OfAnyName_MatchesTheDatabase(string name)
    {
        await using DbConnection connection = await fixture.Database.OpenConnectionAsync(CancellationToken.None);
        string document = $$$"""{"{{{name}}}":{"{{{name}}}":1,"list":[{"{{{name}}}":2}]}}""";
        IEnumerable<string> databasePaths = await connection.QueryAsync<string>(
            "SELECT CASE WHEN path LIKE '%]' THEN rtrim(rtrim(path, '0123456789]'), '[') ELSE path END || "
                + "'.' || key FROM json_tree(@document) WHERE atom IS NOT NULL",
            new { document }
        );

        Assert.Equal(
            [
                Scim.Storage.Sqlite.SqliteDialect.FormatIndexPath([name, name]),
                Scim.Storage.Sqlite.SqliteDialect.FormatIndexPath([name, "list", name]),
            ],
            databasePaths
        );
    }

    // A scan of a whole table, or of all resources of one type of a tenant. The last change of a tenant is read from
    // the end of the index, which is not a scan.
    private static bool IsFullScan(string line) =>
        line is "SCAN r" or "SCAN scim_resource"
        || line.StartsWith("SCAN r USING", StringComparison.Ordinal)
        || line.StartsWith("SCAN scim_resource USING", StringComparison.Ordinal)
        || line.StartsWith("SCAN m", StringComparison.Ordinal)
        || (
            line.EndsWith("(tenant=?)", StringComparison.Ordinal)
            && !line.StartsWith("SEARCH scim_change ", StringComparison.Ordinal)
        )
        || (
            line.Contains("scim_resource", StringComparison.Ordinal)
            && !line.StartsWith("SEARCH scim_resource_count ", StringComparison.Ordinal)
            && !line.Contains(" INDEX scim_resource_inactive ", StringComparison.Ordinal)
            && line.EndsWith("(tenant=? AND kind=?)", StringComparison.Ordinal)
        );

    private static object[] GetParameterValues(ListStatement statement) =>
        [.. statement.Parameters.ParameterNames.Select(n => statement.Parameters.Get<object>(n))];

    private async Task<string[]> ExplainQueryAsync(DirectoryQuery query)
    {
        ListStatement statement = ListStatement.FromQuery(fixture.Database.Dialect, query);
        await using DbConnection connection = await fixture.Database.OpenConnectionAsync(CancellationToken.None);
        return
        [
            .. (
                await connection.QueryAsync<(long, long, long, string)>(
                    "EXPLAIN QUERY PLAN " + statement.Text,
                    statement.Parameters
                )
            ).Select(l => l.Item4),
        ];
    }
}

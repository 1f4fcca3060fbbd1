using System.Text.Json.Nodes;
using Scim.Protocol.Schema;
using Scim.Storage.Tests.Suite;

namespace Scim.Storage.Tests.Sqlite;

/// <summary>Tests that the index of values matches the documents, row by row.</summary>
[Collection(nameof(SqliteSuite))]
public sealed class ValueIndexTests(SqliteFixture fixture)
{
    private const string IndexedSql =
        "SELECT path || '=' || value FROM scim_indexed_value WHERE tenant = @Id ORDER BY 1";

    private static readonly ResourceType UserType = BuiltInResourceTypes.User;

    [Fact]
    public async Task Commit_OfEachType_IndexesTheDocumentValues()
    {
        var tenant = new StorageTenant(fixture);
        string created = $"$.meta.created={ScimDateTime.Format(StorageTenant.Start)}";
        string id = await tenant.CreateUserAsync(
            "A",
            """
            {"schemas":["urn:x"],"emails":[{"value":"X","type":"work"},{"value":"x","type":"home"}],"active":true,
             "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"D","manager":{"value":"m"}}}
            """
        );
        const string Enterprise = "$.\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"";
        Assert.Equal(
            SortValues(
                created,
                "$.emails.type=home",
                "$.emails.type=work",
                "$.emails.value=x",
                $"{Enterprise}.department=d",
                $"{Enterprise}.manager.value=m"
            ),
            await fixture.QueryRowsAsync<string>(IndexedSql, new { tenant.Id })
        );

        await tenant.UpdateResourceAsync(
            UserType,
            id,
            JsonNode.Parse("""{"userName":"b","emails":[{"value":"y","type":"home"}],"title":"T"}""")!.AsObject()
        );
        Assert.Equal(
            SortValues(created, "$.emails.type=home", "$.emails.value=y", "$.title=t"),
            await fixture.QueryRowsAsync<string>(IndexedSql, new { tenant.Id })
        );

        await tenant.DeleteResourceAsync(UserType, id);
        Assert.Empty(await fixture.QueryRowsAsync<string>(IndexedSql, new { tenant.Id }));
    }

    private static string[] SortValues(params string[] values) => [.. values.Order(StringComparer.Ordinal)];
}

using System.Text.Json.Nodes;
using Scim.Protocol.Schema;
using Scim.Storage.Tests.Suite;

namespace Scim.Storage.Tests.Sqlite;

/// <summary>The index of scalars follows the documents, row by row.</summary>
[Collection(nameof(SqliteSuite))]
public sealed class ValueIndexTests(SqliteFixture fixture)
{
    private const string Present = "SELECT path || '=' || value FROM scim_value WHERE tenant = @Id ORDER BY 1";

    private static readonly ResourceType User = BuiltInResourceTypes.User;

    [Fact]
    public async Task Commit_OfEachKind_LeavesTheValuesOfTheDocument()
    {
        var tenant = new Tenant(fixture);
        string created = $"$.meta.created={ScimDateTime.Format(Tenant.Start)}";
        string id = await tenant.User("A", """
            {"schemas":["urn:x"],"emails":[{"value":"X","type":"work"},{"value":"x","type":"home"}],"active":true,
             "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"D","manager":{"value":"m"}}}
            """);
        const string Enterprise = "$.\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"";
        Assert.Equal(
            Sorted(created, "$.active=1", "$.emails.type=home", "$.emails.type=work", "$.emails.value=x", $"{Enterprise}.department=d", $"{Enterprise}.manager.value=m"),
            await fixture.Rows<string>(Present, new { tenant.Id }));

        await tenant.Update(User, id, JsonNode.Parse("""{"userName":"b","emails":[{"value":"y","type":"home"}],"title":"T"}""")!.AsObject());
        Assert.Equal(
            Sorted(created, "$.emails.type=home", "$.emails.value=y", "$.title=t"),
            await fixture.Rows<string>(Present, new { tenant.Id }));

        await tenant.Delete(User, id);
        Assert.Empty(await fixture.Rows<string>(Present, new { tenant.Id }));
    }

    private static string[] Sorted(params string[] values) => [.. values.Order(StringComparer.Ordinal)];
}

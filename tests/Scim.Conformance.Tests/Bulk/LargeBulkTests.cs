using System.Text.Json.Nodes;
using static Scim.Conformance.Tests.Bulk.BulkBodies;

namespace Scim.Conformance.Tests.Bulk;

/// <summary>Bulk requests at their limits (RFC 7644 section 3.7.4).</summary>
[Trait("rfc", "7644-3.7.4")]
public sealed class LargeBulkTests(SharedServer server)
{
    private const string ManagerOf = "/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/manager/value";

    [Fact]
    public async Task Post_OfAThousandUsersAndGroupsInCircles_CreatesAllWithTheirReferences()
    {
        ScimClient scim = (await server.Operator.NewTenant()).Scim;
        const int users = 900, groups = 100;

        // A ring of managers, and groups that hold nine users each and the group that comes after them, all of it last things first.
        IEnumerable<JsonObject> operations = Enumerable.Range(0, groups).Select(g => PostGroup(
                $"g{g}", $"Ring group {g}", [.. Enumerable.Range(g * 9, 9).Select(u => $"bulkId:u{u}"), .. g + 1 < groups ? new[] { $"bulkId:g{g + 1}" } : []]))
            .Concat(Enumerable.Range(0, users).Select(u => PostUser($"u{u}", $"ring.{u}", $"bulkId:u{(u + 1) % users}")));
        ScimResponse response = (await scim.Post("/Bulk", Request(operations))).Expect(200);

        Assert.All(response.Statuses(), status => Assert.Equal("201", status));
        Assert.Equal(Enumerable.Range(0, groups).Select(g => $"g{g}").Concat(Enumerable.Range(0, users).Select(u => $"u{u}")), response.Each("/Operations", "/bulkId"));
        Assert.Equal((users, groups), await scim.Totals());
        foreach (int u in new[] { 0, 1, 450, 899 })
        {
            ScimResponse user = (await scim.Get($"/Users/{response.IdOf(groups + u)}")).Expect(200);
            Assert.Equal(response.IdOf(groups + ((u + 1) % users)), user.Text(ManagerOf));
            Assert.Equal((u / 9) + 1, user.At("/groups").GetArrayLength());
        }

        Assert.Equal(10, (await scim.MembersOf(response.IdOf(0))).Length);
        Assert.Equal(9, (await scim.MembersOf(response.IdOf(groups - 1))).Length);
    }

    [Fact]
    public async Task Post_AtTheLimitsAndBeyond_Is200And413()
    {
        await using ScimServer own = await ScimServer.Start(new ServerSettings
        {
            Environment = new Dictionary<string, string> { ["Scim__Bulk__MaxOperations"] = "3", ["Scim__Bulk__MaxPayloadSize"] = "2000" },
        });
        ScimClient scim = (await own.Operator.NewTenant()).Scim;
        ScimResponse config = (await scim.Get("/ServiceProviderConfig")).Expect(200);
        Assert.True(config.At("/bulk/supported").GetBoolean());
        Assert.Equal((3, 2000), (config.Int("/bulk/maxOperations"), config.Int("/bulk/maxPayloadSize")));

        (await scim.Post("/Bulk", Request(Enumerable.Range(0, 3).Select(i => PostUser($"b{i}", $"limit.{i}"))))).Expect(200);
        Assert.Contains("maxOperations", (await scim.Post("/Bulk", Request(Enumerable.Range(0, 4).Select(i => PostUser($"b{i}", $"over.{i}"))))).ExpectError(413).Text("/detail"));

        string body = Request(PostUser("p", "payload")).ToJsonString();
        (await scim.Post("/Bulk", body + new string(' ', 2000 - body.Length))).Expect(200);
        Assert.Contains("maxPayloadSize", (await scim.Post("/Bulk", body + new string(' ', 2001 - body.Length))).ExpectError(413).Text("/detail"));
        Assert.Equal(4, (await scim.Totals()).Users);
    }
}

using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Fixtures;
using static Scim.Conformance.Tests.Bulk.BulkRequestBuilder;

namespace Scim.Conformance.Tests.Bulk;

/// <summary>Bulk requests at their limits (RFC 7644 section 3.7.4).</summary>
[Trait("rfc", "7644-3.7.4")]
public sealed class LargeBulkTests(SharedServer server)
{
    private const string ManagerPointer = "/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/manager/value";

    [Fact]
    public async Task Post_OfOneThousandUsersAndGroupsInCycles_CreatesAllWithReferences()
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        const int users = 900,
            groups = 100;

        // Managers form a cycle; each group contains nine users and the next group. Dependents precede the resources
        // that they refer to.
        IEnumerable<JsonObject> operations = Enumerable
            .Range(0, groups)
            .Select(g =>
                CreatePostGroup(
                    $"g{g}",
                    $"Ring group {g}",
                    [
                        .. Enumerable.Range(g * 9, 9).Select(u => $"bulkId:u{u}"),
                        .. g + 1 < groups ? new[] { $"bulkId:g{g + 1}" } : [],
                    ]
                )
            )
            .Concat(
                Enumerable
                    .Range(0, users)
                    .Select(u => CreatePostUser($"u{u}", $"ring.{u}", $"bulkId:u{(u + 1) % users}"))
            );
        ScimResponse response = (await scim.PostAsync("/Bulk", CreateRequest(operations))).AssertStatus(200);

        Assert.All(response.GetStatuses(), status => Assert.Equal("201", status));
        Assert.Equal(
            Enumerable.Range(0, groups).Select(g => $"g{g}").Concat(Enumerable.Range(0, users).Select(u => $"u{u}")),
            response.GetTexts("/Operations", "/bulkId")
        );
        Assert.Equal((users, groups), await scim.CountResourcesAsync());
        foreach (int u in new[] { 0, 1, 450, 899 })
        {
            ScimResponse user = (await scim.GetAsync($"/Users/{response.GetId(groups + u)}")).AssertStatus(200);
            Assert.Equal(response.GetId(groups + ((u + 1) % users)), user.GetText(ManagerPointer));
            Assert.Equal((u / 9) + 1, user.GetElement("/groups").GetArrayLength());
        }

        Assert.Equal(10, (await scim.ReadMemberIdsAsync(response.GetId(0))).Length);
        Assert.Equal(9, (await scim.ReadMemberIdsAsync(response.GetId(groups - 1))).Length);
    }

    [Fact]
    public async Task Post_AtLimits_Is200AndBeyondIs413()
    {
        await using ScimServer own = await ScimServer.StartAsync(
            new ServerSettings
            {
                Environment = new Dictionary<string, string>
                {
                    ["Scim__Bulk__MaxOperations"] = "3",
                    ["Scim__Bulk__MaxPayloadSize"] = "2000",
                },
            }
        );
        ScimClient scim = (await own.Operator.CreateTenantAsync()).Scim;
        ScimResponse config = (await scim.GetAsync("/ServiceProviderConfig")).AssertStatus(200);
        Assert.True(config.GetElement("/bulk/supported").GetBoolean());
        Assert.Equal((3, 2000), (config.GetInt32("/bulk/maxOperations"), config.GetInt32("/bulk/maxPayloadSize")));

        (
            await scim.PostAsync(
                "/Bulk",
                CreateRequest(Enumerable.Range(0, 3).Select(i => CreatePostUser($"b{i}", $"limit.{i}")))
            )
        ).AssertStatus(200);
        Assert.Contains(
            "maxOperations",
            (
                await scim.PostAsync(
                    "/Bulk",
                    CreateRequest(Enumerable.Range(0, 4).Select(i => CreatePostUser($"b{i}", $"over.{i}")))
                )
            )
                .AssertError(413)
                .GetText("/detail")
        );

        string body = CreateRequest(CreatePostUser("p", "payload")).ToJsonString();
        (await scim.PostAsync("/Bulk", body + new string(' ', 2000 - body.Length))).AssertStatus(200);
        Assert.Contains(
            "maxPayloadSize",
            (await scim.PostAsync("/Bulk", body + new string(' ', 2001 - body.Length)))
                .AssertError(413)
                .GetText("/detail")
        );
        Assert.Equal(4, (await scim.CountResourcesAsync()).Users);
    }
}

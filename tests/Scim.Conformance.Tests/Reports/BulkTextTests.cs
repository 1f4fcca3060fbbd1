using System.Text.Json;
using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Reports;

/// <summary>
/// Report: a text that looks like a bulk reference is replaced by an id, or rejected, although the attribute cannot
/// refer to a resource.
/// </summary>
[Trait("rfc", "7644-3.7.2")]
public sealed class BulkTextTests(SharedServer server)
{
    [Fact]
    public async Task Text_OfReferenceForm_InOrdinaryAttributeIsKept()
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        ScimResponse bulk = (
            await scim.PostAsync(
                "/Bulk",
                new
                {
                    schemas = new[] { "urn:ietf:params:scim:api:messages:2.0:BulkRequest" },
                    Operations = new object[]
                    {
                        CreateOperation(
                            "POST",
                            "/Users",
                            "q",
                            RequestBodies.CreateEnterpriseUser(
                                "bulkId:q",
                                new { department = "bulkId:none", manager = new { value = "bulkId:boss" } },
                                new
                                {
                                    displayName = "bulkId:q",
                                    nickName = "bulkId:none",
                                    emails = new[] { new { value = "bulkId:none", display = "bulkId:q" } },
                                }
                            )
                        ),
                        CreateOperation("POST", "/Users", "boss", RequestBodies.CreateUser("boss")),
                        CreateOperation(
                            "POST",
                            "/Groups",
                            "g",
                            RequestBodies.CreateGroup("bulkId:q", "bulkId:q", "bulkId:boss")
                        ),
                        CreateOperation(
                            "PATCH",
                            "/Groups/bulkId:g",
                            "p",
                            RequestBodies.CreatePatch(
                                RequestBodies.ReplaceOperation("displayName", "bulkId:boss"),
                                RequestBodies.RemoveOperation("members[value eq \"bulkId:boss\"]"),
                                RequestBodies.ReplaceOperation(null, new { externalId = "bulkId:none" })
                            )
                        ),
                    },
                }
            )
        ).AssertStatus(200);
        Assert.Equal(["201", "201", "201", "200"], bulk.GetTexts("/Operations", "/status"));
        string[] ids = [.. bulk.GetTexts("/Operations", "/location").Select(location => location.Split('/')[^1])];
        ScimResponse user = await scim.GetAsync($"/Users/{ids[0]}"),
            group = await scim.GetAsync($"/Groups/{ids[2]}");
        Assert.Equal(
            ("bulkId:q", "bulkId:q", "bulkId:none", "bulkId:none"),
            (
                user.GetText("/userName"),
                user.GetText("/displayName"),
                user.GetText("/nickName"),
                user.GetText("/emails/0/value")
            )
        );
        JsonElement enterprise = user.Json.GetProperty(ScimUrns.Enterprise);
        Assert.Equal("bulkId:none", enterprise.GetProperty("department").GetString());
        Assert.Equal(ids[1], enterprise.GetProperty("manager").GetProperty("value").GetString());
        Assert.Equal(("bulkId:boss", "bulkId:none"), (group.GetText("/displayName"), group.GetText("/externalId")));
        Assert.Equal([ids[0]], await scim.ReadMemberIdsAsync(ids[2]));
    }

    private static object CreateOperation(string method, string path, string bulkId, object data) =>
        new
        {
            method,
            path,
            bulkId,
            data,
        };
}

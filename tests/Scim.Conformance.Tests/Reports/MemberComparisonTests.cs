using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Reports;

/// <summary>
/// Report: a client spells the id of a member in upper case, or removes members with a value that identifies none.
/// Servers answered success and removed no member, so that users kept their access.
/// </summary>
public sealed class MemberComparisonTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact]
    public async Task MemberId_InUpperCase_IsTheSameInSearchAndChanges()
    {
        string[] users = await Scim.CreateUsersAsync("upper", 2);
        string[] upper = Array.ConvertAll(users, u => u.ToUpperInvariant());
        string group = (await Scim.PostAsync("/Groups", RequestBodies.CreateGroup("Upper", upper)))
            .AssertStatus(201)
            .Id;
        Assert.Equal(users.Order(StringComparer.Ordinal), await Scim.ReadMemberIdsAsync(group));
        foreach (
            string filter in new[] { "members[value eq \"{0}\"]", "members.value eq \"{0}\"", "members eq \"{0}\"" }
        )
        {
            ScimResponse found = await Scim.QueryResourcesAsync("/Groups", string.Format(null, filter, upper[0]));
            Assert.Equal([group], found.AssertStatus(200).GetTexts("/Resources", "/id"));
        }

        JsonObject[] removals =
        [
            RequestBodies.RemoveOperation($"members[value eq \"{upper[0]}\"]"),
            RequestBodies.RemoveOperation($"members[value eq \"{upper[0]}\" and type eq \"user\"]"),
            RequestBodies.RemoveOperation("members", RequestBodies.CreateMembers(upper[0])),
            RequestBodies.RemoveOperation("members", upper[0]),
        ];
        foreach (JsonObject removal in removals)
        {
            await PatchGroupAsync(group, 204, removal);
            Assert.Equal([users[1]], await Scim.ReadMemberIdsAsync(group));
            await PatchGroupAsync(
                group,
                204,
                RequestBodies.AddOperation("members", RequestBodies.CreateMembers(upper[0]))
            );
            Assert.Equal(users.Order(StringComparer.Ordinal), await Scim.ReadMemberIdsAsync(group));
        }

        JsonObject replacement = RequestBodies.ReplaceOperation(
            "members",
            RequestBodies.CreateMembers(upper[1], users[1])
        );
        await PatchGroupAsync(group, 204, replacement);
        Assert.Equal([users[1]], await Scim.ReadMemberIdsAsync(group));
        (await Scim.PutAsync($"/Groups/{group}", RequestBodies.CreateGroup("Upper", upper[0]))).AssertStatus(200);
        Assert.Equal([users[0]], await Scim.ReadMemberIdsAsync(group));
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[null]")]
    [InlineData("[\"\"]")]
    [InlineData("[{}]")]
    [InlineData("[[]]")]
    [InlineData("[{\"value\":\"\"}]")]
    [InlineData("[{\"display\":\"Ada\"}]")]
    [InlineData("\"[]\"")]
    [InlineData("\"junk\"")]
    [InlineData("[\"junk\"]")]
    [InlineData("[{\"value\":\"junk\"}]")]
    [InlineData("7")]
    [InlineData("true")]
    public async Task Removal_OfValueThatIdentifiesNoMember_Is400AndKeepsMembers(string value)
    {
        string user = await Scim.CreateUserAsync($"kept.{Guid.NewGuid()}"),
            group = await Scim.CreateGroupAsync($"Kept {Guid.NewGuid()}", user);
        await PatchGroupAsync(group, 400, RequestBodies.RemoveOperation("members", JsonNode.Parse(value)));
        Assert.Equal([user], await Scim.ReadMemberIdsAsync(group));
    }

    [Fact]
    public async Task Removal_WithoutValue_RemovesAllMembers()
    {
        string[] users = await Scim.CreateUsersAsync("all", 2);
        foreach (
            JsonObject removal in new[]
            {
                RequestBodies.RemoveOperation("members"),
                RequestBodies.RemoveOperation("members", null),
            }
        )
        {
            string group = await Scim.CreateGroupAsync($"All {Guid.NewGuid()}", users);
            await PatchGroupAsync(group, 204, removal);
            Assert.Empty(await Scim.ReadMemberIdsAsync(group));
        }
    }

    [Fact]
    public async Task Removal_OfResourceThatIsNoMember_ChangesNothing()
    {
        string[] users = await Scim.CreateUsersAsync("other", 2);
        string group = await Scim.CreateGroupAsync("Others", users[0]);
        foreach (string id in new[] { users[1], Guid.NewGuid().ToString() })
            await PatchGroupAsync(
                group,
                204,
                RequestBodies.RemoveOperation("members", RequestBodies.CreateMembers(id))
            );
        Assert.Equal([users[0]], await Scim.ReadMemberIdsAsync(group));
    }

    private async Task PatchGroupAsync(string group, int status, JsonObject operation)
    {
        ScimResponse response = await Scim.PatchAsync(
            $"/Groups/{group}",
            RequestBodies.CreatePatch(operation.DeepClone().AsObject())
        );
        if (status == 400)
            response.AssertError(400, "invalidValue");
        else
            response.AssertStatus(status);
    }
}

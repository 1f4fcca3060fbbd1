using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Reports;

/// <summary>
/// Report: a client sends an element of a list for each field of its form, also for empty fields. Servers stored
/// elements without a value, which then were the primary address, or found users by an address that they do not have.
/// </summary>
public sealed class EmptyElementTests(SharedServer server)
{
    [Theory]
    [InlineData("""[{"value":"","type":"work","primary":true}]""")]
    [InlineData("""[{"value":null,"type":"work"}]""")]
    [InlineData("""[{"type":"work"}]""")]
    [InlineData("""[null,"",{}]""")]
    [InlineData("""{"value":"","type":"work"}""")]
    public async Task User_WithEmptyElements_HasNone(string emails)
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        JsonObject body = RequestBodies.CreateUser("ada");
        body["emails"] = JsonNode.Parse(emails);
        ScimResponse created = (await scim.PostAsync("/Users", body)).AssertStatus(201);
        await AssertNoEmailsAsync(created);
        await AssertNoEmailsAsync((await scim.PutAsync($"/Users/{created.Id}", body)).AssertStatus(200));
        foreach (
            JsonObject operation in new[]
            {
                RequestBodies.AddOperation("emails", JsonNode.Parse(emails)),
                RequestBodies.ReplaceOperation("emails", JsonNode.Parse(emails)),
                RequestBodies.AddOperation(null, new JsonObject { ["emails"] = JsonNode.Parse(emails) }),
                RequestBodies.ReplaceOperation(null, new JsonObject { ["emails"] = JsonNode.Parse(emails) }),
            }
        )
            await AssertNoEmailsAsync(
                (await scim.PatchAsync($"/Users/{created.Id}", RequestBodies.CreatePatch(operation))).AssertStatus(200)
            );

        async Task AssertNoEmailsAsync(ScimResponse user)
        {
            Assert.False(user.HasElement("/emails"));
            Assert.Equal(0, (await scim.QueryResourcesAsync("/Users", "emails pr")).TotalResults);
            Assert.Equal(0, (await scim.QueryResourcesAsync("/Users", "emails[type eq \"work\"]")).TotalResults);
            Assert.Equal(1, (await scim.QueryResourcesAsync("/Users", "not (emails pr)")).TotalResults);
        }
    }

    [Fact]
    public async Task EmptyElement_ThatIsPrimary_LeavesTheOtherPrimary()
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        JsonNode emails = JsonNode.Parse(
            """[{"value":"","type":"work","primary":true},{"value":"a@x.example","type":"home","primary":true}]"""
        )!;
        JsonObject body = RequestBodies.CreateUser("ada");
        body["emails"] = emails.DeepClone();
        ScimResponse created = (await scim.PostAsync("/Users", body)).AssertStatus(201);
        AssertPrimary(created);
        AssertPrimary((await scim.PutAsync($"/Users/{created.Id}", body)).AssertStatus(200));
        foreach (
            JsonObject operation in new[]
            {
                RequestBodies.AddOperation("emails", emails),
                RequestBodies.ReplaceOperation("emails", emails),
                RequestBodies.ReplaceOperation("emails[type eq \"work\"]", new { value = "", primary = true }),
            }
        )
            AssertPrimary(
                (await scim.PatchAsync($"/Users/{created.Id}", RequestBodies.CreatePatch(operation))).AssertStatus(200)
            );

        static void AssertPrimary(ScimResponse user)
        {
            Assert.Equal(["a@x.example"], user.GetTexts("/emails", "/value"));
            Assert.True(user.GetElement("/emails/0/primary").GetBoolean());
        }
    }
}

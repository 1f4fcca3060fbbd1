using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Lists;

/// <summary>
/// <c>attributes</c> and <c>excludedAttributes</c> (RFC 7644 section 3.9), for every request that returns a user.
/// </summary>
[Trait("rfc", "7644-3.9")]
public sealed class AttributeProjectionTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private ScimClient Scim => fixture.Tenant.Scim;

    [Theory]
    [InlineData("attributes=userName", "/id,/schemas,/userName", "/displayName,/emails,/name,/meta,/groups,/title")]
    [InlineData("attributes=USERNAME,Title", "/id,/userName,/title", "/displayName,/emails")]
    [InlineData("attributes=name.familyName", "/id,/name/familyName", "/name/givenName,/userName")]
    [InlineData("attributes=emails.value", "/id,/emails/0/value", "/emails/0/type,/userName")]
    [InlineData("attributes=meta.created,groups", "/id,/meta/created,/groups/0/value", "/meta/location,/userName")]
    [InlineData("attributes=urn:ietf:params:scim:schemas:core:2.0:User:title", "/id,/title", "/userName")]
    [InlineData("attributes=password,userName", "/id,/userName", "/password,/title")]
    [InlineData("attributes=nothingOfTheKind", "/id", "/userName,/title")]
    [InlineData(
        "excludedAttributes=emails,name.givenName",
        "/id,/userName,/name/familyName,/title,/meta/created",
        "/emails,/name/givenName"
    )]
    [InlineData("excludedAttributes=id,userName,schemas", "/id,/displayName", "/userName")]
    [InlineData("excludedAttributes=meta,groups", "/id,/userName", "/meta,/groups")]
    [InlineData("", "/id,/schemas,/userName,/emails/0/value,/meta/location,/groups/0/value", "/password")]
    public async Task Get_WithProjection_ReturnsSelectedAttributes(string query, string present, string absent)
    {
        string id = await Scim.CreateUserAsync(
            $"shown.{Guid.NewGuid():N}",
            new
            {
                displayName = "Shown",
                title = "Sight",
                password = "t1meMa$heen",
                name = new { givenName = "Ada", familyName = "Shown" },
                emails = new[] { new { value = "shown@example.com", type = "work" } },
            }
        );
        await Scim.CreateGroupAsync($"Shows {id}", id);

        AssertHolds(await Scim.GetAsync($"/Users/{id}?{query}"), "");
        AssertHolds(await Scim.QueryResourcesAsync("/Users", $"id eq \"{id}\"", query), "/Resources/0");
        AssertHolds(
            await Scim.PatchAsync(
                $"/Users/{id}?{query}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("nickName", "x"))
            ),
            ""
        );

        void AssertHolds(ScimResponse response, string below)
        {
            response.AssertStatus(200);
            foreach (string pointer in present.Split(',', StringSplitOptions.RemoveEmptyEntries))
                Assert.True(response.HasElement(below + pointer), $"{pointer} is missing: {response}");
            foreach (string pointer in absent.Split(',', StringSplitOptions.RemoveEmptyEntries))
                Assert.False(response.HasElement(below + pointer), $"{pointer} should not be there: {response}");
        }
    }
}

namespace Scim.Conformance.Tests.Filters;

/// <summary>Filters on groups, including their members, and searches over all resource types.</summary>
[Trait("rfc", "7644-3.4.2.2")]
public sealed class GroupFilterTests(FilterUsersFixture fixture) : IClassFixture<FilterUsersFixture>
{
    [Theory]
    [InlineData("displayName eq \"CREW\"", "crew")]
    [InlineData("displayName pr", "crew fleet vacant")]
    [InlineData("members eq \"{ada}\"", "crew")]
    [InlineData("members.value eq \"{cleo}\"", "fleet")]
    [InlineData("members[value eq \"{crew}\"]", "fleet")]
    [InlineData("members[value eq \"{ada}\" or value eq \"{cleo}\"]", "crew fleet")]
    [InlineData("members[value eq \"{crew}\" and type eq \"User\"]", "")]
    [InlineData("id eq \"{crew}\" and members eq \"{bob}\"", "crew")]
    [InlineData("members eq \"{dan}\"", "")]
    [InlineData("members pr", "crew fleet")]
    [InlineData("not (members pr)", "vacant")]
    public async Task Query_WithFilter_SelectsMatchingGroups(string filter, string expected)
    {
        ScimResponse list = (
            await fixture.Tenant.Scim.QueryResourcesAsync(
                "/Groups",
                fixture.FillIds(filter),
                "excludedAttributes=members"
            )
        ).AssertStatus(200);
        Assert.Equal(
            expected.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            list.GetTexts("/Resources", "/displayName").Order(StringComparer.Ordinal)
        );
        Assert.False(list.HasElement("/Resources/0/members"));
    }

    [Fact, Trait("rfc", "7644-3.4.3")]
    public async Task Search_AtRoot_CoversAllTypes()
    {
        ScimResponse found = (
            await fixture.Tenant.Scim.PostAsync(
                "/.search",
                RequestBodies.CreateSearch(new { filter = "displayName eq \"dan\" or displayName eq \"vacant\"" })
            )
        ).AssertStatus(200);
        Assert.Equal(["Group", "User"], found.GetTexts("/Resources", "/meta/resourceType").Order());
        Assert.Equal(2, found.TotalResults);
    }
}

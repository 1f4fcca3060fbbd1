namespace Scim.Conformance.Tests.Filters;

/// <summary>Filters on groups, members among them, and searches over all types.</summary>
[Trait("rfc", "7644-3.4.2.2")]
public sealed class GroupFilterTests(FilterPeople people) : IClassFixture<FilterPeople>
{
    [Theory]
    [InlineData("displayName eq \"CREW\"", "crew")]
    [InlineData("displayName pr", "crew fleet nobody")]
    [InlineData("members eq \"{ada}\"", "crew")]
    [InlineData("members.value eq \"{cleo}\"", "fleet")]
    [InlineData("members[value eq \"{crew}\"]", "fleet")]
    [InlineData("members[value eq \"{ada}\" or value eq \"{cleo}\"]", "crew fleet")]
    [InlineData("members[value eq \"{crew}\" and type eq \"User\"]", "")]
    [InlineData("id eq \"{crew}\" and members eq \"{bob}\"", "crew")]
    [InlineData("members eq \"{dan}\"", "")]
    [InlineData("members pr", "crew fleet")]
    [InlineData("not (members pr)", "nobody")]
    public async Task Query_SelectsThose(string filter, string expected)
    {
        ScimResponse list = (await people.Tenant.Scim.Query("/Groups", people.Fill(filter), "excludedAttributes=members")).Expect(200);
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            list.Each("/Resources", "/displayName").Order(StringComparer.Ordinal));
        Assert.False(list.Has("/Resources/0/members"));
    }

    [Fact, Trait("rfc", "7644-3.4.3")]
    public async Task Search_AtTheRoot_CoversAllTypes()
    {
        ScimResponse found = (await people.Tenant.Scim.Post("/.search",
            Bodies.Search(new { filter = "displayName eq \"dan\" or displayName eq \"nobody\"" }))).Expect(200);
        Assert.Equal(["Group", "User"], found.Each("/Resources", "/meta/resourceType").Order());
        Assert.Equal(2, found.TotalResults);
    }
}

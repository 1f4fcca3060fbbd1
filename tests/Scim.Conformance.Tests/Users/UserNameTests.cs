namespace Scim.Conformance.Tests.Users;

/// <summary>userName is unique in the tenant without regard to case, on every way to a name.</summary>
[Trait("rfc", "7643-4.1.1")]
public sealed class UserNameTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private ScimClient Scim => fixture.Tenant.Scim;

    [Theory]
    [InlineData("Ada.Probst@Example.com", "ada.probst@EXAMPLE.com")]
    [InlineData("\u00c5ngstr\u00f6m", "\u00e5NGSTR\u00d6M")]
    [InlineData("A\u030angstrom.decomposed", "\u00c5ngstrom.decomposed")]
    [InlineData("o'brien+tag@x.example", "O'BRIEN+TAG@x.example")]
    [InlineData("\uff21\uff22wide", "abwide")]
    public async Task Post_OfANameInOtherLetters_Is409(string first, string second)
    {
        await Scim.CreateUser(first);
        ScimResponse refused = (await Scim.Post("/Users", Bodies.User(second))).ExpectError(409, "uniqueness");
        Assert.Contains("userName", refused.Text("/detail"), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(first, (await Scim.Query("/Users", $"userName eq \"{second}\"")).Expect(200).Text("/Resources/0/userName"));
    }

    [Fact]
    public async Task Rename_ToATakenName_Is409ByPutAndPatchAndKeepsBoth()
    {
        string taken = await Scim.CreateUser("Taken.Name");
        string other = await Scim.CreateUser("other.name");
        (await Scim.Patch($"/Users/{other}", Bodies.Patch(Bodies.Replace("userName", "TAKEN.name")))).ExpectError(409, "uniqueness");
        (await Scim.Patch($"/Users/{other}", Bodies.Patch(Bodies.Replace(null, new { userName = "TAKEN.name" })))).ExpectError(409, "uniqueness");
        (await Scim.Put($"/Users/{other}", Bodies.User("taken.NAME"))).ExpectError(409, "uniqueness");
        Assert.Equal("other.name", (await Scim.Get($"/Users/{other}")).Expect(200).Text("/userName"));
        Assert.Equal(taken, (await Scim.Query("/Users", "userName eq \"taken.name\"")).Expect(200).Text("/Resources/0/id"));
        (await Scim.Post("/Users", Bodies.User("Other.Name"))).ExpectError(409, "uniqueness");
    }

    [Fact]
    public async Task Rename_ToAFreeName_FreesTheOldOneAtOnce()
    {
        string id = await Scim.CreateUser("old.name");
        (await Scim.Patch($"/Users/{id}", Bodies.Patch(Bodies.Replace("userName", "new.name")))).Expect(200);
        (await Scim.Post("/Users", Bodies.User("New.Name"))).ExpectError(409, "uniqueness");
        string second = await Scim.CreateUser("Old.Name");
        Assert.Equal(id, (await Scim.Query("/Users", "userName eq \"new.name\"")).Expect(200).Text("/Resources/0/id"));
        Assert.Equal(second, (await Scim.Query("/Users", "userName eq \"old.name\"")).Expect(200).Text("/Resources/0/id"));
    }

    [Fact]
    public async Task Rename_ToItsOwnNameInOtherLetters_IsAllowed()
    {
        string id = await Scim.CreateUser("own.name");
        Assert.Equal("OWN.Name",
            (await Scim.Patch($"/Users/{id}", Bodies.Patch(Bodies.Replace("userName", "OWN.Name")))).Expect(200).Text("/userName"));
        Assert.Equal("Own.NAME", (await Scim.Put($"/Users/{id}", Bodies.User("Own.NAME"))).Expect(200).Text("/userName"));
        (await Scim.Post("/Users", Bodies.User("own.name"))).ExpectError(409, "uniqueness");
    }

    [Fact]
    public async Task Rename_ThatFailsForAnotherReason_FreesTheNameItWanted()
    {
        string id = await Scim.CreateUser("half.renamed");
        (await Scim.Patch($"/Users/{id}", Bodies.Patch(Bodies.Replace("userName", "wanted.name"), Bodies.Replace("active", "maybe"))))
            .ExpectError(400);
        (await Scim.Put($"/Users/{id}", Bodies.User("wanted.name"), ("If-Match", "W/\"not-this\""))).ExpectError(412);
        await Scim.CreateUser("wanted.name");
        Assert.Equal("half.renamed", (await Scim.Get($"/Users/{id}")).Expect(200).Text("/userName"));
    }

    [Fact]
    public async Task Names_SwappedThroughAThird_EndWhereTheyShould()
    {
        string one = await Scim.CreateUser("swap.one");
        string two = await Scim.CreateUser("swap.two");
        foreach ((string id, string name) in new[] { (one, "swap.tmp"), (two, "swap.one"), (one, "swap.two") })
            (await Scim.Patch($"/Users/{id}", Bodies.Patch(Bodies.Replace("userName", name)))).Expect(200);
        Assert.Equal(two, (await Scim.Query("/Users", "userName eq \"swap.one\"")).Expect(200).Text("/Resources/0/id"));
        Assert.Equal(one, (await Scim.Query("/Users", "userName eq \"swap.two\"")).Expect(200).Text("/Resources/0/id"));
        await Scim.CreateUser("swap.tmp");
    }
}

using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Users;

/// <summary>userName is unique in the tenant, case-insensitively, for every request that sets a name.</summary>
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
    public async Task Post_OfNameInOtherCase_Is409(string first, string second)
    {
        await Scim.CreateUserAsync(first);
        ScimResponse refused = (await Scim.PostAsync("/Users", RequestBodies.CreateUser(second))).AssertError(
            409,
            "uniqueness"
        );
        Assert.Contains("userName", refused.GetText("/detail"), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(
            first,
            (await Scim.QueryResourcesAsync("/Users", $"userName eq \"{second}\""))
                .AssertStatus(200)
                .GetText("/Resources/0/userName")
        );
    }

    [Fact]
    public async Task Rename_ToTakenNameByPutOrPatch_Is409AndKeepsBothUsers()
    {
        string taken = await Scim.CreateUserAsync("Taken.Name");
        string other = await Scim.CreateUserAsync("other.name");
        (
            await Scim.PatchAsync(
                $"/Users/{other}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("userName", "TAKEN.name"))
            )
        ).AssertError(409, "uniqueness");
        (
            await Scim.PatchAsync(
                $"/Users/{other}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation(null, new { userName = "TAKEN.name" }))
            )
        ).AssertError(409, "uniqueness");
        (await Scim.PutAsync($"/Users/{other}", RequestBodies.CreateUser("taken.NAME"))).AssertError(409, "uniqueness");
        Assert.Equal("other.name", (await Scim.GetAsync($"/Users/{other}")).AssertStatus(200).GetText("/userName"));
        Assert.Equal(
            taken,
            (await Scim.QueryResourcesAsync("/Users", "userName eq \"taken.name\""))
                .AssertStatus(200)
                .GetText("/Resources/0/id")
        );
        (await Scim.PostAsync("/Users", RequestBodies.CreateUser("Other.Name"))).AssertError(409, "uniqueness");
    }

    [Fact]
    public async Task Rename_ToFreeName_FreesOldNameImmediately()
    {
        string id = await Scim.CreateUserAsync("old.name");
        (
            await Scim.PatchAsync(
                $"/Users/{id}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("userName", "new.name"))
            )
        ).AssertStatus(200);
        (await Scim.PostAsync("/Users", RequestBodies.CreateUser("New.Name"))).AssertError(409, "uniqueness");
        string second = await Scim.CreateUserAsync("Old.Name");
        Assert.Equal(
            id,
            (await Scim.QueryResourcesAsync("/Users", "userName eq \"new.name\""))
                .AssertStatus(200)
                .GetText("/Resources/0/id")
        );
        Assert.Equal(
            second,
            (await Scim.QueryResourcesAsync("/Users", "userName eq \"old.name\""))
                .AssertStatus(200)
                .GetText("/Resources/0/id")
        );
    }

    [Fact]
    public async Task Rename_ToOwnNameInOtherCase_IsAllowed()
    {
        string id = await Scim.CreateUserAsync("own.name");
        Assert.Equal(
            "OWN.Name",
            (
                await Scim.PatchAsync(
                    $"/Users/{id}",
                    RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("userName", "OWN.Name"))
                )
            )
                .AssertStatus(200)
                .GetText("/userName")
        );
        Assert.Equal(
            "Own.NAME",
            (await Scim.PutAsync($"/Users/{id}", RequestBodies.CreateUser("Own.NAME")))
                .AssertStatus(200)
                .GetText("/userName")
        );
        (await Scim.PostAsync("/Users", RequestBodies.CreateUser("own.name"))).AssertError(409, "uniqueness");
    }

    [Fact]
    public async Task Rename_FailingForAnotherReason_ReleasesReservedName()
    {
        string id = await Scim.CreateUserAsync("half.renamed");
        (
            await Scim.PatchAsync(
                $"/Users/{id}",
                RequestBodies.CreatePatch(
                    RequestBodies.ReplaceOperation("userName", "wanted.name"),
                    RequestBodies.ReplaceOperation("active", "maybe")
                )
            )
        ).AssertError(400);
        (
            await Scim.PutAsync($"/Users/{id}", RequestBodies.CreateUser("wanted.name"), ("If-Match", "W/\"not-this\""))
        ).AssertError(412);
        await Scim.CreateUserAsync("wanted.name");
        Assert.Equal("half.renamed", (await Scim.GetAsync($"/Users/{id}")).AssertStatus(200).GetText("/userName"));
    }

    [Fact]
    public async Task Names_SwappedThroughThirdName_AreExchanged()
    {
        string one = await Scim.CreateUserAsync("swap.one");
        string two = await Scim.CreateUserAsync("swap.two");
        foreach ((string id, string name) in new[] { (one, "swap.tmp"), (two, "swap.one"), (one, "swap.two") })
            (
                await Scim.PatchAsync(
                    $"/Users/{id}",
                    RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("userName", name))
                )
            ).AssertStatus(200);
        Assert.Equal(
            two,
            (await Scim.QueryResourcesAsync("/Users", "userName eq \"swap.one\""))
                .AssertStatus(200)
                .GetText("/Resources/0/id")
        );
        Assert.Equal(
            one,
            (await Scim.QueryResourcesAsync("/Users", "userName eq \"swap.two\""))
                .AssertStatus(200)
                .GetText("/Resources/0/id")
        );
        await Scim.CreateUserAsync("swap.tmp");
    }
}

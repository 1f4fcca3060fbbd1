using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Users;

/// <summary>A user from creation to deletion.</summary>
public sealed class UserLifecycleTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact, Trait("rfc", "7644-3.3")]
    public async Task Post_OfUserWithAllAttributes_ReturnsItWithIdMetaLocationAndETag()
    {
        DateTimeOffset before = DateTimeOffset.UtcNow.AddSeconds(-5);
        object profile = new
        {
            externalId = "Ext-1",
            name = new { givenName = "Full", familyName = "User" },
            emails = new object[]
            {
                new
                {
                    value = "full@work.example",
                    type = "work",
                    primary = true,
                },
                new { value = "full@home.example" },
            },
            active = true,
        };
        object enterprise = new { department = "R&D", manager = new { value = "m-1" } };
        ScimResponse created = (
            await Scim.PostAsync(
                "/Users",
                RequestBodies.CreateEnterpriseUser("Full.User@example.com", enterprise, profile)
            )
        ).AssertStatus(201);

        Assert.Equal("Full.User@example.com", created.GetText("/userName"));
        Assert.Equal("Ext-1", created.GetText("/externalId"));
        Assert.Equal("User", created.GetText("/meta/resourceType"));
        Assert.Equal($"{fixture.Tenant.Url}/Users/{created.Id}", created.GetText("/meta/location"));
        Assert.Equal(created.GetText("/meta/location"), created.GetHeader("Location"));
        Assert.Equal(created.GetText("/meta/version"), created.ETag);
        Assert.InRange(
            created.GetElement("/meta/created").GetDateTimeOffset(),
            before,
            DateTimeOffset.UtcNow.AddSeconds(5)
        );
        Assert.Equal(created.GetText("/meta/created"), created.GetText("/meta/lastModified"));
        Assert.Equal(
            [ScimUrns.User, ScimUrns.Enterprise],
            created.GetElement("/schemas").EnumerateArray().Select(urn => urn.GetString())
        );
        Assert.Equal(
            "R&D",
            JsonPointer.FindElement(created.Json.GetProperty(ScimUrns.Enterprise), "/department").GetString()
        );
        Assert.Equal(created.Body, (await Scim.GetAsync($"/Users/{created.Id}")).AssertStatus(200).Body);
    }

    [Fact, Trait("rfc", "7644-3.5.1")]
    public async Task Put_OfUser_ReplacesAllAttributes()
    {
        string id = await Scim.CreateUserAsync(
            "to.put",
            new
            {
                displayName = "Old",
                title = "Old",
                emails = new[] { new { value = "old@example.com" } },
            }
        );
        ScimResponse put = (
            await Scim.PutAsync($"/Users/{id}", RequestBodies.CreateUser("was.put", new { displayName = "New" }))
        ).AssertStatus(200);
        Assert.Equal(id, put.Id);
        Assert.Equal("was.put", put.GetText("/userName"));
        Assert.Equal("New", put.GetText("/displayName"));
        Assert.False(put.HasElement("/title"));
        Assert.False(put.HasElement("/emails"));
        Assert.Equal(put.Body, (await Scim.GetAsync($"/Users/{id}")).AssertStatus(200).Body);
    }

    [Fact, Trait("rfc", "7644-3.6")]
    public async Task Delete_OfUser_IsPermanentAndFreesTheName()
    {
        string id = await Scim.CreateUserAsync("to.delete");
        ScimResponse deleted = (await Scim.DeleteAsync($"/Users/{id}")).AssertStatus(204);
        Assert.Equal("", deleted.Body);
        (await Scim.GetAsync($"/Users/{id}")).AssertError(404);
        (await Scim.PutAsync($"/Users/{id}", RequestBodies.CreateUser("to.delete"))).AssertError(404);
        (
            await Scim.PatchAsync(
                $"/Users/{id}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("title", "x"))
            )
        ).AssertError(404);
        (await Scim.DeleteAsync($"/Users/{id}")).AssertError(404);
        Assert.Equal(
            0,
            (await Scim.QueryResourcesAsync("/Users", "userName eq \"to.delete\"")).AssertStatus(200).TotalResults
        );
        Assert.NotEqual(id, await Scim.CreateUserAsync("TO.delete"));
    }

    [Fact]
    public async Task Patch_OfActive_KeepsUserReadableAndFindable()
    {
        string id = await Scim.CreateUserAsync("to.disable", new { active = true });
        ScimResponse patched = (
            await Scim.PatchAsync(
                $"/Users/{id}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("active", "False"))
            )
        ).AssertStatus(200);
        Assert.False(patched.GetElement("/active").GetBoolean());
        Assert.False(
            (await Scim.QueryResourcesAsync("/Users", "userName eq \"to.disable\""))
                .AssertStatus(200)
                .GetElement("/Resources/0/active")
                .GetBoolean()
        );
        Assert.True(
            (
                await Scim.PatchAsync(
                    $"/Users/{id}",
                    RequestBodies.CreatePatch(RequestBodies.ReplaceOperation(null, new { active = true }))
                )
            )
                .AssertStatus(200)
                .GetElement("/active")
                .GetBoolean()
        );
    }

    [Fact, Trait("rfc", "7643-2.4")]
    public async Task Patch_OfAnotherPrimary_ResetsTheFirst()
    {
        string id = await Scim.CreateUserAsync(
            "primary",
            new
            {
                emails = new object[]
                {
                    new
                    {
                        value = "a@example.com",
                        type = "work",
                        primary = true,
                    },
                },
            }
        );
        ScimResponse patched = (
            await Scim.PatchAsync(
                $"/Users/{id}",
                RequestBodies.CreatePatch(
                    RequestBodies.AddOperation(
                        "emails",
                        new[]
                        {
                            new
                            {
                                value = "b@example.com",
                                type = "home",
                                primary = true,
                            },
                        }
                    )
                )
            )
        ).AssertStatus(200);
        Assert.Equal(
            ["b@example.com"],
            patched
                .GetElement("/emails")
                .EnumerateArray()
                .Where(email => email.TryGetProperty("primary", out var primary) && primary.GetBoolean())
                .Select(email => email.GetProperty("value").GetString()!)
        );
    }

    [Theory, Trait("rfc", "7644-3.5.2")]
    [InlineData("""{"op":"replace","path":"active","value":"maybe"}""", "invalidValue", "active")]
    [InlineData("""{"op":"replace","path":"nowhere[","value":1}""", "invalidPath", "nowhere")]
    [InlineData("""{"op":"remove"}""", "noTarget", "")]
    [InlineData("""{"op":"replace","path":"id","value":"x"}""", "mutability", "id")]
    [InlineData("""{"op":"replace","path":"userName","value":{"a":1}}""", "invalidValue", "userName")]
    public async Task Patch_WithFailingOperation_ChangesNothingAndNamesOperationAndPath(
        string operation,
        string scimType,
        string path
    )
    {
        string id = await Scim.CreateUserAsync($"atomic.{Guid.NewGuid():N}", new { title = "Before" });
        string before = (await Scim.GetAsync($"/Users/{id}")).AssertStatus(200).Body;
        ScimResponse refused = (
            await Scim.PatchAsync(
                $"/Users/{id}",
                $$"""
                {"schemas":["{{ScimUrns.PatchOp}}"],"Operations":[{"op":"replace","path":"title","value":"Half"},{"op":"add","path":"nickName","value":"Half"},{{operation}}]}
                """
            )
        ).AssertError(400, scimType);
        Assert.Matches("[23]", refused.GetText("/detail"));
        Assert.Contains(path, refused.GetText("/detail"), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(before, (await Scim.GetAsync($"/Users/{id}")).AssertStatus(200).Body);
    }

    [Fact, Trait("rfc", "7644-3.5.2.1")]
    public async Task Patch_ThatChangesNothing_LeavesVersionAndTime()
    {
        string id = await Scim.CreateUserAsync("same", new { title = "Same" });
        ScimResponse before = (await Scim.GetAsync($"/Users/{id}")).AssertStatus(200);
        (
            await Scim.PatchAsync(
                $"/Users/{id}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("title", "Same"))
            )
        ).AssertStatus(200, 204);
        Assert.Equal(before.Body, (await Scim.GetAsync($"/Users/{id}")).AssertStatus(200).Body);
    }
}

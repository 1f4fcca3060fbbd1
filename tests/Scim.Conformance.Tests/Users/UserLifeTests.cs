namespace Scim.Conformance.Tests.Users;

/// <summary>A user from its creation to its end.</summary>
public sealed class UserLifeTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact, Trait("rfc", "7644-3.3")]
    public async Task Post_OfAFullUser_ReturnsItWithIdMetaLocationAndETag()
    {
        DateTimeOffset before = DateTimeOffset.UtcNow.AddSeconds(-5);
        object profile = new
        {
            externalId = "Ext-1",
            name = new { givenName = "Full", familyName = "User" },
            emails = new object[] { new { value = "full@work.example", type = "work", primary = true }, new { value = "full@home.example" } },
            active = true,
        };
        object enterprise = new { department = "R&D", manager = new { value = "m-1" } };
        ScimResponse created = (await Scim.Post("/Users", Bodies.EnterpriseUser("Full.User@example.com", enterprise, profile))).Expect(201);

        Assert.Equal("Full.User@example.com", created.Text("/userName"));
        Assert.Equal("Ext-1", created.Text("/externalId"));
        Assert.Equal("User", created.Text("/meta/resourceType"));
        Assert.Equal($"{fixture.Tenant.Url}/Users/{created.Id}", created.Text("/meta/location"));
        Assert.Equal(created.Text("/meta/location"), created.Header("Location"));
        Assert.Equal(created.Text("/meta/version"), created.ETag);
        Assert.InRange(created.At("/meta/created").GetDateTimeOffset(), before, DateTimeOffset.UtcNow.AddSeconds(5));
        Assert.Equal(created.Text("/meta/created"), created.Text("/meta/lastModified"));
        Assert.Equal([Urn.User, Urn.Enterprise], created.At("/schemas").EnumerateArray().Select(urn => urn.GetString()));
        Assert.Equal("R&D", JsonPointer.Find(created.Json.GetProperty(Urn.Enterprise), "/department").GetString());
        Assert.Equal(created.Body, (await Scim.Get($"/Users/{created.Id}")).Expect(200).Body);
    }

    [Fact, Trait("rfc", "7644-3.5.1")]
    public async Task Put_OfAUser_ReplacesWhatWasThere()
    {
        string id = await Scim.CreateUser("to.put", new { displayName = "Old", title = "Old", emails = new[] { new { value = "old@example.com" } } });
        ScimResponse put = (await Scim.Put($"/Users/{id}", Bodies.User("was.put", new { displayName = "New" }))).Expect(200);
        Assert.Equal(id, put.Id);
        Assert.Equal("was.put", put.Text("/userName"));
        Assert.Equal("New", put.Text("/displayName"));
        Assert.False(put.Has("/title"));
        Assert.False(put.Has("/emails"));
        Assert.Equal(put.Body, (await Scim.Get($"/Users/{id}")).Expect(200).Body);
    }

    [Fact, Trait("rfc", "7644-3.6")]
    public async Task Delete_OfAUser_IsForGoodAndFreesTheName()
    {
        string id = await Scim.CreateUser("to.delete");
        ScimResponse deleted = (await Scim.Delete($"/Users/{id}")).Expect(204);
        Assert.Equal("", deleted.Body);
        (await Scim.Get($"/Users/{id}")).ExpectError(404);
        (await Scim.Put($"/Users/{id}", Bodies.User("to.delete"))).ExpectError(404);
        (await Scim.Patch($"/Users/{id}", Bodies.Patch(Bodies.Replace("title", "x")))).ExpectError(404);
        (await Scim.Delete($"/Users/{id}")).ExpectError(404);
        Assert.Equal(0, (await Scim.Query("/Users", "userName eq \"to.delete\"")).Expect(200).TotalResults);
        Assert.NotEqual(id, await Scim.CreateUser("TO.delete"));
    }

    [Fact]
    public async Task Patch_OfActive_KeepsTheUserReadableAndFindable()
    {
        string id = await Scim.CreateUser("to.disable", new { active = true });
        ScimResponse patched = (await Scim.Patch($"/Users/{id}", Bodies.Patch(Bodies.Replace("active", "False")))).Expect(200);
        Assert.False(patched.At("/active").GetBoolean());
        Assert.False((await Scim.Query("/Users", "userName eq \"to.disable\"")).Expect(200).At("/Resources/0/active").GetBoolean());
        Assert.True((await Scim.Patch($"/Users/{id}",
            Bodies.Patch(Bodies.Replace(null, new { active = true })))).Expect(200).At("/active").GetBoolean());
    }

    [Fact, Trait("rfc", "7643-2.4")]
    public async Task Patch_OfAnotherPrimary_ResetsTheFirst()
    {
        string id = await Scim.CreateUser("primary",
            new { emails = new object[] { new { value = "a@example.com", type = "work", primary = true } } });
        ScimResponse patched = (await Scim.Patch($"/Users/{id}",
            Bodies.Patch(Bodies.Add("emails", new[] { new { value = "b@example.com", type = "home", primary = true } })))).Expect(200);
        Assert.Equal(["b@example.com"], patched.At("/emails").EnumerateArray()
            .Where(email => email.TryGetProperty("primary", out var primary) && primary.GetBoolean())
            .Select(email => email.GetProperty("value").GetString()!));
    }

    [Theory, Trait("rfc", "7644-3.5.2")]
    [InlineData("""{"op":"replace","path":"active","value":"maybe"}""", "invalidValue", "active")]
    [InlineData("""{"op":"replace","path":"nowhere[","value":1}""", "invalidPath", "nowhere")]
    [InlineData("""{"op":"remove"}""", "noTarget", "")]
    [InlineData("""{"op":"replace","path":"id","value":"x"}""", "mutability", "id")]
    [InlineData("""{"op":"replace","path":"userName","value":{"a":1}}""", "invalidValue", "userName")]
    public async Task Patch_WhereOneOperationFails_ChangesNothingAndNamesOperationAndPath(string operation, string scimType, string path)
    {
        string id = await Scim.CreateUser($"atomic.{Guid.NewGuid():N}", new { title = "Before" });
        string before = (await Scim.Get($"/Users/{id}")).Expect(200).Body;
        ScimResponse refused = (await Scim.Patch($"/Users/{id}", $$"""
            {"schemas":["{{Urn.PatchOp}}"],"Operations":[{"op":"replace","path":"title","value":"Half"},{"op":"add","path":"nickName","value":"Half"},{{operation}}]}
            """)).ExpectError(400, scimType);
        Assert.Matches("[23]", refused.Text("/detail"));
        Assert.Contains(path, refused.Text("/detail"), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(before, (await Scim.Get($"/Users/{id}")).Expect(200).Body);
    }

    [Fact, Trait("rfc", "7644-3.5.2.1")]
    public async Task Patch_ThatChangesNothing_LeavesVersionAndTime()
    {
        string id = await Scim.CreateUser("same", new { title = "Same" });
        ScimResponse before = (await Scim.Get($"/Users/{id}")).Expect(200);
        (await Scim.Patch($"/Users/{id}", Bodies.Patch(Bodies.Replace("title", "Same")))).Expect(200, 204);
        Assert.Equal(before.Body, (await Scim.Get($"/Users/{id}")).Expect(200).Body);
    }
}

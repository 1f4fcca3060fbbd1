using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Workplace;
using Scim.Conformance.Tests.Workplace.Uploads;

namespace Scim.Conformance.Tests.Profiles;

/// <summary>What a tenant wants of the attributes of its users is held against every request: POST, PUT and PATCH in all their forms.</summary>
public sealed class ProfileTests(SharedServer server)
{
    private const string Secret = "Sesame-Street";

    [Fact]
    public async Task Format_BrokenByAnyRequest_IsInvalidValueNamingAttributeRuleAndShape()
    {
        TestTenant tenant = await Tenant(new { fields = new Dictionary<string, object> { ["title"] = new { type = "text", maxLength = 5 }, ["emails"] = new { type = "email" } } });
        ScimClient scim = tenant.Scim;
        string user = await scim.CreateUser("ada", new { title = "Chief", emails = new[] { new { value = "a@b.example" } } });
        ScimResponse[] refused =
        [
            await scim.Post("/Users", Bodies.User("bob", new { title = Secret })),
            await scim.Put($"/Users/{user}", Bodies.User("ada", new { title = Secret })),
            await scim.Patch($"/Users/{user}", Bodies.Patch(Bodies.Replace("title", Secret))),
            await scim.Patch($"/Users/{user}", Bodies.Patch(Bodies.Add(null, new { title = Secret }))),
        ];
        Assert.All(refused, response =>
        {
            string detail = response.ExpectError(400, "invalidValue").Text("/detail");
            Assert.Contains("title: must have at most 5 characters; it was given a text of 13 characters (letters, other characters)", detail, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, response.Body, StringComparison.Ordinal);
        });
        (await scim.Patch($"/Users/{user}", Bodies.Patch(Bodies.Add("emails", new[] { new { value = "nonsense", type = "home" } })))).ExpectError(400, "invalidValue");
        (await scim.Patch($"/Users/{user}", Bodies.Patch(Bodies.Replace("emails[type eq \"work\"].value", "nonsense")))).ExpectError(400, "invalidValue");
        ScimResponse kept = (await scim.Get($"/Users/{user}")).Expect(200);
        Assert.Equal(("Chief", "a@b.example", 1), (kept.Text("/title"), kept.Text("/emails/0/value"), kept.At("/emails").GetArrayLength()));
        (await scim.Patch($"/Users/{user}", Bodies.Patch(Bodies.Replace("title", "Boss")))).Expect(200, 204);
        Assert.Equal(1, (await scim.Get("/Users?count=0")).TotalResults);
    }

    [Fact]
    public async Task Rule_MadeLater_LeavesWhatIsThereAndKeepsNobodyFromBeingDeactivated()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        string user = await tenant.Scim.CreateUser("old", new { title = "A title far too long" });
        await Choose(tenant, new { fields = new Dictionary<string, object> { ["title"] = new { type = "text", maxLength = 5 }, ["name.givenName"] = new { required = true } } });
        (await tenant.Scim.Patch($"/Users/{user}", Bodies.Patch(Bodies.Replace("active", false)))).Expect(200, 204);
        (await tenant.Scim.Put($"/Users/{user}", Bodies.User("old", new { title = "A title far too long", active = true }))).Expect(200);
        (await tenant.Scim.Put($"/Users/{user}", Bodies.User("old", new { title = "Another title too long" }))).ExpectError(400, "invalidValue");
    }

    [Fact]
    public async Task Required_MissingOrTakenAway_IsInvalidValue()
    {
        TestTenant tenant = await Tenant(new { fields = new Dictionary<string, object> { ["name.givenName"] = new { required = true } } });
        ScimClient scim = tenant.Scim;
        Assert.Contains("name.givenName", (await scim.Post("/Users", Bodies.User("ada"))).ExpectError(400, "invalidValue").Text("/detail"), StringComparison.Ordinal);
        string user = await scim.CreateUser("ada", new { name = new { givenName = "Ada" } });
        (await scim.Put($"/Users/{user}", Bodies.User("ada"))).ExpectError(400, "invalidValue");
        (await scim.Patch($"/Users/{user}", Bodies.Patch(Bodies.Remove("name.givenName")))).ExpectError(400, "invalidValue");
        (await scim.Patch($"/Users/{user}", Bodies.Patch(Bodies.Remove("name")))).ExpectError(400, "invalidValue");
        (await scim.Patch($"/Users/{user}", Bodies.Patch(Bodies.Replace("name.givenName", "")))).ExpectError(400, "invalidValue");
        Assert.Equal("Ada", (await scim.Get($"/Users/{user}")).Text("/name/givenName"));
    }

    [Theory]
    [InlineData("reject")]
    [InlineData("ignore")]
    [InlineData("accept")]
    public async Task Unsupported_ByEachPolicy_InEachFormOfRequest(string policy)
    {
        TestTenant tenant = await Tenant(new { unsupported = new Dictionary<string, string> { ["manager"] = policy, ["reportTo"] = policy, ["name.honorificPrefix"] = policy } });
        ScimClient scim = tenant.Scim;
        string user = await scim.CreateUser("ada", new { name = new { givenName = "Ada" } });
        JsonObject[] operations =
        [
            Bodies.Add($"{Urn.Enterprise}:manager", "boss"),
            Bodies.Replace($"{Urn.Enterprise}:manager.value", "boss"),
            Bodies.Replace("manager", new { value = "boss" }),
            Bodies.Replace(null, new Dictionary<string, object> { [Urn.Enterprise] = new { manager = new { value = "boss" } } }),
            Bodies.Replace(null, new Dictionary<string, object> { [$"{Urn.Enterprise}:manager"] = "boss" }),
            Bodies.Replace(Urn.Enterprise, new { manager = new { value = "boss" } }),
            Bodies.Replace("name", new { givenName = "Ada", honorificPrefix = "boss" }),
            Bodies.Add("name.honorificPrefix", "boss"),
        ];
        foreach (JsonObject operation in operations) Check(policy, await scim.Patch($"/Users/{user}", Bodies.Patch(operation)), operation.ToJsonString());
        Check(policy, await scim.Put($"/Users/{user}", Bodies.EnterpriseUser("ada", new { manager = new { value = "boss" } }, new { name = new { givenName = "Ada" } })), "PUT");
        Check(policy, await scim.Post("/Users", Bodies.EnterpriseUser("bob", new { manager = new { value = "boss" }, department = "D" })), "POST");
        Check(policy, await scim.Post("/Users", Bodies.User("carl", new { reportTo = "boss" })), "POST of what no schema knows");
        if (policy != "accept") Check(policy, await scim.Patch($"/Users/{user}", Bodies.Patch(Bodies.Replace("reportTo", "boss"))), "PATCH of what no schema knows");

        ScimResponse all = (await scim.Get("/Users")).Expect(200);
        Assert.Equal(policy == "accept", all.Body.Contains("boss", StringComparison.Ordinal));

        // Whoever sends no value, or takes one away, asks for nothing that is unsupported.
        (await scim.Patch($"/Users/{user}", Bodies.Patch(Bodies.Replace("displayName", "Ada"), Bodies.Replace("manager", null)))).Expect(200, 204);
        (await scim.Put($"/Users/{user}", Bodies.User("ada", new { reportTo = "" }))).Expect(200);
    }

    [Fact]
    public async Task Unsupported_Ignored_LeavesTheRestOfTheRequest()
    {
        TestTenant tenant = await Tenant(new { unsupported = new Dictionary<string, string> { ["reportTo"] = "ignore" } });
        string user = await tenant.Scim.CreateUser("ada");
        ScimResponse patched = (await tenant.Scim.Patch($"/Users/{user}", Bodies.Patch(Bodies.Replace("reportTo", "x"), Bodies.Replace("title", "Chief")))).Expect(200);
        Assert.Equal("Chief", patched.Text("/title"));
        string version = patched.ETag;
        Assert.Equal(version, (await tenant.Scim.Patch($"/Users/{user}", Bodies.Patch(Bodies.Replace("reportTo", "x")))).Expect(200).ETag);
    }

    [Theory]
    [InlineData("overwrite")]
    [InlineData("keep")]
    public async Task Blanks_ByEachPolicy_InPutAndPatch(string blanks)
    {
        TestTenant tenant = await Tenant(new { blanks });
        ScimClient scim = tenant.Scim;
        object full = new { title = "Chief", name = new { givenName = "Ada", familyName = "King" }, emails = new[] { new { value = "a@b.example" } } };
        string user = await scim.CreateUser("ada", full);
        (await scim.Put($"/Users/{user}", Bodies.User("ada", new { title = "", name = new { givenName = (string?)null, familyName = "Byron" }, emails = Array.Empty<object>() }))).Expect(200);
        ScimResponse shown = (await scim.Get($"/Users/{user}")).Expect(200);
        Assert.Equal(blanks == "keep", shown.Has("/title"));
        Assert.Equal(blanks == "keep", shown.Has("/name/givenName"));
        Assert.Equal(blanks == "keep", shown.Has("/emails/0"));
        Assert.Equal("Byron", shown.Text("/name/familyName"));

        (await scim.Put($"/Users/{user}", Bodies.User("ada", full))).Expect(200);
        (await scim.Patch($"/Users/{user}", Bodies.Patch(Bodies.Replace("title", ""), Bodies.Replace(null, new { displayName = "A", name = new { givenName = "" } })))).Expect(200, 204);
        shown = (await scim.Get($"/Users/{user}")).Expect(200);
        Assert.Equal(blanks == "keep", shown.Has("/title"));
        Assert.Equal(blanks == "keep", shown.Has("/name/givenName"));
        Assert.Equal("A", shown.Text("/displayName"));

        // What a client leaves out of a PUT goes, and remove removes, whatever the policy.
        (await scim.Put($"/Users/{user}", Bodies.User("ada", full))).Expect(200);
        (await scim.Patch($"/Users/{user}", Bodies.Patch(Bodies.Remove("title")))).Expect(200, 204);
        Assert.False((await scim.Get($"/Users/{user}")).Has("/title"));
        (await scim.Put($"/Users/{user}", Bodies.User("ada"))).Expect(200);
        Assert.False((await scim.Get($"/Users/{user}")).Has("/name"));
    }

    [Fact]
    public async Task Preset_Igloo_IsWhatTheWorkplaceNeeds()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        ScimResponse settings = (await server.Operator.Send("PATCH", $"/tenants/{tenant.Id}/settings", new { preset = "igloo" })).Expect(200);
        Assert.Equal(("igloo", "match", "reject", "overwrite"),
            (settings.Text("/preset"), settings.Text("/groupNamePolicy"), settings.Text("/profile/unsupported/manager"), settings.Text("/profile/blanks")));
        ScimClient scim = tenant.Scim;
        (await scim.Post("/Users", Bodies.User("ada"))).ExpectError(400, "invalidValue");
        (await scim.Post("/Users", Bodies.User("ada", new { name = new { givenName = "Ada" } }))).ExpectError(400, "invalidValue");
        object names = new { name = new { givenName = "Ada", familyName = "King" } };
        (await scim.Post("/Users", Bodies.EnterpriseUser("ada", new { manager = new { value = "x" } }, names))).ExpectError(400, "invalidValue");
        await scim.CreateUser("ada", names);
        Assert.Equal(0, (await scim.Query("/Users", "title pr")).TotalResults);

        (await server.Operator.Send("PATCH", $"/tenants/{tenant.Id}/settings", new { preset = "iglu" })).Expect(400);
        (await server.Operator.Send("PATCH", $"/tenants/{tenant.Id}/settings", new { profile = (object?)null, preset = (string?)null })).Expect(200);
        await scim.CreateUser("bob");
    }

    [Fact]
    public async Task Upload_OfRowsThatBreakARule_FailsThoseRowsWithTheRule()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        await server.Operator.ChangeSettings(tenant.Id, new { preset = "igloo", profile = new { fields = new { title = new { type = "text", maxLength = 5 } } } });
        await tenant.Scim.CreateUser("ada", new { name = new { givenName = "Ada", familyName = "King" }, title = "Chief" });
        WorkplaceClient api = await tenant.Workplace();
        ScimResponse ended = await api.Run("""
            userName,name.givenName,name.familyName,title,manager
            bob,Bob,Builder,Boss,
            carl,Carl,,Boss,
            dora,Dora,Doe,Sesame-Street,
            emil,Emil,Eck,Boss,x
            ada,Ada,King,,
            """);
        Assert.Equal(3, ended.Int("/rows/failed"));
        string errors = (await api.Get($"/uploads/{ended.Id}/errors")).Expect(200).Body;
        foreach (string rule in new[] { "name.familyName: this tenant requires a value", "title: must have at most 5 characters", "manager: this tenant does not support" }) Assert.Contains(rule, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Sesame", errors, StringComparison.Ordinal);
        Assert.Equal(["ada", "bob"], (await tenant.Scim.Get("/Users")).Expect(200).Each("/Resources", "/userName").Order(StringComparer.Ordinal));
        Assert.Equal(0, (await tenant.Scim.Query("/Users", "userName eq \"ada\" and title pr")).Expect(200).TotalResults);
    }

    [Fact]
    public async Task Profile_OfOneTenant_IsNoOtherTenantsAffair()
    {
        await Tenant(new { unsupported = new Dictionary<string, string> { ["title"] = "reject" } });
        TestTenant other = await server.Operator.NewTenant();
        await other.Scim.CreateUser("ada", new { title = "Chief" });
    }

    private static void Check(string policy, ScimResponse response, string request)
    {
        if (policy == "reject")
        {
            string detail = response.ExpectError(400, "invalidValue").Text("/detail");
            Assert.Contains("does not support the attribute", detail, StringComparison.Ordinal);
            Assert.DoesNotContain("boss", detail, StringComparison.Ordinal);
        }
        else
        {
            Assert.True(response.Status is 200 or 201 or 204, $"{request}: {response}");
        }
    }

    private async Task<TestTenant> Tenant(object profile)
    {
        TestTenant tenant = await server.Operator.NewTenant();
        await Choose(tenant, profile);
        return tenant;
    }

    private Task Choose(TestTenant tenant, object profile) => server.Operator.ChangeSettings(tenant.Id, new { profile });
}

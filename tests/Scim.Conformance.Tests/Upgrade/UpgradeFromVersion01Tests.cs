using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Workplace;
using Scim.Conformance.Tests.Workplace.Uploads;

namespace Scim.Conformance.Tests.Upgrade;

/// <summary>
/// Data that version 0.1 stored is kept under <c>Upgrade/Data/v0.1</c>. Every later version must open it after
/// <c>--migrate</c>, find all of it and go on with it.
/// </summary>
public sealed class UpgradeFromVersion01Tests
{
    private const string Version = "v0.1";
    private const string Badge = "urn:example:params:scim:schemas:extension:badge:2.0:User";
    private const string Device = "urn:example:params:scim:schemas:core:2.0:Device";
    private static readonly TimeSpan DeletionTime = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Migrate_DataOfVersion01_KeepsEverything()
    {
        await using KeptData kept = await KeptData.OpenAsync(Version);
        ScimResponse tenants = (await kept.Operator.Get("/tenants?count=100")).Expect(200);
        IEnumerable<string> ids = kept.Tenants.Select(tenant => tenant.Id).Order(StringComparer.Ordinal);
        Assert.Equal(ids, tenants.Each("/tenants", "/id"));
        foreach (string deleted in kept.DeletedTenants)
            (await kept.Operator.Get($"/tenants/{deleted}")).Expect(404);
        foreach (KeptTenant tenant in kept.Tenants)
        {
            await CheckDeclarationsAsync(tenant);
            await CheckResourcesAsync(tenant);
            await CheckQueriesAsync(tenant);
            await CheckCredentialsAsync(tenant);
            await CheckSessionsAsync(tenant);
            await CheckSitesAsync(tenant);
            await CheckUploadsAsync(tenant);
        }
        await CheckJsonWebTokenAsync(kept.GetTenant("acme"));
    }

    [Fact]
    public async Task Use_UsersOfVersion01_FollowsTheRules()
    {
        await using KeptData kept = await KeptData.OpenAsync(Version);
        KeptTenant acme = kept.GetTenant("acme");
        await ChangeUserAsync(acme);
        await ReactivateUsersAsync(acme);
        await CreateUsersAsync(acme);
        await ChangeDevicesAsync(acme);
        await ApplyProfileRulesAsync(kept.GetTenant("globex"));

        string user = acme.GetId("user"), everyone = acme.GetId("everyone");
        (await acme.Scim.Delete($"/Users/{user}")).Expect(204);
        (await acme.Scim.Get($"/Users/{user}")).ExpectError(404);
        Assert.DoesNotContain(user, await acme.Scim.MembersOf(everyone));

        Assert.Equal(0, await kept.Server.Stop());
        await kept.Server.Restart();
        (await acme.Scim.Get($"/Users/{user}")).ExpectError(404);
        Assert.Equal("Upgraded", (await acme.Scim.Get($"/Users/{acme.GetId("renamed")}")).Expect(200).Text("/title"));
    }

    [Fact]
    public async Task Use_GroupsAndSitesOfVersion01_FollowsTheRules()
    {
        await using KeptData kept = await KeptData.OpenAsync(Version);
        KeptTenant acme = kept.GetTenant("acme");
        string everyone = acme.GetId("everyone"), core = acme.GetId("core"), sales = acme.GetId("sales");
        string site = acme.GetId("intranet"), user = await acme.Scim.CreateUser("new.member@acme.example");
        Assert.Null(await GetRoleAsync(acme, site, user));

        await AddMemberAsync(acme, everyone, user);
        Assert.Equal(51 + 5, (await acme.Scim.MembersOf(everyone)).Length);   // five came by the upload
        Assert.Equal("Viewer", await GetRoleAsync(acme, site, user));
        await AddMemberAsync(acme, core, user);
        Assert.Equal("Editor", await GetRoleAsync(acme, site, user));
        Assert.Contains((acme.GetId("engineering"), "indirect"), await acme.Scim.GroupsOf(user));
        JsonObject cycle = Bodies.Patch(Bodies.Add("members", Bodies.Members([acme.GetId("engineering")])));
        (await acme.Scim.Patch($"/Groups/{core}", cycle)).ExpectError(400);

        JsonObject matching = Bodies.Group("SALES", user).With("externalId", "third-sales");
        Assert.Equal(sales, (await acme.Scim.Post("/Groups", matching)).Expect(201).Id);
        Assert.Contains(user, await acme.Scim.MembersOf(sales));
        JsonObject repeat = Bodies.Group("sales").With("externalId", "okta-sales");
        (await acme.Scim.Post("/Groups", repeat)).ExpectError(409, "uniqueness");

        string permission = $"/sites/{site}/permissions/{sales}";
        (await acme.Workplace.Put(permission, new { role = "Administrator" })).Expect(200, 204);
        Assert.Equal("Administrator", await GetRoleAsync(acme, site, user));
        (await acme.Scim.Delete($"/Groups/{sales}")).Expect(204);
        Assert.Equal("Editor", await GetRoleAsync(acme, site, user));
    }

    [Fact]
    public async Task Use_TenantsOfVersion01_FollowsTheRules()
    {
        await using KeptData kept = await KeptData.OpenAsync(Version);

        // The deletion that version 0.1 planned is planned again.
        KeptTenant demo = kept.GetTenant("demo");
        string inactive = Assert.Single((await demo.Scim.Query("/Users", "active eq false")).Each("/Resources", "/id"));
        await demo.Tenant.Settings(new { deprovisioning = new { deleteAfter = "PT1S" } });
        await Eventually.Holds(
            async () => (await demo.Scim.Get($"/Users/{inactive}")).Status == 404, DeletionTime,
            () => "the inactive user has not been deleted");

        KeptTenant suspended = kept.GetTenant("initech");
        JsonElement session = Assert.Single(suspended.GetList("sessions"));
        (await suspended.Scim.Post("/Users", Bodies.User("refused"))).ExpectError(403);
        (await kept.Operator.Send("PATCH", suspended.OperatorPath, new { state = "active" })).Expect(200);
        Assert.True(await suspended.Workplace.IsAlive(session.GetProperty("token").GetString()!));
        await suspended.Scim.CreateUser("accepted");

        KeptTenant acme = kept.GetTenant("acme");
        ScimResponse upload = await acme.Workplace.Run("""
            userName,title,groups
            renamed.person@acme.example,By upload,Everyone
            uploaded.later@acme.example,New,Core
            """);
        upload.ExpectCounts([2, 2, 0, 1, 1, 0]);
        Assert.Equal("By upload", (await acme.Scim.Get($"/Users/{acme.GetId("renamed")}")).Text("/title"));
        JsonElement uploads = (await acme.Workplace.Get("/uploads")).Expect(200).At("/uploads");
        Assert.Equal(acme.GetList("uploads").Length + 1, uploads.GetArrayLength());

        (await kept.Operator.Send("DELETE", acme.OperatorPath)).Expect(202, 204);
        (await acme.Scim.Get("/Users?count=0")).ExpectError(401, 404);
        (await demo.Scim.Get("/Users?count=0")).Expect(200);
    }

    private static async Task CheckDeclarationsAsync(KeptTenant tenant)
    {
        foreach ((string path, string name) in new[]
        {
            ("", "info"), ("/settings", "settings"), ("/schemas", "schemas"), ("/resourceTypes", "resourceTypes"),
        })
        {
            ScimResponse read = await tenant.Operator.Get(tenant.OperatorPath + path);
            JsonSubset.AssertContains(tenant[name], read.Expect(200).Json);
        }
        JsonSubset.AssertContains(tenant["roles"], (await tenant.Workplace.Get("/roles")).Expect(200).At("/roles"));
    }

    private static async Task CheckResourcesAsync(KeptTenant tenant)
    {
        foreach (JsonProperty endpoint in tenant["resources"].EnumerateObject())
        {
            ScimResponse list = (await tenant.Scim.Get($"{endpoint.Name}?count=1000")).Expect(200);
            Dictionary<string, JsonElement> listed = list.Resources.ToDictionary(r => r.GetProperty("id").GetString()!);
            Assert.Equal(endpoint.Value.GetArrayLength(), listed.Count);
            foreach (JsonElement resource in endpoint.Value.EnumerateArray())
            {
                string id = resource.GetProperty("id").GetString()!;
                ScimResponse read = (await tenant.Scim.Get($"{endpoint.Name}/{id}")).Expect(200);
                JsonSubset.AssertContains(resource, read.Json);
                JsonSubset.AssertContains(resource, listed[id]);
                Assert.Equal(resource.GetProperty("meta").GetProperty("version").GetString(), read.ETag);
            }
        }
        foreach (JsonElement path in tenant.GetList("deleted"))
            (await tenant.Scim.Get(path.GetString()!)).ExpectError(404);
    }

    private static async Task CheckQueriesAsync(KeptTenant tenant)
    {
        foreach (JsonElement query in tenant.GetList("queries"))
        {
            string filter = query.GetProperty("filter").GetString()!;
            string endpoint = query.GetProperty("endpoint").GetString()!;
            ScimResponse found = (await tenant.Scim.Query(endpoint, filter, "count=1000")).Expect(200);
            string[] ids = [.. found.Each("/Resources", "/id").Order(StringComparer.Ordinal)];
            Assert.True(GetTexts(query.GetProperty("ids")).SequenceEqual(ids), $"{filter} found {found.Body}");
        }
        foreach (JsonElement search in tenant.GetList("directory"))
        {
            string words = search.GetProperty("q").GetString()!;
            ScimResponse found = await tenant.Workplace.Get($"/directory?q={Uri.EscapeDataString(words)}");
            foreach (string name in new[] { "users", "groups" })
            {
                IEnumerable<string> ids = found.Expect(200).Each($"/{name}", "/id").Order(StringComparer.Ordinal);
                Assert.Equal(GetTexts(search.GetProperty(name)), ids);
            }
        }
    }

    private static async Task CheckCredentialsAsync(KeptTenant tenant)
    {
        foreach (JsonElement token in tenant.GetList("tokens"))
        {
            string secret = token.GetProperty("token").GetString()!;
            if (!token.GetProperty("valid").GetBoolean())
            {
                (await tenant.Scim.WithToken(secret).Get("/Users?count=0")).ExpectError(401);
                continue;
            }
            ScimResponse credential = (await tenant.Workplace.WithToken(secret).Get("/credential")).Expect(200, 403);
            if (credential.Status == 200)
                JsonSubset.AssertContains(token.GetProperty("credential"), credential.Json);
            if (token.TryGetProperty("userId", out JsonElement user) && user.ValueKind == JsonValueKind.String)
                Assert.Equal(user.GetString(), (await tenant.Scim.WithToken(secret).Get("/Me")).Expect(200).Id);
        }
        foreach (JsonElement client in tenant.GetList("clients"))
        {
            string id = client.GetProperty("id").GetString()!, secret = client.GetProperty("secret").GetString()!;
            ScimResponse answer = await tenant.OAuth.Ask(id, secret);
            if (!client.GetProperty("valid").GetBoolean())
            {
                answer.Expect(400, 401);
                continue;
            }
            string token = answer.Expect(200).Text("/access_token");
            (await tenant.Scim.WithToken(token).Get("/Users?count=0")).Expect(200);
        }
    }

    private static async Task CheckSessionsAsync(KeptTenant tenant)
    {
        bool suspended = tenant["info"].GetProperty("state").GetString() == "suspended";
        foreach (JsonElement session in tenant.GetList("sessions"))
        {
            string token = session.GetProperty("token").GetString()!;
            ScimResponse found = (await tenant.Workplace.Introspect(token)).Expect(200);
            bool active = session.GetProperty("active").GetBoolean() && !suspended;
            Assert.Equal(active, found.At("/active").GetBoolean());
            if (!active)
                continue;
            Assert.Equal(session.GetProperty("userId").GetString(), found.Text("/sub"));
            Assert.Equal(session.GetProperty("id").GetString(), found.Text("/sid"));
        }
    }

    private static async Task CheckSitesAsync(KeptTenant tenant)
    {
        JsonElement[] sites = tenant.GetList("sites");
        Assert.Equal(sites.Length, (await tenant.Workplace.Get("/sites")).Expect(200).At("/sites").GetArrayLength());
        foreach (JsonElement site in sites)
        {
            string path = $"/sites/{site.GetProperty("id").GetString()}";
            ScimResponse read = (await tenant.Workplace.Get(path)).Expect(200);
            Assert.Equal(site.GetProperty("name").GetString(), read.Text("/name"));
            ScimResponse permissions = (await tenant.Workplace.Get($"{path}/permissions")).Expect(200);
            Assert.Equal(
                site.GetProperty("permissions").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()),
                permissions.At("/permissions").EnumerateArray()
                    .ToDictionary(p => p.GetProperty("groupId").GetString()!, p => p.GetProperty("role").GetString()));
            foreach (JsonProperty access in site.GetProperty("access").EnumerateObject())
            {
                ScimResponse role = (await tenant.Workplace.Get($"{path}/access/{access.Name}")).Expect(200);
                JsonSubset.AssertContains(access.Value, role.At("/role"));
            }
        }
        foreach (JsonElement deleted in tenant.GetList("deletedSites"))
            (await tenant.Workplace.Get($"/sites/{deleted.GetString()}")).Expect(404);
    }

    private static async Task CheckUploadsAsync(KeptTenant tenant)
    {
        foreach (JsonElement upload in tenant.GetList("uploads"))
        {
            string path = $"/uploads/{upload.GetProperty("id").GetString()}";
            ScimResponse read = (await tenant.Workplace.Get(path)).Expect(200);
            foreach (string name in new[] { "state", "rows", "mode", "createGroups", "dryRun", "blanks", "newGroups" })
                JsonSubset.AssertContains(upload.GetProperty(name), read.At($"/{name}"));
            ScimResponse errors = (await tenant.Workplace.Get($"{path}/errors")).Expect(200);
            Assert.Equal(upload.GetProperty("errors").GetInt32(), errors.At("/errors").GetArrayLength());
            ScimResponse result = (await tenant.Workplace.Get($"{path}/result")).Expect(200);
            Assert.Equal(upload.GetProperty("result").GetString(), result.Body);
        }
    }

    private static async Task CheckJsonWebTokenAsync(KeptTenant tenant)
    {
        JsonElement issuer = tenant["jwt"];
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(issuer.GetProperty("privateKey").GetString());
        string header = Encode(new { typ = "JWT", alg = "ES256", kid = issuer.GetProperty("kid").GetString() });
        string claims = Encode(new
        {
            iss = issuer.GetProperty("issuer").GetString(),
            aud = issuer.GetProperty("audience").GetString(),
            sub = "kept",
            exp = DateTimeOffset.UtcNow.AddMinutes(5).ToUnixTimeSeconds(),
        });
        byte[] signature = key.SignData(Encoding.ASCII.GetBytes($"{header}.{claims}"), HashAlgorithmName.SHA256);
        string token = $"{header}.{claims}.{Base64Url.EncodeToString(signature)}";
        (await tenant.Scim.WithToken(token).Get("/Users?count=0")).Expect(200);

        static string Encode(object part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));
    }

    private static async Task ChangeUserAsync(KeptTenant tenant)
    {
        string path = $"/Users/{tenant.GetId("renamed")}";
        string before = (await tenant.Scim.Get(path)).Expect(200).ETag;
        JsonObject change = Bodies.Patch(Bodies.Replace("title", "Upgraded"));
        ScimResponse patched = await tenant.Scim.Patch(path, change, ("If-Match", before));
        Assert.Equal("Upgraded", patched.Expect(200).Text("/title"));
        Assert.NotEqual(before, patched.ETag);
        (await tenant.Scim.Patch(path, change, ("If-Match", before))).ExpectError(412);
        JsonObject immutable = Bodies.Patch(Bodies.Replace($"{Badge}:number", "B-900"));
        (await tenant.Scim.Patch(path, immutable)).ExpectError(400, "mutability");
        JsonObject conflict = Bodies.Patch(Bodies.Replace("userName", "UPLOAD.1@acme.example"));
        (await tenant.Scim.Patch(path, conflict)).ExpectError(409, "uniqueness");
    }

    private static async Task ReactivateUsersAsync(KeptTenant tenant)
    {
        string inactive = tenant.GetId("inactive"), other = tenant.GetId("inactiveByApi");
        ScimResponse refused = await tenant.Workplace.Post("/sessions", new { userId = inactive });
        Assert.Equal("inactive", refused.Expect(403).Text("/reason"));
        (await tenant.Scim.Patch($"/Users/{inactive}", Bodies.Patch(Bodies.Replace("active", true)))).Expect(200, 204);
        (await tenant.Workplace.Post($"/users/{other}/activate")).Expect(200, 204);
        foreach (string user in new[] { inactive, other })
        {
            Assert.True((await tenant.Scim.Get($"/Users/{user}")).Expect(200).At("/active").GetBoolean());
            Assert.True(await tenant.Workplace.IsAlive((await tenant.Workplace.StartSession(user)).Token));
        }

        // Sessions from before the deactivation stay ended.
        JsonElement[] sessions = tenant.GetList("sessions");
        foreach (JsonElement session in sessions.Where(s => s.GetProperty("userId").GetString() == inactive))
            Assert.False(await tenant.Workplace.IsAlive(session.GetProperty("token").GetString()!));
        string latest = (await tenant.Workplace.StartSession(inactive)).Token;
        await tenant.Scim.Deactivate(inactive);
        Assert.False(await tenant.Workplace.IsAlive(latest));
    }

    private static async Task CreateUsersAsync(KeptTenant tenant)
    {
        foreach (string free in new[] { "freeUserName", "formerUserName" })
            await tenant.Scim.CreateUser(tenant.GetId(free));
        (await tenant.Scim.Post("/Users", Bodies.User("RENAMED.person@ACME.example"))).ExpectError(409, "uniqueness");
        (await CreateWithBadgeAsync(new { number = "B-033" })).ExpectError(409, "uniqueness");
        var doors = new[] { new { value = "x", code = "N12" } };
        (await CreateWithBadgeAsync(new { number = "B-901", doors })).ExpectError(409, "uniqueness");
        (await CreateWithBadgeAsync(new { number = "B-902", colour = "Blue" })).ExpectError(400, "invalidValue");
        (await CreateWithBadgeAsync(new { number = "B-056" })).Expect(201);   // was the number of a deleted user

        Task<ScimResponse> CreateWithBadgeAsync(object badge)
        {
            JsonObject user = Bodies.User("badge@acme.example");
            user["schemas"] = new JsonArray(Urn.User, Badge);
            user[Badge] = JsonSerializer.SerializeToNode(badge);
            return tenant.Scim.Post("/Users", user);
        }
    }

    private static async Task ChangeDevicesAsync(KeptTenant tenant)
    {
        string path = $"/Devices/{tenant.GetId("device")}";
        ScimResponse patched = await tenant.Scim.Patch(path, Bodies.Patch(Bodies.Replace("model", "Upgraded")));
        Assert.Equal("Upgraded", patched.Expect(200).Text("/model"));
        (await tenant.Scim.Post("/Devices", CreateDevice("sn-2"))).ExpectError(409, "uniqueness");
        (await tenant.Scim.Post("/Devices", CreateDevice("SN-4"))).Expect(201);
        (await tenant.Scim.Delete(path)).Expect(204);
        (await tenant.Scim.Get(path)).ExpectError(404);

        static JsonObject CreateDevice(string serial) =>
            new() { ["schemas"] = new JsonArray(Device), ["serial"] = serial };
    }

    private static async Task ApplyProfileRulesAsync(KeptTenant tenant)
    {
        string path = $"/Users/{tenant.GetId("early")}";
        (await tenant.Scim.Patch(path, Bodies.Patch(Bodies.Replace("nickName", "Early")))).Expect(200, 204);
        JsonObject tooLong = Bodies.Patch(Bodies.Replace("title", new string('t', 21)));
        (await tenant.Scim.Patch(path, tooLong)).ExpectError(400, "invalidValue");
        JsonObject visitor = Bodies.User("visitor", new { userType = "Visitor" });
        (await tenant.Scim.Post("/Users", visitor)).ExpectError(400, "invalidValue");
        JsonObject managed = Bodies.EnterpriseUser("managed", new { manager = new { value = tenant.GetId("early") } });
        (await tenant.Scim.Post("/Users", managed)).ExpectError(400);
        const string Existing = "globex.1@example.com";
        ScimResponse found = await tenant.Scim.Query("/Users", $"userName eq \"{Existing}\"");
        ScimResponse synced = await tenant.Scim.Post("/Users", Bodies.User(Existing, new { title = "Synced" }));
        Assert.Equal(Assert.Single(found.Each("/Resources", "/id")), synced.Expect(200, 201).Id);
    }

    private static async Task AddMemberAsync(KeptTenant tenant, string group, string user)
    {
        JsonObject patch = Bodies.Patch(Bodies.Add("members", Bodies.Members([user])));
        (await tenant.Scim.Patch($"/Groups/{group}", patch)).Expect(200, 204);
    }

    private static async Task<string?> GetRoleAsync(KeptTenant tenant, string site, string user) =>
        (await tenant.Workplace.Get($"/sites/{site}/access/{user}")).Expect(200).At("/role").GetString();

    private static string[] GetTexts(JsonElement list) => [.. list.EnumerateArray().Select(text => text.GetString()!)];
}

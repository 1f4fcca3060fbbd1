using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
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
        ScimResponse tenants = (await kept.Operator.GetAsync("/tenants?count=100")).AssertStatus(200);
        IEnumerable<string> ids = kept.Tenants.Select(tenant => tenant.Id).Order(StringComparer.Ordinal);
        Assert.Equal(ids, tenants.GetTexts("/tenants", "/id"));
        foreach (string deleted in kept.DeletedTenants)
            (await kept.Operator.GetAsync($"/tenants/{deleted}")).AssertStatus(404);
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

        string user = acme.GetId("user"),
            everyone = acme.GetId("everyone");
        (await acme.Scim.DeleteAsync($"/Users/{user}")).AssertStatus(204);
        (await acme.Scim.GetAsync($"/Users/{user}")).AssertError(404);
        Assert.DoesNotContain(user, await acme.Scim.ReadMemberIdsAsync(everyone));

        Assert.Equal(0, await kept.Server.StopAsync());
        await kept.Server.RestartAsync();
        (await acme.Scim.GetAsync($"/Users/{user}")).AssertError(404);
        Assert.Equal(
            "Upgraded",
            (await acme.Scim.GetAsync($"/Users/{acme.GetId("renamed")}")).AssertStatus(200).GetText("/title")
        );
    }

    [Fact]
    public async Task Use_GroupsAndSitesOfVersion01_FollowsTheRules()
    {
        await using KeptData kept = await KeptData.OpenAsync(Version);
        KeptTenant acme = kept.GetTenant("acme");
        string everyone = acme.GetId("everyone"),
            core = acme.GetId("core"),
            sales = acme.GetId("sales");
        string site = acme.GetId("intranet"),
            user = await acme.Scim.CreateUserAsync("new.member@acme.example");
        Assert.Null(await GetRoleAsync(acme, site, user));

        await AddMemberAsync(acme, everyone, user);
        Assert.Equal(51 + 5, (await acme.Scim.ReadMemberIdsAsync(everyone)).Length); // five came by the upload
        Assert.Equal("Viewer", await GetRoleAsync(acme, site, user));
        await AddMemberAsync(acme, core, user);
        Assert.Equal("Editor", await GetRoleAsync(acme, site, user));
        Assert.Contains((acme.GetId("engineering"), "indirect"), await acme.Scim.ReadGroupsAsync(user));
        JsonObject cycle = RequestBodies.CreatePatch(
            RequestBodies.AddOperation("members", RequestBodies.CreateMembers([acme.GetId("engineering")]))
        );
        (await acme.Scim.PatchAsync($"/Groups/{core}", cycle)).AssertError(400);

        JsonObject matching = RequestBodies.CreateGroup("SALES", user).WithMembers("externalId", "third-sales");
        Assert.Equal(sales, (await acme.Scim.PostAsync("/Groups", matching)).AssertStatus(201).Id);
        Assert.Contains(user, await acme.Scim.ReadMemberIdsAsync(sales));
        JsonObject repeat = RequestBodies.CreateGroup("sales").WithMembers("externalId", "okta-sales");
        (await acme.Scim.PostAsync("/Groups", repeat)).AssertError(409, "uniqueness");

        string permission = $"/sites/{site}/permissions/{sales}";
        (await acme.Workplace.PutAsync(permission, new { role = "Administrator" })).AssertStatus(200, 204);
        Assert.Equal("Administrator", await GetRoleAsync(acme, site, user));
        (await acme.Scim.DeleteAsync($"/Groups/{sales}")).AssertStatus(204);
        Assert.Equal("Editor", await GetRoleAsync(acme, site, user));
    }

    [Fact]
    public async Task Use_TenantsOfVersion01_FollowsTheRules()
    {
        await using KeptData kept = await KeptData.OpenAsync(Version);

        // The deletion that version 0.1 planned is planned again.
        KeptTenant demo = kept.GetTenant("demo");
        string inactive = Assert.Single(
            (await demo.Scim.QueryResourcesAsync("/Users", "active eq false")).GetTexts("/Resources", "/id")
        );
        await demo.Tenant.ChangeSettingsAsync(new { deprovisioning = new { deleteAfter = "PT1S" } });
        await Polling.WaitUntilAsync(
            async () => (await demo.Scim.GetAsync($"/Users/{inactive}")).Status == 404,
            DeletionTime,
            () => "the inactive user has not been deleted"
        );

        KeptTenant suspended = kept.GetTenant("initech");
        JsonElement session = Assert.Single(suspended.GetList("sessions"));
        (await suspended.Scim.PostAsync("/Users", RequestBodies.CreateUser("refused"))).AssertError(403);
        (await kept.Operator.SendRequestAsync("PATCH", suspended.OperatorPath, new { state = "active" })).AssertStatus(
            200
        );
        Assert.True(await suspended.Workplace.IsSessionActiveAsync(session.GetProperty("token").GetString()!));
        await suspended.Scim.CreateUserAsync("accepted");

        KeptTenant acme = kept.GetTenant("acme");
        ScimResponse upload = await acme.Workplace.RunUploadAsync(
            """
            userName,title,groups
            renamed.person@acme.example,By upload,Everyone
            uploaded.later@acme.example,New,Core
            """
        );
        upload.AssertCounts([2, 2, 0, 1, 1, 0]);
        Assert.Equal("By upload", (await acme.Scim.GetAsync($"/Users/{acme.GetId("renamed")}")).GetText("/title"));
        JsonElement uploads = (await acme.Workplace.GetAsync("/uploads")).AssertStatus(200).GetElement("/uploads");
        Assert.Equal(acme.GetList("uploads").Length + 1, uploads.GetArrayLength());

        (await kept.Operator.SendRequestAsync("DELETE", acme.OperatorPath)).AssertStatus(202, 204);
        (await acme.Scim.GetAsync("/Users?count=0")).AssertError(401, 404);
        (await demo.Scim.GetAsync("/Users?count=0")).AssertStatus(200);
    }

    private static async Task CheckDeclarationsAsync(KeptTenant tenant)
    {
        foreach (
            (string path, string name) in new[]
            {
                ("", "info"),
                ("/settings", "settings"),
                ("/schemas", "schemas"),
                ("/resourceTypes", "resourceTypes"),
            }
        )
        {
            ScimResponse read = await tenant.Operator.GetAsync(tenant.OperatorPath + path);
            JsonSubset.AssertContains(tenant[name], read.AssertStatus(200).Json);
        }
        JsonSubset.AssertContains(
            tenant["roles"],
            (await tenant.Workplace.GetAsync("/roles")).AssertStatus(200).GetElement("/roles")
        );
    }

    private static async Task CheckResourcesAsync(KeptTenant tenant)
    {
        foreach (JsonProperty endpoint in tenant["resources"].EnumerateObject())
        {
            ScimResponse list = (await tenant.Scim.GetAsync($"{endpoint.Name}?count=1000")).AssertStatus(200);
            Dictionary<string, JsonElement> listed = list.Resources.ToDictionary(r => r.GetProperty("id").GetString()!);
            Assert.Equal(endpoint.Value.GetArrayLength(), listed.Count);
            foreach (JsonElement resource in endpoint.Value.EnumerateArray())
            {
                string id = resource.GetProperty("id").GetString()!;
                ScimResponse read = (await tenant.Scim.GetAsync($"{endpoint.Name}/{id}")).AssertStatus(200);
                JsonSubset.AssertContains(resource, read.Json);
                JsonSubset.AssertContains(resource, listed[id]);
                Assert.Equal(resource.GetProperty("meta").GetProperty("version").GetString(), read.ETag);
            }
        }
        foreach (JsonElement path in tenant.GetList("deleted"))
            (await tenant.Scim.GetAsync(path.GetString()!)).AssertError(404);
    }

    private static async Task CheckQueriesAsync(KeptTenant tenant)
    {
        foreach (JsonElement query in tenant.GetList("queries"))
        {
            string filter = query.GetProperty("filter").GetString()!;
            string endpoint = query.GetProperty("endpoint").GetString()!;
            ScimResponse found = (await tenant.Scim.QueryResourcesAsync(endpoint, filter, "count=1000")).AssertStatus(
                200
            );
            string[] ids = [.. found.GetTexts("/Resources", "/id").Order(StringComparer.Ordinal)];
            Assert.True(GetTexts(query.GetProperty("ids")).SequenceEqual(ids), $"{filter} found {found.Body}");
        }
        foreach (JsonElement search in tenant.GetList("directory"))
        {
            string words = search.GetProperty("q").GetString()!;
            ScimResponse found = await tenant.Workplace.GetAsync($"/directory?q={Uri.EscapeDataString(words)}");
            foreach (string name in new[] { "users", "groups" })
            {
                IEnumerable<string> ids = found
                    .AssertStatus(200)
                    .GetTexts($"/{name}", "/id")
                    .Order(StringComparer.Ordinal);
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
                (await tenant.Scim.WithToken(secret).GetAsync("/Users?count=0")).AssertError(401);
                continue;
            }
            ScimResponse credential = (await tenant.Workplace.WithToken(secret).GetAsync("/credential")).AssertStatus(
                200,
                403
            );
            if (credential.Status == 200)
                JsonSubset.AssertContains(token.GetProperty("credential"), credential.Json);
            if (token.TryGetProperty("userId", out JsonElement user) && user.ValueKind == JsonValueKind.String)
                Assert.Equal(
                    user.GetString(),
                    (await tenant.Scim.WithToken(secret).GetAsync("/Me")).AssertStatus(200).Id
                );
        }
        foreach (JsonElement client in tenant.GetList("clients"))
        {
            string id = client.GetProperty("id").GetString()!,
                secret = client.GetProperty("secret").GetString()!;
            ScimResponse answer = await tenant.OAuth.RequestTokenAsync(id, secret);
            if (!client.GetProperty("valid").GetBoolean())
            {
                answer.AssertStatus(400, 401);
                continue;
            }
            string token = answer.AssertStatus(200).GetText("/access_token");
            (await tenant.Scim.WithToken(token).GetAsync("/Users?count=0")).AssertStatus(200);
        }
    }

    private static async Task CheckSessionsAsync(KeptTenant tenant)
    {
        bool suspended = tenant["info"].GetProperty("state").GetString() == "suspended";
        foreach (JsonElement session in tenant.GetList("sessions"))
        {
            string token = session.GetProperty("token").GetString()!;
            ScimResponse found = (await tenant.Workplace.IntrospectTokenAsync(token)).AssertStatus(200);
            bool active = session.GetProperty("active").GetBoolean() && !suspended;
            Assert.Equal(active, found.GetElement("/active").GetBoolean());
            if (!active)
                continue;
            Assert.Equal(session.GetProperty("userId").GetString(), found.GetText("/sub"));
            Assert.Equal(session.GetProperty("id").GetString(), found.GetText("/sid"));
        }
    }

    private static async Task CheckSitesAsync(KeptTenant tenant)
    {
        JsonElement[] sites = tenant.GetList("sites");
        Assert.Equal(
            sites.Length,
            (await tenant.Workplace.GetAsync("/sites")).AssertStatus(200).GetElement("/sites").GetArrayLength()
        );
        foreach (JsonElement site in sites)
        {
            string path = $"/sites/{site.GetProperty("id").GetString()}";
            ScimResponse read = (await tenant.Workplace.GetAsync(path)).AssertStatus(200);
            Assert.Equal(site.GetProperty("name").GetString(), read.GetText("/name"));
            ScimResponse permissions = (await tenant.Workplace.GetAsync($"{path}/permissions")).AssertStatus(200);
            Assert.Equal(
                site.GetProperty("permissions").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()),
                permissions
                    .GetElement("/permissions")
                    .EnumerateArray()
                    .ToDictionary(p => p.GetProperty("groupId").GetString()!, p => p.GetProperty("role").GetString())
            );
            foreach (JsonProperty access in site.GetProperty("access").EnumerateObject())
            {
                ScimResponse role = (await tenant.Workplace.GetAsync($"{path}/access/{access.Name}")).AssertStatus(200);
                JsonSubset.AssertContains(access.Value, role.GetElement("/role"));
            }
        }
        foreach (JsonElement deleted in tenant.GetList("deletedSites"))
            (await tenant.Workplace.GetAsync($"/sites/{deleted.GetString()}")).AssertStatus(404);
    }

    private static async Task CheckUploadsAsync(KeptTenant tenant)
    {
        foreach (JsonElement upload in tenant.GetList("uploads"))
        {
            string path = $"/uploads/{upload.GetProperty("id").GetString()}";
            ScimResponse read = (await tenant.Workplace.GetAsync(path)).AssertStatus(200);
            foreach (string name in new[] { "state", "rows", "mode", "createGroups", "dryRun", "blanks", "newGroups" })
                JsonSubset.AssertContains(upload.GetProperty(name), read.GetElement($"/{name}"));
            ScimResponse errors = (await tenant.Workplace.GetAsync($"{path}/errors")).AssertStatus(200);
            Assert.Equal(upload.GetProperty("errors").GetInt32(), errors.GetElement("/errors").GetArrayLength());
            ScimResponse result = (await tenant.Workplace.GetAsync($"{path}/result")).AssertStatus(200);
            Assert.Equal(upload.GetProperty("result").GetString(), result.Body);
        }
    }

    private static async Task CheckJsonWebTokenAsync(KeptTenant tenant)
    {
        JsonElement issuer = tenant["jwt"];
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(issuer.GetProperty("privateKey").GetString());
        string header = Encode(
            new
            {
                typ = "JWT",
                alg = "ES256",
                kid = issuer.GetProperty("kid").GetString(),
            }
        );
        string claims = Encode(
            new
            {
                iss = issuer.GetProperty("issuer").GetString(),
                aud = issuer.GetProperty("audience").GetString(),
                sub = "kept",
                exp = DateTimeOffset.UtcNow.AddMinutes(5).ToUnixTimeSeconds(),
            }
        );
        byte[] signature = key.SignData(Encoding.ASCII.GetBytes($"{header}.{claims}"), HashAlgorithmName.SHA256);
        string token = $"{header}.{claims}.{Base64Url.EncodeToString(signature)}";
        (await tenant.Scim.WithToken(token).GetAsync("/Users?count=0")).AssertStatus(200);

        static string Encode(object part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));
    }

    private static async Task ChangeUserAsync(KeptTenant tenant)
    {
        string path = $"/Users/{tenant.GetId("renamed")}";
        string before = (await tenant.Scim.GetAsync(path)).AssertStatus(200).ETag;
        JsonObject change = RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("title", "Upgraded"));
        ScimResponse patched = await tenant.Scim.PatchAsync(path, change, ("If-Match", before));
        Assert.Equal("Upgraded", patched.AssertStatus(200).GetText("/title"));
        Assert.NotEqual(before, patched.ETag);
        (await tenant.Scim.PatchAsync(path, change, ("If-Match", before))).AssertError(412);
        JsonObject immutable = RequestBodies.CreatePatch(RequestBodies.ReplaceOperation($"{Badge}:number", "B-900"));
        (await tenant.Scim.PatchAsync(path, immutable)).AssertError(400, "mutability");
        JsonObject conflict = RequestBodies.CreatePatch(
            RequestBodies.ReplaceOperation("userName", "UPLOAD.1@acme.example")
        );
        (await tenant.Scim.PatchAsync(path, conflict)).AssertError(409, "uniqueness");
    }

    private static async Task ReactivateUsersAsync(KeptTenant tenant)
    {
        string inactive = tenant.GetId("inactive"),
            other = tenant.GetId("inactiveByApi");
        ScimResponse refused = await tenant.Workplace.PostAsync("/sessions", new { userId = inactive });
        Assert.Equal("inactive", refused.AssertStatus(403).GetText("/reason"));
        (
            await tenant.Scim.PatchAsync(
                $"/Users/{inactive}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("active", true))
            )
        ).AssertStatus(200, 204);
        (await tenant.Workplace.PostAsync($"/users/{other}/activate")).AssertStatus(200, 204);
        foreach (string user in new[] { inactive, other })
        {
            Assert.True(
                (await tenant.Scim.GetAsync($"/Users/{user}")).AssertStatus(200).GetElement("/active").GetBoolean()
            );
            Assert.True(
                await tenant.Workplace.IsSessionActiveAsync((await tenant.Workplace.StartSessionAsync(user)).Token)
            );
        }

        // Sessions from before the deactivation stay ended.
        JsonElement[] sessions = tenant.GetList("sessions");
        foreach (JsonElement session in sessions.Where(s => s.GetProperty("userId").GetString() == inactive))
            Assert.False(await tenant.Workplace.IsSessionActiveAsync(session.GetProperty("token").GetString()!));
        string latest = (await tenant.Workplace.StartSessionAsync(inactive)).Token;
        await tenant.Scim.DeactivateUserAsync(inactive);
        Assert.False(await tenant.Workplace.IsSessionActiveAsync(latest));
    }

    private static async Task CreateUsersAsync(KeptTenant tenant)
    {
        foreach (string free in new[] { "freeUserName", "formerUserName" })
            await tenant.Scim.CreateUserAsync(tenant.GetId(free));
        (await tenant.Scim.PostAsync("/Users", RequestBodies.CreateUser("RENAMED.person@ACME.example"))).AssertError(
            409,
            "uniqueness"
        );
        (await CreateWithBadgeAsync(new { number = "B-033" })).AssertError(409, "uniqueness");
        var doors = new[] { new { value = "x", code = "N12" } };
        (await CreateWithBadgeAsync(new { number = "B-901", doors })).AssertError(409, "uniqueness");
        // The attribute name is part of the version 0.1 data. cspell:ignore colour
        (await CreateWithBadgeAsync(new { number = "B-902", colour = "Blue" })).AssertError(400, "invalidValue");
        (await CreateWithBadgeAsync(new { number = "B-056" })).AssertStatus(201); // was the number of a deleted user

        Task<ScimResponse> CreateWithBadgeAsync(object badge)
        {
            JsonObject user = RequestBodies.CreateUser("badge@acme.example");
            user["schemas"] = new JsonArray(ScimUrns.User, Badge);
            user[Badge] = JsonSerializer.SerializeToNode(badge);
            return tenant.Scim.PostAsync("/Users", user);
        }
    }

    private static async Task ChangeDevicesAsync(KeptTenant tenant)
    {
        string path = $"/Devices/{tenant.GetId("device")}";
        ScimResponse patched = await tenant.Scim.PatchAsync(
            path,
            RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("model", "Upgraded"))
        );
        Assert.Equal("Upgraded", patched.AssertStatus(200).GetText("/model"));
        (await tenant.Scim.PostAsync("/Devices", CreateDevice("sn-2"))).AssertError(409, "uniqueness");
        (await tenant.Scim.PostAsync("/Devices", CreateDevice("SN-4"))).AssertStatus(201);
        (await tenant.Scim.DeleteAsync(path)).AssertStatus(204);
        (await tenant.Scim.GetAsync(path)).AssertError(404);

        static JsonObject CreateDevice(string serial) =>
            new() { ["schemas"] = new JsonArray(Device), ["serial"] = serial };
    }

    private static async Task ApplyProfileRulesAsync(KeptTenant tenant)
    {
        string path = $"/Users/{tenant.GetId("early")}";
        (
            await tenant.Scim.PatchAsync(
                path,
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("nickName", "Early"))
            )
        ).AssertStatus(200, 204);
        JsonObject tooLong = RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("title", new string('t', 21)));
        (await tenant.Scim.PatchAsync(path, tooLong)).AssertError(400, "invalidValue");
        JsonObject visitor = RequestBodies.CreateUser("visitor", new { userType = "Visitor" });
        (await tenant.Scim.PostAsync("/Users", visitor)).AssertError(400, "invalidValue");
        JsonObject managed = RequestBodies.CreateEnterpriseUser(
            "managed",
            new { manager = new { value = tenant.GetId("early") } }
        );
        (await tenant.Scim.PostAsync("/Users", managed)).AssertError(400);
        const string Existing = "globex.1@example.com";
        ScimResponse found = await tenant.Scim.QueryResourcesAsync("/Users", $"userName eq \"{Existing}\"");
        ScimResponse synced = await tenant.Scim.PostAsync(
            "/Users",
            RequestBodies.CreateUser(Existing, new { title = "Synced" })
        );
        Assert.Equal(Assert.Single(found.GetTexts("/Resources", "/id")), synced.AssertStatus(200, 201).Id);
    }

    private static async Task AddMemberAsync(KeptTenant tenant, string group, string user)
    {
        JsonObject patch = RequestBodies.CreatePatch(
            RequestBodies.AddOperation("members", RequestBodies.CreateMembers([user]))
        );
        (await tenant.Scim.PatchAsync($"/Groups/{group}", patch)).AssertStatus(200, 204);
    }

    private static async Task<string?> GetRoleAsync(KeptTenant tenant, string site, string user) =>
        (await tenant.Workplace.GetAsync($"/sites/{site}/access/{user}"))
            .AssertStatus(200)
            .GetElement("/role")
            .GetString();

    private static string[] GetTexts(JsonElement list) => [.. list.EnumerateArray().Select(text => text.GetString()!)];
}

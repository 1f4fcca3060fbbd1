using Scim.Conformance.Tests.Workplace;

namespace Scim.Conformance.Tests.Lifecycle;

/// <summary>Sessions of users whom the hosting product has authenticated: started, introspected, listed, ended.</summary>
public sealed class SessionTests(SharedServer server)
{
    [Fact]
    public async Task Start_ByEachName_GivesATokenThatIntrospects()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        string id = await tenant.Scim.CreateUser("Ada@x.example", new { externalId = "e1" });
        HashSet<string> tokens = [];
        foreach (object by in new object[] { new { userName = "ada@X.example " }, new { userId = id }, new { externalId = "e1" } })
        {
            ScimResponse started = (await api.Post("/sessions", by)).Expect(201);
            Assert.Equal((id, "no-store"), (started.Text("/userId"), started.Header("Cache-Control")));
            DateTimeOffset expires = started.At("/expiresAt").GetDateTimeOffset();
            Assert.InRange(expires, DateTimeOffset.UtcNow.AddHours(23), DateTimeOffset.UtcNow.AddHours(25));
            Assert.True(tokens.Add(started.Text("/token")));

            ScimResponse alive = (await api.Introspect(started.Text("/token"))).Expect(200);
            Assert.True(alive.At("/active").GetBoolean());
            Assert.Equal((id, started.Id), (alive.Text("/sub"), alive.Text("/sid")));
            Assert.Equal(expires.ToUnixTimeSeconds(), alive.At("/exp").GetInt64());
        }

        Assert.Equal(3, (await api.Get($"/users/{id}/sessions")).Expect(200).At("/sessions").GetArrayLength());
    }

    [Fact]
    public async Task Start_ForNobody_Is403AndSaysUnknown()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        string gone = await tenant.Scim.CreateUser("gone");
        (await tenant.Scim.Delete($"/Users/{gone}")).Expect(204);
        object[] nobody = [new { userName = "nobody" }, new { userId = "nobody" }, new { userId = gone }, new { userName = "gone" }, new { externalId = "E1" },
            new { userId = "01890a5d-ac96-774b-bcce-b302099a8057" }];
        foreach (object by in nobody) Assert.Equal("unknown", (await api.Post("/sessions", by)).Expect(403).Text("/reason"));
    }

    [Fact]
    public async Task Start_ForOneWhoIsInactive_Is403AndSaysSo()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        string id = await tenant.Scim.CreateUser("leaver");
        await tenant.Scim.Deactivate(id);
        ScimResponse refused = (await api.Post("/sessions", new { userId = id })).Expect(403);
        Assert.Equal("inactive", refused.Text("/reason"));
        Assert.Equal("application/problem+json", refused.Header("Content-Type"));
        await tenant.Scim.CreateUser("future", new { active = false });
        Assert.Equal("inactive", (await api.Post("/sessions", new { userName = "future" })).Expect(403).Text("/reason"));
        (await api.Post($"/users/{id}/activate")).Expect(204);
        await api.StartSession(id);
    }

    [Fact]
    public async Task Start_WithAnAmbiguousExternalId_Is409()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        await tenant.Scim.CreateUser("one", new { externalId = "same" });
        await tenant.Scim.CreateUser("two", new { externalId = "same" });
        (await (await tenant.Workplace()).Post("/sessions", new { externalId = "same" })).Expect(409);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"userName":""}""")]
    [InlineData("""{"userName":"a","userId":"b"}""")]
    [InlineData("""{"userName":"a\u0000b"}""")]
    [InlineData("""{"userName":7}""")]
    [InlineData("""{"user":"a"}""")]
    [InlineData("""{"userName":null}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task Start_WithABrokenBody_Is400(string body) =>
        (await (await (await server.Operator.NewTenant()).Workplace()).Post("/sessions", body)).Expect(400);

    [Theory]
    [InlineData("scim_se_")]
    [InlineData("scim_se_AAAA")]
    [InlineData("nonsense")]
    [InlineData("scim_se_ÄÖÜ")]
    public async Task Introspect_OfWhatIsNoToken_IsNotActiveAndNothingElse(string token)
    {
        WorkplaceClient api = await (await server.Operator.NewTenant()).Workplace();
        Assert.Equal("""{"active":false}""", (await api.Introspect(token)).Expect(200).Body);
    }

    [Fact]
    public async Task Introspect_OfATamperedOrForeignToken_IsNotActive()
    {
        TestTenant tenant = await server.Operator.NewTenant(), other = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        string token = (await api.StartSession(await tenant.Scim.CreateUser("ada"))).Token;
        for (int i = SessionPrefix; i < token.Length; i += 7)
        {
            string tampered = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            Assert.False((await api.Introspect(tampered)).Expect(200).At("/active").GetBoolean());
        }

        Assert.False((await (await other.Workplace()).Introspect(token)).Expect(200).At("/active").GetBoolean());
        Assert.True((await api.Introspect(token)).At("/active").GetBoolean());
        (await api.WithToken(token).Get("/credential")).Expect(401);
        (await tenant.Scim.WithToken(token).Get("/Users")).Expect(401);
    }

    [Fact]
    public async Task Introspect_WithABrokenForm_IsRefused()
    {
        WorkplaceClient api = await (await server.Operator.NewTenant()).Workplace();
        (await api.PostForm("/sessions/introspect")).Expect(400);
        (await api.PostForm("/sessions/introspect", ("token", ""))).Expect(400);
        (await api.PostForm("/sessions/introspect", ("token", "a"), ("token", "b"))).Expect(400);
        (await api.Post("/sessions/introspect", new { token = "a" })).Expect(415);
        (await api.Get("/sessions/introspect")).Expect(405);
    }

    [Fact]
    public async Task Introspect_WithAHintAndEscapes_IsUnderstood()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        string token = (await api.StartSession(await tenant.Scim.CreateUser("ada"))).Token;
        ScimResponse answer = await api.PostForm("/sessions/introspect", ("token_type_hint", "access_token"), ("token", token));
        Assert.True(answer.Expect(200).At("/active").GetBoolean());
    }

    [Fact]
    public async Task Scopes_DecideWhoMayStartAndWhoMayAsk()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        (_, string reader) = await server.Operator.IssueToken(tenant.Id, scopes: ["workplace:read"]);
        string id = await tenant.Scim.CreateUser("ada");
        (string session, string token) = await api.StartSession(id);
        Assert.True((await api.WithToken(reader).Introspect(token)).Expect(200).At("/active").GetBoolean());
        (await api.WithToken(reader).Get($"/users/{id}/sessions")).Expect(200);
        (await api.WithToken(reader).Post("/sessions", new { userId = id })).Expect(403);
        (await api.WithToken(reader).Delete($"/users/{id}/sessions/{session}")).Expect(403);
        (await api.WithToken(tenant.Token).Introspect(token)).Expect(403);
    }

    [Fact]
    public async Task End_OfOneAndOfAll_EndsThem()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        string id = await tenant.Scim.CreateUser("ada"), other = await tenant.Scim.CreateUser("bob");
        (string first, string firstToken) = await api.StartSession(id);
        (string second, string secondToken) = await api.StartSession(id);
        (_, string untouched) = await api.StartSession(other);

        (await api.Delete($"/users/{other}/sessions/{first}")).Expect(404);
        (await api.Delete($"/users/{id}/sessions/{first}")).Expect(204);
        (await api.Delete($"/users/{id}/sessions/{first}")).Expect(404);
        Assert.Equal((false, true), (await api.IsAlive(firstToken), await api.IsAlive(secondToken)));
        Assert.Equal([second], (await api.Get($"/users/{id}/sessions")).Each("/sessions", "/id"));
        (await api.Delete($"/users/{id}/sessions")).Expect(204);
        Assert.Equal((false, true), (await api.IsAlive(secondToken), await api.IsAlive(untouched)));
        Assert.Empty((await api.Get($"/users/{id}/sessions")).Each("/sessions", "/id"));
        foreach (string nobody in new[] { "x", "01890a5d-ac96-774b-bcce-b302099a8057" })
        {
            (await api.Get($"/users/{nobody}/sessions")).Expect(404);
            (await api.Delete($"/users/{nobody}/sessions")).Expect(404);
        }
    }

    [Theory, MemberData(nameof(DeactivationTests.Shapes), MemberType = typeof(DeactivationTests))]
    public async Task Deactivation_InAnyShape_HasEndedTheSessionsWhenItIsAnswered(string operation)
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        string id = await tenant.Scim.CreateUser("leaver");
        string[] tokens = [(await api.StartSession(id)).Token, (await api.StartSession(id)).Token];
        (await tenant.Scim.Patch($"/Users/{id}", Bodies.Patch(System.Text.Json.Nodes.JsonNode.Parse(operation)!.AsObject()))).Expect(200, 204);
        foreach (string token in tokens) Assert.False(await api.IsAlive(token));

        // And reactivating gives none of them back.
        (await api.Post($"/users/{id}/activate")).Expect(204);
        foreach (string token in tokens) Assert.False(await api.IsAlive(token));
        Assert.True(await api.IsAlive((await api.StartSession(id)).Token));
    }

    [Fact]
    public async Task Deactivation_ByPutAndByAnAdministratorAndDeletion_EndSessionsToo()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        foreach (Func<string, Task> leave in new Func<string, Task>[]
        {
            async id => (await tenant.Scim.Put($"/Users/{id}", Bodies.User("leaver", new { active = false }))).Expect(200),
            async id => (await api.Post($"/users/{id}/deactivate")).Expect(204),
            async id => (await tenant.Scim.Delete($"/Users/{id}")).Expect(204),
        })
        {
            string id = await tenant.Scim.CreateUser("leaver");
            string token = (await api.StartSession(id)).Token;
            await leave(id);
            Assert.False(await api.IsAlive(token));
            (await api.Post("/sessions", new { userId = id })).Expect(403);
            (await tenant.Scim.Delete($"/Users/{id}")).Expect(204, 404);
        }
    }

    [Fact]
    public async Task Deactivation_ThatRacesWithStarts_LeavesNoSession()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        string id = await tenant.Scim.CreateUser("racer");
        for (int round = 0; round < 30; round++)
        {
            Task<ScimResponse>[] starts = [.. Enumerable.Range(0, 12).Select(_ => api.Post("/sessions", new { userId = id }))];
            Task deactivation = tenant.Scim.Deactivate(id);
            ScimResponse[] during = [.. await Task.WhenAll(starts.Concat(Enumerable.Range(0, 4).Select(_ => api.Post("/sessions", new { userId = id }))))];
            await deactivation;
            foreach (ScimResponse start in during)
            {
                if (start.Expect(201, 403).Status == 201) Assert.False(await api.IsAlive(start.Text("/token")), "A session survived the deactivation that it raced with.");
            }

            Assert.Empty((await api.Get($"/users/{id}/sessions")).Each("/sessions", "/id"));
            (await api.Post($"/users/{id}/activate")).Expect(204);
        }
    }

    [Fact]
    public async Task Expiry_OfLifetimeAndIdleness_EndsSessions()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        string id = await tenant.Scim.CreateUser("ada");
        await tenant.Settings(new { sessions = new { lifetime = "PT3S", idleTimeout = (string?)null } });
        string token = (await api.StartSession(id)).Token;
        Assert.True(await api.IsAlive(token));
        await Eventually.Holds(async () => !await api.IsAlive(token), TimeSpan.FromSeconds(20), () => "the session outlives its lifetime");

        await tenant.Settings(new { sessions = new { lifetime = "P1D", idleTimeout = "PT1H" } });
        token = (await api.StartSession(id)).Token;
        Assert.True(await api.IsAlive(token));
        await tenant.Settings(new { sessions = new { idleTimeout = "PT1S" } });
        await Task.Delay(1500);
        Assert.False(await api.IsAlive(token));
    }

    [Fact]
    public async Task Sessions_OverAHundred_GiveWayTheLeastUsedFirst()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        string id = await tenant.Scim.CreateUser("busy");
        List<string> tokens = [];
        for (int i = 0; i < 100; i++) tokens.Add((await api.StartSession(id)).Token);
        Assert.True(await api.IsAlive(tokens[0]));
        tokens.Add((await api.StartSession(id)).Token);
        Assert.Equal((true, false, true), (await api.IsAlive(tokens[0]), await api.IsAlive(tokens[1]), await api.IsAlive(tokens[100])));
    }

    [Theory]
    [InlineData("""{"sessions":{"idleTimeout":"PT0S"}}""")]
    [InlineData("""{"sessions":{"idleTimeout":"P2Y"}}""")]
    [InlineData("""{"sessions":{"lifetime":"P2Y"}}""")]
    [InlineData("""{"sessions":{"lifetime":"1h"}}""")]
    public async Task Settings_BeyondTheLimits_AreRefused(string body)
    {
        TestTenant tenant = await server.Operator.NewTenant();
        Assert.Contains("sessions.", (await server.Operator.Send("PATCH", $"/tenants/{tenant.Id}/settings", body)).Expect(400).Text("/detail"), StringComparison.Ordinal);
        ScimResponse settings = await server.Operator.Get($"/tenants/{tenant.Id}/settings");
        Assert.Equal(("PT2H", "P1D"), (settings.Text("/sessions/idleTimeout"), settings.Text("/sessions/lifetime")));
    }

    private static int SessionPrefix => "scim_se_".Length;
}

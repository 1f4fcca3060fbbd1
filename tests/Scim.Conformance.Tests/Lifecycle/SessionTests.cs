using Scim.Conformance.Tests.Fixtures;
using Scim.Testing.Server.Workplace;

namespace Scim.Conformance.Tests.Lifecycle;

/// <summary>
/// Sessions of users that the hosting product has authenticated: start, introspection, listing and end.
/// </summary>
public sealed class SessionTests(SharedServer server)
{
    [Fact]
    public async Task Start_ByEachIdentifier_ReturnsTokenThatIntrospects()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string id = await tenant.Scim.CreateUserAsync("Ada@x.example", new { externalId = "e1" });
        HashSet<string> tokens = [];
        foreach (
            object by in new object[]
            {
                new { userName = "ada@X.example " },
                new { userId = id },
                new { externalId = "e1" },
            }
        )
        {
            ScimResponse started = (await api.PostAsync("/sessions", by)).AssertStatus(201);
            Assert.Equal((id, "no-store"), (started.GetText("/userId"), started.GetHeader("Cache-Control")));
            DateTimeOffset expires = started.GetElement("/expiresAt").GetDateTimeOffset();
            Assert.InRange(expires, DateTimeOffset.UtcNow.AddHours(23), DateTimeOffset.UtcNow.AddHours(25));
            Assert.True(tokens.Add(started.GetText("/token")));

            ScimResponse alive = (await api.IntrospectTokenAsync(started.GetText("/token"))).AssertStatus(200);
            Assert.True(alive.GetElement("/active").GetBoolean());
            Assert.Equal((id, started.Id), (alive.GetText("/sub"), alive.GetText("/sid")));
            Assert.Equal(expires.ToUnixTimeSeconds(), alive.GetElement("/exp").GetInt64());
        }

        Assert.Equal(
            3,
            (await api.GetAsync($"/users/{id}/sessions")).AssertStatus(200).GetElement("/sessions").GetArrayLength()
        );
    }

    [Fact]
    public async Task Start_ForUnknownUser_Is403WithReason()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string deletedId = await tenant.Scim.CreateUserAsync("gone");
        (await tenant.Scim.DeleteAsync($"/Users/{deletedId}")).AssertStatus(204);
        object[] unknownUsers =
        [
            new { userName = "unknown" },
            new { userId = "unknown" },
            new { userId = deletedId },
            new { userName = "gone" },
            new { externalId = "E1" },
            new { userId = "01890a5d-ac96-774b-bcce-b302099a8057" },
        ];
        foreach (object by in unknownUsers)
            Assert.Equal("unknown", (await api.PostAsync("/sessions", by)).AssertStatus(403).GetText("/reason"));
    }

    [Fact]
    public async Task Start_ForInactiveUser_Is403WithReason()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string id = await tenant.Scim.CreateUserAsync("leaver");
        await tenant.Scim.DeactivateUserAsync(id);
        ScimResponse refused = (await api.PostAsync("/sessions", new { userId = id })).AssertStatus(403);
        Assert.Equal("inactive", refused.GetText("/reason"));
        Assert.Equal("application/problem+json", refused.GetHeader("Content-Type"));
        await tenant.Scim.CreateUserAsync("future", new { active = false });
        Assert.Equal(
            "inactive",
            (await api.PostAsync("/sessions", new { userName = "future" })).AssertStatus(403).GetText("/reason")
        );
        (await api.PostAsync($"/users/{id}/activate")).AssertStatus(204);
        await api.StartSessionAsync(id);
    }

    [Fact]
    public async Task Start_WithAmbiguousExternalId_Is409()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        await tenant.Scim.CreateUserAsync("one", new { externalId = "same" });
        await tenant.Scim.CreateUserAsync("two", new { externalId = "same" });
        (
            await (await tenant.CreateWorkplaceClientAsync()).PostAsync("/sessions", new { externalId = "same" })
        ).AssertStatus(409);
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
    public async Task Start_WithInvalidBody_Is400(string body) =>
        (
            await (await (await server.Operator.CreateTenantAsync()).CreateWorkplaceClientAsync()).PostAsync(
                "/sessions",
                body
            )
        ).AssertStatus(400);

    [Theory]
    [InlineData("scim_se_")]
    [InlineData("scim_se_AAAA")]
    [InlineData("nonsense")]
    [InlineData("scim_se_ÄÖÜ")]
    public async Task Introspect_OfInvalidToken_ReturnsOnlyInactive(string token)
    {
        WorkplaceClient api = await (await server.Operator.CreateTenantAsync()).CreateWorkplaceClientAsync();
        Assert.Equal("""{"active":false}""", (await api.IntrospectTokenAsync(token)).AssertStatus(200).Body);
    }

    [Fact]
    public async Task Introspect_OfTamperedOrForeignToken_IsNotActive()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync(),
            other = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string token = (await api.StartSessionAsync(await tenant.Scim.CreateUserAsync("ada"))).Token;
        for (int i = SessionPrefix; i < token.Length; i += 7)
        {
            string tampered = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            Assert.False(
                (await api.IntrospectTokenAsync(tampered)).AssertStatus(200).GetElement("/active").GetBoolean()
            );
        }

        Assert.False(
            (await (await other.CreateWorkplaceClientAsync()).IntrospectTokenAsync(token))
                .AssertStatus(200)
                .GetElement("/active")
                .GetBoolean()
        );
        Assert.True((await api.IntrospectTokenAsync(token)).GetElement("/active").GetBoolean());
        (await api.WithToken(token).GetAsync("/credential")).AssertStatus(401);
        (await tenant.Scim.WithToken(token).GetAsync("/Users")).AssertStatus(401);
    }

    [Fact]
    public async Task Introspect_WithMalformedForm_IsRejected()
    {
        WorkplaceClient api = await (await server.Operator.CreateTenantAsync()).CreateWorkplaceClientAsync();
        (await api.PostFormAsync("/sessions/introspect")).AssertStatus(400);
        (await api.PostFormAsync("/sessions/introspect", ("token", ""))).AssertStatus(400);
        (await api.PostFormAsync("/sessions/introspect", ("token", "a"), ("token", "b"))).AssertStatus(400);
        (await api.PostAsync("/sessions/introspect", new { token = "a" })).AssertStatus(415);
        (await api.GetAsync("/sessions/introspect")).AssertStatus(405);
    }

    [Fact]
    public async Task Introspect_WithTokenTypeHint_IsAccepted()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string token = (await api.StartSessionAsync(await tenant.Scim.CreateUserAsync("ada"))).Token;
        ScimResponse answer = await api.PostFormAsync(
            "/sessions/introspect",
            ("token_type_hint", "access_token"),
            ("token", token)
        );
        Assert.True(answer.AssertStatus(200).GetElement("/active").GetBoolean());
    }

    [Fact]
    public async Task Scopes_ControlSessionStartAndIntrospection()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        (_, string reader) = await server.Operator.IssueTokenAsync(tenant.Id, scopes: ["workplace:read"]);
        string id = await tenant.Scim.CreateUserAsync("ada");
        (string session, string token) = await api.StartSessionAsync(id);
        Assert.True(
            (await api.WithToken(reader).IntrospectTokenAsync(token))
                .AssertStatus(200)
                .GetElement("/active")
                .GetBoolean()
        );
        (await api.WithToken(reader).GetAsync($"/users/{id}/sessions")).AssertStatus(200);
        (await api.WithToken(reader).PostAsync("/sessions", new { userId = id })).AssertStatus(403);
        (await api.WithToken(reader).DeleteAsync($"/users/{id}/sessions/{session}")).AssertStatus(403);
        (await api.WithToken(tenant.Token).IntrospectTokenAsync(token)).AssertStatus(403);
    }

    [Fact]
    public async Task End_OfOneOrAllSessions_EndsThem()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string id = await tenant.Scim.CreateUserAsync("ada"),
            other = await tenant.Scim.CreateUserAsync("bob");
        (string first, string firstToken) = await api.StartSessionAsync(id);
        (string second, string secondToken) = await api.StartSessionAsync(id);
        (_, string untouched) = await api.StartSessionAsync(other);

        (await api.DeleteAsync($"/users/{other}/sessions/{first}")).AssertStatus(404);
        (await api.DeleteAsync($"/users/{id}/sessions/{first}")).AssertStatus(204);
        (await api.DeleteAsync($"/users/{id}/sessions/{first}")).AssertStatus(404);
        Assert.Equal(
            (false, true),
            (await api.IsSessionActiveAsync(firstToken), await api.IsSessionActiveAsync(secondToken))
        );
        Assert.Equal([second], (await api.GetAsync($"/users/{id}/sessions")).GetTexts("/sessions", "/id"));
        (await api.DeleteAsync($"/users/{id}/sessions")).AssertStatus(204);
        Assert.Equal(
            (false, true),
            (await api.IsSessionActiveAsync(secondToken), await api.IsSessionActiveAsync(untouched))
        );
        Assert.Empty((await api.GetAsync($"/users/{id}/sessions")).GetTexts("/sessions", "/id"));
        foreach (string unknownId in new[] { "x", "01890a5d-ac96-774b-bcce-b302099a8057" })
        {
            (await api.GetAsync($"/users/{unknownId}/sessions")).AssertStatus(404);
            (await api.DeleteAsync($"/users/{unknownId}/sessions")).AssertStatus(404);
        }
    }

    [Theory, MemberData(nameof(DeactivationTests.PatchShapes), MemberType = typeof(DeactivationTests))]
    public async Task Deactivation_ByAnyPatchForm_EndsSessionsBeforeResponse(string operation)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string id = await tenant.Scim.CreateUserAsync("leaver");
        string[] tokens = [(await api.StartSessionAsync(id)).Token, (await api.StartSessionAsync(id)).Token];
        (
            await tenant.Scim.PatchAsync(
                $"/Users/{id}",
                RequestBodies.CreatePatch(System.Text.Json.Nodes.JsonNode.Parse(operation)!.AsObject())
            )
        ).AssertStatus(200, 204);
        foreach (string token in tokens)
            Assert.False(await api.IsSessionActiveAsync(token));

        // Reactivation does not restore the sessions.
        (await api.PostAsync($"/users/{id}/activate")).AssertStatus(204);
        foreach (string token in tokens)
            Assert.False(await api.IsSessionActiveAsync(token));
        Assert.True(await api.IsSessionActiveAsync((await api.StartSessionAsync(id)).Token));
    }

    [Fact]
    public async Task DeactivationAndDeletion_ByAnyRequest_EndSessions()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        foreach (
            Func<string, Task> leave in new Func<string, Task>[]
            {
                async id =>
                    (
                        await tenant.Scim.PutAsync(
                            $"/Users/{id}",
                            RequestBodies.CreateUser("leaver", new { active = false })
                        )
                    ).AssertStatus(200),
                async id => (await api.PostAsync($"/users/{id}/deactivate")).AssertStatus(204),
                async id => (await tenant.Scim.DeleteAsync($"/Users/{id}")).AssertStatus(204),
            }
        )
        {
            string id = await tenant.Scim.CreateUserAsync("leaver");
            string token = (await api.StartSessionAsync(id)).Token;
            await leave(id);
            Assert.False(await api.IsSessionActiveAsync(token));
            (await api.PostAsync("/sessions", new { userId = id })).AssertStatus(403);
            (await tenant.Scim.DeleteAsync($"/Users/{id}")).AssertStatus(204, 404);
        }
    }

    [Fact]
    public async Task Deactivation_ConcurrentWithStarts_LeavesNoSession()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string id = await tenant.Scim.CreateUserAsync("racer");
        for (int round = 0; round < 30; round++)
        {
            Task<ScimResponse>[] starts =
            [
                .. Enumerable.Range(0, 12).Select(_ => api.PostAsync("/sessions", new { userId = id })),
            ];
            Task deactivation = tenant.Scim.DeactivateUserAsync(id);
            ScimResponse[] during =
            [
                .. await Task.WhenAll(
                    starts.Concat(Enumerable.Range(0, 4).Select(_ => api.PostAsync("/sessions", new { userId = id })))
                ),
            ];
            await deactivation;
            foreach (ScimResponse start in during)
            {
                if (start.AssertStatus(201, 403).Status == 201)
                    Assert.False(
                        await api.IsSessionActiveAsync(start.GetText("/token")),
                        "A session started during the deactivation is still active."
                    );
            }

            Assert.Empty((await api.GetAsync($"/users/{id}/sessions")).GetTexts("/sessions", "/id"));
            (await api.PostAsync($"/users/{id}/activate")).AssertStatus(204);
        }
    }

    [Fact]
    public async Task Expiry_OfLifetimeOrIdleTimeout_EndsSession()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string id = await tenant.Scim.CreateUserAsync("ada");
        await tenant.ChangeSettingsAsync(new { sessions = new { lifetime = "PT3S", idleTimeout = (string?)null } });
        string token = (await api.StartSessionAsync(id)).Token;
        Assert.True(await api.IsSessionActiveAsync(token));
        await Polling.WaitUntilAsync(
            async () => !await api.IsSessionActiveAsync(token),
            TimeSpan.FromSeconds(20),
            () => "the session is still active after its lifetime"
        );

        await tenant.ChangeSettingsAsync(new { sessions = new { lifetime = "P1D", idleTimeout = "PT1H" } });
        token = (await api.StartSessionAsync(id)).Token;
        Assert.True(await api.IsSessionActiveAsync(token));
        await tenant.ChangeSettingsAsync(new { sessions = new { idleTimeout = "PT1S" } });
        await Task.Delay(1500);
        Assert.False(await api.IsSessionActiveAsync(token));
    }

    [Fact]
    public async Task Sessions_OverOneHundred_EvictLeastRecentlyUsed()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string id = await tenant.Scim.CreateUserAsync("busy");
        List<string> tokens = [];
        for (int i = 0; i < 100; i++)
            tokens.Add((await api.StartSessionAsync(id)).Token);
        Assert.True(await api.IsSessionActiveAsync(tokens[0]));
        tokens.Add((await api.StartSessionAsync(id)).Token);
        Assert.Equal(
            (true, false, true),
            (
                await api.IsSessionActiveAsync(tokens[0]),
                await api.IsSessionActiveAsync(tokens[1]),
                await api.IsSessionActiveAsync(tokens[100])
            )
        );
    }

    [Theory]
    [InlineData("""{"sessions":{"idleTimeout":"PT0S"}}""")]
    [InlineData("""{"sessions":{"idleTimeout":"P2Y"}}""")]
    [InlineData("""{"sessions":{"lifetime":"P2Y"}}""")]
    [InlineData("""{"sessions":{"lifetime":"1h"}}""")]
    public async Task Settings_OutsideLimits_AreRejected(string body)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        Assert.Contains(
            "sessions.",
            (await server.Operator.SendRequestAsync("PATCH", $"/tenants/{tenant.Id}/settings", body))
                .AssertStatus(400)
                .GetText("/detail"),
            StringComparison.Ordinal
        );
        ScimResponse settings = await server.Operator.GetAsync($"/tenants/{tenant.Id}/settings");
        Assert.Equal(
            ("PT2H", "P1D"),
            (settings.GetText("/sessions/idleTimeout"), settings.GetText("/sessions/lifetime"))
        );
    }

    private static int SessionPrefix => "scim_se_".Length;
}

using Scim.Conformance.Tests.Fixtures;
using Scim.Conformance.Tests.Races;
using static Scim.Conformance.Tests.Schemas.CustomSchemaBuilder;

namespace Scim.Conformance.Tests.Schemas;

/// <summary>
/// Concurrent requests for one value of an attribute that must be unique, and schema changes while users are written.
/// </summary>
public sealed class UniqueValueRaceTests(SharedServer server)
{
    private const int RequestCount = 64;
    private const string ExtensionUrn = "urn:example:race:2.0:X";

    [Fact]
    public async Task Post_OfOneValueConcurrently_CreatesOneUser()
    {
        TestTenant tenant = await (await server.Operator.CreateTenantAsync()).AddBadgesAsync();
        for (int round = 0; round < 5; round++)
        {
            string number = $"Wanted-{round}";
            ScimResponse[] responses = await ConcurrentSender.SendAllAsync(
                RequestCount,
                i => tenant.Scim.PostAsync("/Users", CreateUser($"racer.{round}.{i}", new { number }))
            );
            ScimResponse winner = Assert.Single(responses, response => response.Status == 201);
            Assert.All(
                responses.Where(r => r != winner),
                r =>
                    Assert.Contains(
                        $"{BadgeUrn}:number",
                        r.AssertError(409, "uniqueness").GetText("/detail"),
                        StringComparison.Ordinal
                    )
            );
            ScimResponse found = (
                await tenant.Scim.QueryResourcesAsync("/Users", $"{BadgeUrn}:number eq \"{number}\"")
            ).AssertStatus(200);
            Assert.Equal(winner.Id, Assert.Single(found.GetTexts("/Resources", "/id")));

            // The rejected requests left no reservation: neither of the value nor of the userName.
            int rejected = Array.FindIndex(responses, r => r != winner);
            (
                await tenant.Scim.PostAsync(
                    "/Users",
                    CreateUser($"racer.{round}.{rejected}", new { number = $"{number}-b" })
                )
            ).AssertStatus(201);
        }
    }

    [Fact]
    public async Task Patch_ToOneValueConcurrently_SucceedsOnce()
    {
        TestTenant tenant = await (await server.Operator.CreateTenantAsync()).AddBadgesAsync();
        string[] users = new string[RequestCount];
        for (int i = 0; i < RequestCount; i++)
            users[i] = (await tenant.Scim.PostAsync("/Users", CreateUser($"user.{i}", new { number = $"n{i}" })))
                .AssertStatus(201)
                .Id;
        ScimResponse[] responses = await ConcurrentSender.SendAllAsync(
            RequestCount,
            i =>
                tenant.Scim.PatchAsync(
                    $"/Users/{users[i]}",
                    RequestBodies.CreatePatch(
                        RequestBodies.AddOperation(
                            $"{BadgeUrn}:doors",
                            new[] { new { value = "main", code = "Prize" } }
                        )
                    )
                )
        );
        int winner = Array.FindIndex(responses, r => r.Status == 200);
        Assert.Single(responses, r => r.Status == 200);
        Assert.All(responses.Where((_, i) => i != winner), r => r.AssertError(409, "uniqueness"));
        Assert.Equal(
            users[winner],
            Assert.Single(
                (await tenant.Scim.QueryResourcesAsync("/Users", $"{BadgeUrn}:doors.code eq \"Prize\""))
                    .AssertStatus(200)
                    .GetTexts("/Resources", "/id")
            )
        );
    }

    [Fact]
    public async Task Change_OfSchemaDuringUserWrites_LeavesNoViolatingUser()
    {
        for (int round = 0; round < 4; round++)
        {
            TestTenant tenant = await server.Operator.CreateTenantAsync();
            (
                await tenant.AddSchemaAsync(CreateSchema(ExtensionUrn, CreateAttribute("a"), CreateAttribute("b")))
            ).AssertStatus(201);
            (await tenant.ExtendUserTypeAsync((ExtensionUrn, false))).AssertStatus(200);
            using var stop = new CancellationTokenSource();
            int writes = 0;
            Task[] writers =
            [
                .. Enumerable
                    .Range(0, 8)
                    .Select(async w =>
                    {
                        for (int i = 0; !stop.IsCancellationRequested; i++)
                        {
                            // A value of attribute a is stored under the old schema and ignored under the new one.
                            ScimResponse response = await tenant.Scim.PostAsync(
                                "/Users",
                                CreateUser(
                                    $"w{w}.{i}",
                                    i % 50 == 49 ? new { a = "x", b = "y" } : new { b = "y" } as object,
                                    ExtensionUrn
                                )
                            );
                            response.AssertStatus(201);
                            Interlocked.Increment(ref writes);
                        }
                    }),
            ];
            await Polling.WaitUntilAsync(
                () => Task.FromResult(writes > 40 * (round + 1)),
                TimeSpan.FromSeconds(60),
                () => "no user was created"
            );
            ScimResponse change = (
                await tenant.ReplaceSchemaAsync(CreateSchema(ExtensionUrn, CreateAttribute("b")))
            ).AssertStatus(200, 409);
            int at = writes;
            await Polling.WaitUntilAsync(
                () => Task.FromResult(writes > at + 100),
                TimeSpan.FromSeconds(60),
                () => "no user was created after the change"
            );
            await stop.CancelAsync();
            await Task.WhenAll(writers);

            if (change.Status == 200)
            {
                // No user has a value for a: otherwise it could not be registered again with another type.
                (
                    await tenant.ReplaceSchemaAsync(
                        CreateSchema(ExtensionUrn, CreateAttribute("b"), CreateAttribute("a", new { type = "integer" }))
                    )
                ).AssertStatus(200);
                Assert.Equal(
                    0,
                    (await tenant.Scim.QueryResourcesAsync("/Users", $"{ExtensionUrn}:a pr"))
                        .AssertStatus(200)
                        .TotalResults
                );
            }
            else
            {
                Assert.NotEqual(
                    0,
                    (await tenant.Scim.QueryResourcesAsync("/Users", $"{ExtensionUrn}:a pr"))
                        .AssertStatus(200)
                        .TotalResults
                );
            }
        }
    }

    [Fact]
    public async Task Unique_DeclaredDuringConcurrentWrites_IsRejectedOrEnforced()
    {
        for (int round = 0; round < 5; round++)
        {
            TestTenant tenant = await server.Operator.CreateTenantAsync();
            (await tenant.AddSchemaAsync(CreateSchema(ExtensionUrn, CreateAttribute("a")))).AssertStatus(201);
            (await tenant.ExtendUserTypeAsync((ExtensionUrn, false))).AssertStatus(200);
            Task<ScimResponse> change = tenant.ReplaceSchemaAsync(
                CreateSchema(ExtensionUrn, CreateAttribute("a", new { uniqueness = "server" }))
            );
            ScimResponse[] posts = await ConcurrentSender.SendAllAsync(
                16,
                i => tenant.Scim.PostAsync("/Users", CreateUser($"u{i}", new { a = "same" }, ExtensionUrn))
            );
            bool unique = (await change).AssertStatus(200, 409).Status == 200;
            int stored = (await tenant.Scim.QueryResourcesAsync("/Users", $"{ExtensionUrn}:a eq \"same\""))
                .AssertStatus(200)
                .TotalResults;
            Assert.Equal(posts.Count(p => p.AssertStatus(201, 409).Status == 201), stored);
            if (unique)
                Assert.True(stored <= 1, $"{stored} users have the value that must be unique.");
        }
    }

    [Fact]
    public async Task Registrations_Concurrent_AreAllKept()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        ScimResponse[] answers = await ConcurrentSender.SendAllAsync(
            16,
            i => tenant.AddSchemaAsync(CreateSchema($"urn:example:many:2.0:S{i}", CreateAttribute("a")))
        );
        Assert.All(answers, a => a.AssertStatus(201));
        Assert.Equal(
            16,
            (await tenant.Operator.GetAsync($"/tenants/{tenant.Id}/schemas")).AssertStatus(200).TotalResults
        );
        answers = await ConcurrentSender.SendAllAsync(
            16,
            _ => tenant.AddSchemaAsync(CreateSchema("urn:example:many:2.0:Same", CreateAttribute("a")))
        );
        Assert.Single(answers, a => a.Status == 201);
    }
}

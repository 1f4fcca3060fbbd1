using Scim.Conformance.Tests.Races;
using static Scim.Conformance.Tests.Schemas.Declared;

namespace Scim.Conformance.Tests.Schemas;

/// <summary>One value of an attribute that must be unique, many who want it; and schemas that change while users are written.</summary>
public sealed class UniqueValueRaceTests(SharedServer server)
{
    private const int Many = 64;
    private const string X = "urn:example:race:2.0:X";

    [Fact]
    public async Task Post_OfOneValueByManyAtOnce_CreatesOneUser()
    {
        TestTenant tenant = await (await server.Operator.NewTenant()).WithBadges();
        for (int round = 0; round < 5; round++)
        {
            string number = $"Wanted-{round}";
            ScimResponse[] responses = await Gate.Together(Many, i => tenant.Scim.Post("/Users", User($"racer.{round}.{i}", new { number })));
            ScimResponse winner = Assert.Single(responses, response => response.Status == 201);
            Assert.All(responses.Where(r => r != winner), r => Assert.Contains($"{Badge}:number", r.ExpectError(409, "uniqueness").Text("/detail"), StringComparison.Ordinal));
            ScimResponse found = (await tenant.Scim.Query("/Users", $"{Badge}:number eq \"{number}\"")).Expect(200);
            Assert.Equal(winner.Id, Assert.Single(found.Each("/Resources", "/id")));

            // Whoever lost kept nothing: not the name that he claimed along with it either.
            int loser = Array.FindIndex(responses, r => r != winner);
            (await tenant.Scim.Post("/Users", User($"racer.{round}.{loser}", new { number = $"{number}-b" }))).Expect(201);
        }
    }

    [Fact]
    public async Task Patch_ToOneValueByManyAtOnce_GivesItToOne()
    {
        TestTenant tenant = await (await server.Operator.NewTenant()).WithBadges();
        string[] users = new string[Many];
        for (int i = 0; i < Many; i++) users[i] = (await tenant.Scim.Post("/Users", User($"user.{i}", new { number = $"n{i}" }))).Expect(201).Id;
        ScimResponse[] responses = await Gate.Together(
            Many, i => tenant.Scim.Patch($"/Users/{users[i]}", Bodies.Patch(Bodies.Add($"{Badge}:doors", new[] { new { value = "main", code = "Prize" } }))));
        int winner = Array.FindIndex(responses, r => r.Status == 200);
        Assert.Single(responses, r => r.Status == 200);
        Assert.All(responses.Where((_, i) => i != winner), r => r.ExpectError(409, "uniqueness"));
        Assert.Equal(users[winner], Assert.Single((await tenant.Scim.Query("/Users", $"{Badge}:doors.code eq \"Prize\"")).Expect(200).Each("/Resources", "/id")));
    }

    [Fact]
    public async Task Change_OfASchemaWhileUsersAreWritten_LeavesNoUserThatBreaksIt()
    {
        for (int round = 0; round < 4; round++)
        {
            TestTenant tenant = await server.Operator.NewTenant();
            (await tenant.Declare(Schema(X, Attribute("a"), Attribute("b")))).Expect(201);
            (await tenant.ExtendUsers((X, false))).Expect(200);
            using var stop = new CancellationTokenSource();
            int writes = 0;
            Task[] writers = [.. Enumerable.Range(0, 8).Select(async w =>
            {
                for (int i = 0; !stop.IsCancellationRequested; i++)
                {
                    // Under the old schema with a value that the new one has no place for, under the new one it is ignored.
                    ScimResponse response = await tenant.Scim.Post("/Users", User($"w{w}.{i}", i % 50 == 49 ? new { a = "x", b = "y" } : new { b = "y" } as object, X));
                    response.Expect(201);
                    Interlocked.Increment(ref writes);
                }
            })];
            await Eventually.Holds(() => Task.FromResult(writes > 40 * (round + 1)), TimeSpan.FromSeconds(60), () => "nothing is written");
            ScimResponse change = (await tenant.Redeclare(Schema(X, Attribute("b")))).Expect(200, 409);
            int at = writes;
            await Eventually.Holds(() => Task.FromResult(writes > at + 100), TimeSpan.FromSeconds(60), () => "nothing is written after the change");
            await stop.CancelAsync();
            await Task.WhenAll(writers);

            if (change.Status == 200)
            {
                // Nobody has it: otherwise it could not be declared anew with another type.
                (await tenant.Redeclare(Schema(X, Attribute("b"), Attribute("a", new { type = "integer" })))).Expect(200);
                Assert.Equal(0, (await tenant.Scim.Query("/Users", $"{X}:a pr")).Expect(200).TotalResults);
            }
            else
            {
                Assert.NotEqual(0, (await tenant.Scim.Query("/Users", $"{X}:a pr")).Expect(200).TotalResults);
            }
        }
    }

    [Fact]
    public async Task Unique_DeclaredWhileTheSameValueIsWritten_IsEitherRefusedOrKept()
    {
        for (int round = 0; round < 5; round++)
        {
            TestTenant tenant = await server.Operator.NewTenant();
            (await tenant.Declare(Schema(X, Attribute("a")))).Expect(201);
            (await tenant.ExtendUsers((X, false))).Expect(200);
            Task<ScimResponse> change = tenant.Redeclare(Schema(X, Attribute("a", new { uniqueness = "server" })));
            ScimResponse[] posts = await Gate.Together(16, i => tenant.Scim.Post("/Users", User($"u{i}", new { a = "same" }, X)));
            bool unique = (await change).Expect(200, 409).Status == 200;
            int stored = (await tenant.Scim.Query("/Users", $"{X}:a eq \"same\"")).Expect(200).TotalResults;
            Assert.Equal(posts.Count(p => p.Expect(201, 409).Status == 201), stored);
            if (unique) Assert.True(stored <= 1, $"{stored} users have the value that must be unique.");
        }
    }

    [Fact]
    public async Task Declarations_ByManyAtOnce_AllCount()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        ScimResponse[] answers = await Gate.Together(16, i => tenant.Declare(Schema($"urn:example:many:2.0:S{i}", Attribute("a"))));
        Assert.All(answers, a => a.Expect(201));
        Assert.Equal(16, (await tenant.Operator.Get($"/tenants/{tenant.Id}/schemas")).Expect(200).TotalResults);
        answers = await Gate.Together(16, _ => tenant.Declare(Schema("urn:example:many:2.0:Same", Attribute("a"))));
        Assert.Single(answers, a => a.Status == 201);
    }
}

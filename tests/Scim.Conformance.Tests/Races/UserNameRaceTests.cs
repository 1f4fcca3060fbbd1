namespace Scim.Conformance.Tests.Races;

/// <summary>One name, many who want it.</summary>
public sealed class UserNameRaceTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private const int Many = 64;

    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact]
    public async Task Post_OfOneNameByManyAtOnce_CreatesOneUser()
    {
        for (int round = 0; round < 5; round++)
        {
            string name = $"Wanted.{round}";
            ScimResponse[] responses = await Gate.Together(Many,
                i => Scim.Post("/Users", Bodies.User(i % 2 == 0 ? name : name.ToUpperInvariant(), new { displayName = $"{i}" })));
            ScimResponse winner = Assert.Single(responses, response => response.Status == 201);
            Assert.All(responses.Where(response => response != winner), response => response.ExpectError(409, "uniqueness"));
            ScimResponse found = (await Scim.Query("/Users", $"userName eq \"{name}\"")).Expect(200);
            Assert.Equal(1, found.TotalResults);
            Assert.Equal(winner.Id, found.Text("/Resources/0/id"));
        }
    }

    [Fact]
    public async Task Rename_ToOneNameByManyAtOnce_GivesItToOne()
    {
        string[] users = await Scim.CreateUsers("renamer", Many);
        ScimResponse[] responses = await Gate.Together(Many,
            i => Scim.Patch($"/Users/{users[i]}", Bodies.Patch(Bodies.Replace("userName", "the.prize"))));
        int winner = Array.FindIndex(responses, response => response.Status is 200 or 204);
        Assert.InRange(winner, 0, Many - 1);
        for (int i = 0; i < Many; i++)
        {
            if (i != winner)
                responses[i].ExpectError(409, "uniqueness");
            Assert.Equal(i == winner ? "the.prize" : $"renamer.{i}", (await Scim.Get($"/Users/{users[i]}")).Expect(200).Text("/userName"));
        }
        Assert.Equal(users[winner], (await Scim.Query("/Users", "userName eq \"the.prize\"")).Expect(200).Text("/Resources/0/id"));
        await Scim.CreateUser($"renamer.{winner}");
        (await Scim.Post("/Users", Bodies.User($"renamer.{(winner + 1) % Many}"))).ExpectError(409, "uniqueness");
    }

    [Fact]
    public async Task CreateAndRename_ToOneNameAtOnce_GiveItToOne()
    {
        string[] users = await Scim.CreateUsers("mixed", Many / 2);
        ScimResponse[] responses = await Gate.Together(Many, i => i < users.Length
            ? Scim.Patch($"/Users/{users[i]}", Bodies.Patch(Bodies.Replace("userName", "mixed.prize")))
            : Scim.Post("/Users", Bodies.User("MIXED.prize")));
        Assert.Single(responses, response => response.Status is 200 or 201 or 204);
        Assert.All(responses.Where(response => response.Status >= 300), response => response.ExpectError(409, "uniqueness"));
        Assert.Equal(1, (await Scim.Query("/Users", "userName eq \"mixed.prize\"")).Expect(200).TotalResults);
    }

    [Fact]
    public async Task CreateAndDelete_OfOneNameAgainAndAgain_NeverFindsItTaken()
    {
        string? last = null;
        for (int i = 0; i < 100; i++)
        {
            string id = await Scim.CreateUser(i % 2 == 0 ? "revolving.door" : "REVOLVING.DOOR");
            Assert.NotEqual(last, id);
            last = id;
            (await Scim.Delete($"/Users/{id}")).Expect(204);
        }
        Assert.Equal(0, (await Scim.Query("/Users", "userName eq \"revolving.door\"")).Expect(200).TotalResults);
        await Scim.CreateUser("revolving.door");
    }

    [Fact]
    public async Task CreateAndDelete_OfOneNameByManyAtOnce_LeavesItFree()
    {
        int created = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (int i = 0; i < 25; i++)
            {
                ScimResponse response = (await Scim.Post("/Users", Bodies.User("contested"))).Expect(201, 409);
                if (response.Status != 201)
                    continue;
                Interlocked.Increment(ref created);
                Assert.Equal(1, (await Scim.Query("/Users", "userName eq \"contested\"")).Expect(200).TotalResults);
                (await Scim.Delete($"/Users/{response.Id}")).Expect(204);
            }
        }));
        Assert.True(created > 0);
        Assert.Equal(0, (await Scim.Query("/Users", "userName eq \"contested\"")).Expect(200).TotalResults);
        await Scim.CreateUser("contested");
    }

    [Fact]
    public async Task Delete_OfOneUserByManyAtOnce_SucceedsOnce()
    {
        string user = await Scim.CreateUser("deleted.once");
        ScimResponse[] responses = await Gate.Together(32, _ => Scim.Delete($"/Users/{user}"));
        Assert.Single(responses, response => response.Status == 204);
        Assert.All(responses.Where(response => response.Status != 204), response => response.ExpectError(404));
    }
}

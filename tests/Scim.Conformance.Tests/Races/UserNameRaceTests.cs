using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Races;

/// <summary>Concurrent requests for one userName.</summary>
public sealed class UserNameRaceTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private const int RequestCount = 64;

    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact]
    public async Task Post_OfOneNameConcurrently_CreatesOneUser()
    {
        for (int round = 0; round < 5; round++)
        {
            string name = $"Wanted.{round}";
            ScimResponse[] responses = await ConcurrentSender.SendAllAsync(
                RequestCount,
                i =>
                    Scim.PostAsync(
                        "/Users",
                        RequestBodies.CreateUser(
                            i % 2 == 0 ? name : name.ToUpperInvariant(),
                            new { displayName = $"{i}" }
                        )
                    )
            );
            ScimResponse winner = Assert.Single(responses, response => response.Status == 201);
            Assert.All(
                responses.Where(response => response != winner),
                response => response.AssertError(409, "uniqueness")
            );
            ScimResponse found = (await Scim.QueryResourcesAsync("/Users", $"userName eq \"{name}\"")).AssertStatus(
                200
            );
            Assert.Equal(1, found.TotalResults);
            Assert.Equal(winner.Id, found.GetText("/Resources/0/id"));
        }
    }

    [Fact]
    public async Task Rename_ToOneNameConcurrently_SucceedsOnce()
    {
        string[] users = await Scim.CreateUsersAsync("renamer", RequestCount);
        ScimResponse[] responses = await ConcurrentSender.SendAllAsync(
            RequestCount,
            i =>
                Scim.PatchAsync(
                    $"/Users/{users[i]}",
                    RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("userName", "the.prize"))
                )
        );
        int winner = Array.FindIndex(responses, response => response.Status is 200 or 204);
        Assert.InRange(winner, 0, RequestCount - 1);
        for (int i = 0; i < RequestCount; i++)
        {
            if (i != winner)
                responses[i].AssertError(409, "uniqueness");
            Assert.Equal(
                i == winner ? "the.prize" : $"renamer.{i}",
                (await Scim.GetAsync($"/Users/{users[i]}")).AssertStatus(200).GetText("/userName")
            );
        }
        Assert.Equal(
            users[winner],
            (await Scim.QueryResourcesAsync("/Users", "userName eq \"the.prize\""))
                .AssertStatus(200)
                .GetText("/Resources/0/id")
        );
        await Scim.CreateUserAsync($"renamer.{winner}");
        (
            await Scim.PostAsync("/Users", RequestBodies.CreateUser($"renamer.{(winner + 1) % RequestCount}"))
        ).AssertError(409, "uniqueness");
    }

    [Fact]
    public async Task CreateAndRename_ToOneNameConcurrently_SucceedOnce()
    {
        string[] users = await Scim.CreateUsersAsync("mixed", RequestCount / 2);
        ScimResponse[] responses = await ConcurrentSender.SendAllAsync(
            RequestCount,
            i =>
                i < users.Length
                    ? Scim.PatchAsync(
                        $"/Users/{users[i]}",
                        RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("userName", "mixed.prize"))
                    )
                    : Scim.PostAsync("/Users", RequestBodies.CreateUser("MIXED.prize"))
        );
        Assert.Single(responses, response => response.Status is 200 or 201 or 204);
        Assert.All(
            responses.Where(response => response.Status >= 300),
            response => response.AssertError(409, "uniqueness")
        );
        Assert.Equal(
            1,
            (await Scim.QueryResourcesAsync("/Users", "userName eq \"mixed.prize\"")).AssertStatus(200).TotalResults
        );
    }

    [Fact]
    public async Task CreateAndDelete_OfOneNameRepeatedly_NeverConflict()
    {
        string? last = null;
        for (int i = 0; i < 100; i++)
        {
            string id = await Scim.CreateUserAsync(i % 2 == 0 ? "revolving.door" : "REVOLVING.DOOR");
            Assert.NotEqual(last, id);
            last = id;
            (await Scim.DeleteAsync($"/Users/{id}")).AssertStatus(204);
        }
        Assert.Equal(
            0,
            (await Scim.QueryResourcesAsync("/Users", "userName eq \"revolving.door\"")).AssertStatus(200).TotalResults
        );
        await Scim.CreateUserAsync("revolving.door");
    }

    [Fact]
    public async Task CreateAndDelete_OfOneNameConcurrently_LeaveItFree()
    {
        int created = 0;
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async _ =>
                {
                    for (int i = 0; i < 25; i++)
                    {
                        ScimResponse response = (
                            await Scim.PostAsync("/Users", RequestBodies.CreateUser("contested"))
                        ).AssertStatus(201, 409);
                        if (response.Status != 201)
                            continue;
                        Interlocked.Increment(ref created);
                        Assert.Equal(
                            1,
                            (await Scim.QueryResourcesAsync("/Users", "userName eq \"contested\""))
                                .AssertStatus(200)
                                .TotalResults
                        );
                        (await Scim.DeleteAsync($"/Users/{response.Id}")).AssertStatus(204);
                    }
                })
        );
        Assert.True(created > 0);
        Assert.Equal(
            0,
            (await Scim.QueryResourcesAsync("/Users", "userName eq \"contested\"")).AssertStatus(200).TotalResults
        );
        await Scim.CreateUserAsync("contested");
    }

    [Fact]
    public async Task Delete_OfOneUserConcurrently_SucceedsOnce()
    {
        string user = await Scim.CreateUserAsync("deleted.once");
        ScimResponse[] responses = await ConcurrentSender.SendAllAsync(32, _ => Scim.DeleteAsync($"/Users/{user}"));
        Assert.Single(responses, response => response.Status == 204);
        Assert.All(responses.Where(response => response.Status != 204), response => response.AssertError(404));
    }
}

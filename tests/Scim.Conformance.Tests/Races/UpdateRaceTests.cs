using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Races;

/// <summary>
/// Concurrent changes to one user: every change takes effect, and of several writes conditional on one version only one
/// succeeds.
/// </summary>
public sealed class UpdateRaceTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact]
    public async Task Patch_AddingEmailsConcurrently_KeepsThemAll()
    {
        string user = await Scim.CreateUserAsync("many.emails");
        ScimResponse[] responses = await ConcurrentSender.SendAllAsync(
            32,
            i =>
                Scim.PatchAsync(
                    $"/Users/{user}",
                    RequestBodies.CreatePatch(
                        RequestBodies.AddOperation("emails", new[] { new { value = $"{i:00}@example.com" } })
                    )
                )
        );
        Assert.All(responses, response => response.AssertStatus(200, 204));
        Assert.Equal(
            Enumerable.Range(0, 32).Select(i => $"{i:00}@example.com"),
            (await Scim.GetAsync($"/Users/{user}"))
                .AssertStatus(200)
                .GetTexts("/emails", "/value")
                .Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    public async Task Write_ConcurrentWithOneVersion_SucceedsOnce(string method)
    {
        ScimResponse user = (
            await Scim.PostAsync("/Users", RequestBodies.CreateUser($"one.version.{method}"))
        ).AssertStatus(201);
        ScimResponse[] responses = await ConcurrentSender.SendAllAsync(
            32,
            i =>
                Scim.SendAsync(
                    method,
                    $"/Users/{user.Id}",
                    method == "PUT"
                        ? RequestBodies.CreateUser($"one.version.{method}", new { title = $"{i}" })
                        : RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("title", $"{i}")),
                    ("If-Match", user.ETag)
                )
        );
        int winner = Array.FindIndex(responses, response => response.Status is 200 or 204);
        Assert.InRange(winner, 0, 31);
        Assert.All(responses.Where((_, i) => i != winner), response => response.AssertError(412));
        Assert.Equal($"{winner}", (await Scim.GetAsync($"/Users/{user.Id}")).AssertStatus(200).GetText("/title"));
    }

    [Fact]
    public async Task Read_DuringConcurrentWrites_IsMonotonic()
    {
        string user = await Scim.CreateUserAsync("monotonic", new { title = "0" });
        Task writer = WriteUserAsync();
        int seen = 0;
        while (!writer.IsCompleted)
        {
            ScimResponse read = (await Scim.GetAsync($"/Users/{user}")).AssertStatus(200);
            int now = int.Parse(read.GetText("/title"), System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(now >= seen, $"{now} was read after {seen}.");
            seen = now;
        }
        await writer;
        Assert.Equal("100", (await Scim.GetAsync($"/Users/{user}")).AssertStatus(200).GetText("/title"));

        async Task WriteUserAsync()
        {
            for (int i = 1; i <= 100; i++)
            {
                (
                    await Scim.PatchAsync(
                        $"/Users/{user}",
                        RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("title", $"{i}"))
                    )
                ).AssertStatus(200, 204);
                // Once acknowledged, a change is visible to every read, by id and by query.
                Assert.Equal($"{i}", (await Scim.GetAsync($"/Users/{user}")).AssertStatus(200).GetText("/title"));
                Assert.Equal(
                    $"{i}",
                    (await Scim.QueryResourcesAsync("/Users", "userName eq \"monotonic\""))
                        .AssertStatus(200)
                        .GetText("/Resources/0/title")
                );
            }
        }
    }
}

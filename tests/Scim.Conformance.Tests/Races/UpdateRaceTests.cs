namespace Scim.Conformance.Tests.Races;

/// <summary>Many changes to one user at once: none is lost, and a version lets one through.</summary>
public sealed class UpdateRaceTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact]
    public async Task Patch_AddingManyEmailsAtOnce_KeepsThemAll()
    {
        string user = await Scim.CreateUser("many.emails");
        ScimResponse[] responses = await Gate.Together(32,
            i => Scim.Patch($"/Users/{user}", Bodies.Patch(Bodies.Add("emails", new[] { new { value = $"{i:00}@example.com" } }))));
        Assert.All(responses, response => response.Expect(200, 204));
        Assert.Equal(Enumerable.Range(0, 32).Select(i => $"{i:00}@example.com"),
            (await Scim.Get($"/Users/{user}")).Expect(200).Each("/emails", "/value").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    public async Task Write_ByManyWithOneVersion_LetsOneThrough(string method)
    {
        ScimResponse user = (await Scim.Post("/Users", Bodies.User($"one.version.{method}"))).Expect(201);
        ScimResponse[] responses = await Gate.Together(32, i => Scim.Send(method, $"/Users/{user.Id}",
            method == "PUT" ? Bodies.User($"one.version.{method}", new { title = $"{i}" }) : Bodies.Patch(Bodies.Replace("title", $"{i}")),
            ("If-Match", user.ETag)));
        int winner = Array.FindIndex(responses, response => response.Status is 200 or 204);
        Assert.InRange(winner, 0, 31);
        Assert.All(responses.Where((_, i) => i != winner), response => response.ExpectError(412));
        Assert.Equal($"{winner}", (await Scim.Get($"/Users/{user.Id}")).Expect(200).Text("/title"));
    }

    [Fact]
    public async Task Read_WhileManyWrite_NeverGoesBack()
    {
        string user = await Scim.CreateUser("monotonic", new { title = "0" });
        Task writer = Write();
        int seen = 0;
        while (!writer.IsCompleted)
        {
            ScimResponse read = (await Scim.Get($"/Users/{user}")).Expect(200);
            int now = int.Parse(read.Text("/title"), System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(now >= seen, $"{now} was read after {seen}.");
            seen = now;
        }
        await writer;
        Assert.Equal("100", (await Scim.Get($"/Users/{user}")).Expect(200).Text("/title"));

        async Task Write()
        {
            for (int i = 1; i <= 100; i++)
            {
                (await Scim.Patch($"/Users/{user}", Bodies.Patch(Bodies.Replace("title", $"{i}")))).Expect(200, 204);
                // What was answered is what everybody reads from now on, by id and by query.
                Assert.Equal($"{i}", (await Scim.Get($"/Users/{user}")).Expect(200).Text("/title"));
                Assert.Equal($"{i}", (await Scim.Query("/Users", "userName eq \"monotonic\"")).Expect(200).Text("/Resources/0/title"));
            }
        }
    }
}

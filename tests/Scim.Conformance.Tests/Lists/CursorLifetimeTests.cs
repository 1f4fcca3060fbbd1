using System.Text.Json.Nodes;

namespace Scim.Conformance.Tests.Lists;

/// <summary>Cursor expiry and query cost limits, each on its own server.</summary>
public sealed class CursorLifetimeTests
{
    [Fact]
    [Trait("rfc", "9865-2.1")]
    public async Task Cursor_AfterRestart_IsValidUntilTimeout()
    {
        await using ScimServer server = await ScimServer.StartAsync();
        await server.DemoClient.CreateUsersAsync("life", 5);
        string next = (await server.DemoClient.GetAsync("/Users?cursor&count=2"))
            .AssertStatus(200)
            .GetText("/nextCursor");
        Assert.Equal(0, await server.StopAsync());
        await server.RestartAsync();
        ScimResponse page = (await server.DemoClient.GetAsync($"/Users?cursor={next}&count=2")).AssertStatus(200);
        Assert.Equal(["life.2", "life.3"], page.GetTexts("/Resources", "/userName"));
        await server.StopAsync();

        await using ScimServer shortLived = await ScimServer.StartAsync(
            new ServerSettings
            {
                DataFolder = server.DataFolder,
                ConnectionString = server.ConnectionString,
                Environment = new Dictionary<string, string> { ["Scim__Directory__CursorTimeout"] = "00:00:01" },
            }
        );
        ScimClient scim = new($"{shortLived.BaseUrl}/tenants/demo/scim/v2", server.DemoToken);
        Assert.Equal(1, (await scim.GetAsync("/ServiceProviderConfig")).GetInt32("/pagination/cursorTimeout"));
        string last = (await scim.GetAsync("/Users?cursor&count=2")).AssertStatus(200).GetText("/nextCursor");
        await Polling.WaitUntilAsync(
            async () => (await scim.GetAsync($"/Users?cursor={last}&count=2")).Status == 400,
            TimeSpan.FromSeconds(20),
            () => "the cursor did not expire"
        );
        (await scim.GetAsync($"/Users?cursor={last}&count=2")).AssertError(400, "expiredCursor");
    }

    [Fact]
    [Trait("rfc", "7644-3.12")]
    public async Task Filter_WithoutIndex_IsTooManyAboveLimit()
    {
        await using ScimServer server = await ScimServer.StartAsync(
            new ServerSettings
            {
                Environment = new Dictionary<string, string> { ["Scim__Directory__MaxUnindexed"] = "5" },
            }
        );
        await server.DemoClient.CreateUsersAsync("few", 5);
        Assert.Equal(
            5,
            (await server.DemoClient.QueryResourcesAsync("/Users", "userName co \"few\""))
                .AssertStatus(200)
                .TotalResults
        );
        await server.DemoClient.CreateUserAsync("one.more");

        (await server.DemoClient.QueryResourcesAsync("/Users", "userName co \"few\"")).AssertError(400, "tooMany");
        (await server.DemoClient.PostAsync("/Users/.search", new JsonObject { ["sortBy"] = "title" })).AssertError(
            400,
            "tooMany"
        );
        Assert.Equal(
            1,
            (
                await server.DemoClient.QueryResourcesAsync(
                    "/Users",
                    "userName eq \"few.1\" and title co \"x\" or userName eq \"few.2\""
                )
            )
                .AssertStatus(200)
                .TotalResults
        );
        Assert.Equal(6, (await server.DemoClient.GetAsync("/Users?sortBy=userName")).AssertStatus(200).TotalResults);
    }

    [Fact]
    [Trait("rfc", "7644-3.12")]
    public async Task Query_OverTimeLimit_IsTooMany()
    {
        await using ScimServer server = await ScimServer.StartAsync(
            new ServerSettings
            {
                Environment = new Dictionary<string, string> { ["Scim__Directory__QueryTime"] = "00:00:00.020" },
            }
        );
        JsonArray operations = [];
        for (int i = 0; i < 1000; i++)
        {
            operations.Add(
                new JsonObject
                {
                    ["method"] = "POST",
                    ["path"] = "/Users",
                    ["bulkId"] = $"u{i}",
                    ["data"] = RequestBodies.CreateUser(
                        $"slow.{i}",
                        new { emails = Enumerable.Range(0, 10).Select(n => new { value = $"{n}.{i}@x.example" }) }
                    ),
                }
            );
        }

        (
            await server.DemoClient.PostAsync(
                "/Bulk",
                new JsonObject
                {
                    ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:BulkRequest"),
                    ["Operations"] = operations,
                }
            )
        ).AssertStatus(200);
        string filter = string.Join(" or ", Enumerable.Range(0, 128).Select(n => $"emails.value co \"missing{n}\""));
        (await server.DemoClient.QueryResourcesAsync("/Users", filter)).AssertError(400, "tooMany");
        await Polling.WaitUntilAsync(
            async () => (await server.DemoClient.GetAsync("/Users?count=0")).Status == 200,
            TimeSpan.FromSeconds(20),
            () => "the server no longer answers requests"
        );
    }
}

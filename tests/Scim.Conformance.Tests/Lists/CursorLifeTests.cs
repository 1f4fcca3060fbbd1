using System.Text.Json.Nodes;

namespace Scim.Conformance.Tests.Lists;

/// <summary>How long cursors live, and queries whose cost has a limit, on servers of their own.</summary>
public sealed class CursorLifeTests
{
    [Fact]
    [Trait("rfc", "9865-2.1")]
    public async Task Cursor_AfterItsTime_IsExpiredAndSurvivesARestartBefore()
    {
        await using ScimServer server = await ScimServer.Start();
        await server.Demo.CreateUsers("life", 5);
        string next = (await server.Demo.Get("/Users?cursor&count=2")).Expect(200).Text("/nextCursor");
        Assert.Equal(0, await server.Stop());
        await server.Restart();
        ScimResponse page = (await server.Demo.Get($"/Users?cursor={next}&count=2")).Expect(200);
        Assert.Equal(["life.2", "life.3"], page.Each("/Resources", "/userName"));
        await server.Stop();

        await using ScimServer hasty = await ScimServer.Start(new ServerSettings
        {
            DataFolder = server.DataFolder,
            ConnectionString = server.ConnectionString,
            Environment = new Dictionary<string, string> { ["Scim__Directory__CursorTimeout"] = "00:00:01" },
        });
        ScimClient scim = new($"{hasty.BaseUrl}/tenants/demo/scim/v2", server.DemoToken);
        Assert.Equal(1, (await scim.Get("/ServiceProviderConfig")).Int("/pagination/cursorTimeout"));
        string last = (await scim.Get("/Users?cursor&count=2")).Expect(200).Text("/nextCursor");
        await Eventually.Holds(async () => (await scim.Get($"/Users?cursor={last}&count=2")).Status == 400, TimeSpan.FromSeconds(20), () => "the cursor does not expire");
        (await scim.Get($"/Users?cursor={last}&count=2")).ExpectError(400, "expiredCursor");
    }

    [Fact]
    [Trait("rfc", "7644-3.12")]
    public async Task Filter_WithoutAnIndex_IsTooManyBeyondTheLimit()
    {
        await using ScimServer server = await ScimServer.Start(new ServerSettings
        {
            Environment = new Dictionary<string, string> { ["Scim__Directory__MaxUnindexed"] = "5" },
        });
        await server.Demo.CreateUsers("few", 5);
        Assert.Equal(5, (await server.Demo.Query("/Users", "userName co \"few\"")).Expect(200).TotalResults);
        await server.Demo.CreateUser("one.more");

        (await server.Demo.Query("/Users", "userName co \"few\"")).ExpectError(400, "tooMany");
        (await server.Demo.Post("/Users/.search", new JsonObject { ["sortBy"] = "title" })).ExpectError(400, "tooMany");
        Assert.Equal(1, (await server.Demo.Query("/Users", "userName eq \"few.1\" and title co \"x\" or userName eq \"few.2\"")).Expect(200).TotalResults);
        Assert.Equal(6, (await server.Demo.Get("/Users?sortBy=userName")).Expect(200).TotalResults);
    }

    [Fact]
    [Trait("rfc", "7644-3.12")]
    public async Task Query_BeyondItsTime_IsTooMany()
    {
        await using ScimServer server = await ScimServer.Start(new ServerSettings
        {
            Environment = new Dictionary<string, string> { ["Scim__Directory__QueryTime"] = "00:00:00.020" },
        });
        JsonArray operations = [];
        for (int i = 0; i < 1000; i++)
        {
            operations.Add(new JsonObject
            {
                ["method"] = "POST",
                ["path"] = "/Users",
                ["bulkId"] = $"u{i}",
                ["data"] = Bodies.User($"slow.{i}", new { emails = Enumerable.Range(0, 10).Select(n => new { value = $"{n}.{i}@x.example" }) }),
            });
        }

        (await server.Demo.Post("/Bulk", new JsonObject { ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:BulkRequest"), ["Operations"] = operations }))
            .Expect(200);
        string filter = string.Join(" or ", Enumerable.Range(0, 128).Select(n => $"emails.value co \"nobody{n}\""));
        (await server.Demo.Query("/Users", filter)).ExpectError(400, "tooMany");
        await Eventually.Holds(async () => (await server.Demo.Get("/Users?count=0")).Status == 200, TimeSpan.FromSeconds(20), () => "nothing is answered any more");
    }
}

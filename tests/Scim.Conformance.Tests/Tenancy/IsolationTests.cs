namespace Scim.Conformance.Tests.Tenancy;

/// <summary>Nothing of one tenant is worth anything in another.</summary>
public sealed class IsolationTests(SharedServer server)
{
    [Fact]
    public async Task Resources_OfOneTenant_AreUnknownInAnother()
    {
        TestTenant one = await server.Operator.NewTenant();
        TestTenant two = await server.Operator.NewTenant();
        string user = await one.Scim.CreateUser("only.here", new { externalId = "x-1" });
        string group = await one.Scim.CreateGroup("Only here", user);
        string own = await two.Scim.CreateGroup("Own");

        (string, string, object)[] targets = [("/Users", user, Bodies.User("taken.over")), ("/Groups", group, Bodies.Group("Taken over"))];
        foreach ((string endpoint, string id, object body) in targets)
        {
            (await two.Scim.Get($"{endpoint}/{id}")).ExpectError(404);
            (await two.Scim.Put($"{endpoint}/{id}", body)).ExpectError(404);
            (await two.Scim.Patch($"{endpoint}/{id}", Bodies.Patch(Bodies.Replace("displayName", "x")))).ExpectError(404);
            (await two.Scim.Delete($"{endpoint}/{id}")).ExpectError(404);
            Assert.Equal(0, (await two.Scim.Query(endpoint, $"id eq \"{id}\"")).Expect(200).TotalResults);
        }
        Assert.Equal(0, (await two.Scim.Query("/Users", "externalId eq \"x-1\"")).Expect(200).TotalResults);
        Assert.Equal((0, 1), await two.Scim.Totals());

        // A member from elsewhere is refused or never becomes one; it never lends its name.
        (await two.Scim.Patch($"/Groups/{own}", Bodies.Patch(Bodies.Add("members", Bodies.Members(user))))).Expect(204, 400, 404);
        ScimResponse read = (await two.Scim.Get($"/Groups/{own}")).Expect(200);
        Assert.DoesNotContain("only.here", read.Body, StringComparison.Ordinal);
        Assert.Equal([(group, "direct")], await one.Scim.GroupsOf(user));

        Assert.Equal("only.here", (await one.Scim.Get($"/Users/{user}")).Expect(200).Text("/userName"));
    }

    [Fact]
    public async Task Names_OfOneTenant_AreFreeInAnother()
    {
        TestTenant one = await server.Operator.NewTenant();
        TestTenant two = await server.Operator.NewTenant();
        await one.Scim.CreateUser("the.same");
        await one.Scim.CreateGroup("The same");
        await two.Scim.CreateUser("The.Same");
        await two.Scim.CreateGroup("The same");
        (await two.Scim.Post("/Users", Bodies.User("the.same"))).ExpectError(409, "uniqueness");
        Assert.Equal((1, 1), await one.Scim.Totals());
    }

    [Fact]
    public async Task Token_OfOneTenant_IsRefusedByAnotherOnEveryEndpoint()
    {
        TestTenant one = await server.Operator.NewTenant();
        TestTenant two = await server.Operator.NewTenant();
        string user = await one.Scim.CreateUser("guarded");
        ScimClient stranger = one.Scim.WithToken(two.Token);
        foreach ((string method, string path, object? body) in new (string, string, object?)[]
        {
            ("GET", "/Users", null), ("GET", $"/Users/{user}", null), ("POST", "/Users", Bodies.User("x")),
            ("PUT", $"/Users/{user}", Bodies.User("x")),
            ("PATCH", $"/Users/{user}", Bodies.Patch(Bodies.Replace("title", "x"))), ("DELETE", $"/Users/{user}", null), ("GET", "/Groups", null),
            ("POST", "/Groups", Bodies.Group("x")), ("POST", "/Users/.search", Bodies.Search(new { })), ("POST", "/.search", Bodies.Search(new { })),
        })
        {
            (await stranger.Send(method, path, body)).ExpectError(401);
        }
        Assert.Equal((1, 0), await one.Scim.Totals());
    }
}

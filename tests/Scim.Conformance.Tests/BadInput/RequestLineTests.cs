using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.BadInput;

/// <summary>Unknown endpoints, methods and ids, and malformed or invalid query parameters.</summary>
public sealed class RequestLineTests(UnchangedTenantFixture fixture) : IClassFixture<UnchangedTenantFixture>
{
    public static TheoryData<string> UnusualIds =>
        [
            "x",
            "0",
            "-1",
            "null",
            "..%2fUsers",
            "%00",
            "a%00b",
            "%0a",
            "%ff",
            "%c0%af",
            "a%2fb",
            "%2f",
            "%5c",
            "%20",
            "%25",
            "%27%20OR%201%3D1--",
            "%3Cscript%3E",
            "*",
            "{user}%20",
            "{user}x",
            "%F0%9F%90%B3",
            "%ED%A0%80",
            "00000000-0000-0000-0000-000000000000",
            "demo%2f{user}",
            "..%2f..%2fdemo%2fscim%2fv2",
            "{group}",
            ".search.",
            "$metadata",
            "~",
            "%u0041",
            "a;b=c",
            "(1)",
        ];

    [Theory, MemberData(nameof(UnusualIds))]
    public async Task Resource_WithUnusualId_Is404(string id)
    {
        string path = $"/Users/{fixture.FillPath(id)}";
        AssertRejected(await fixture.Scim.GetAsync(path));
        AssertRejected(await fixture.Scim.PutAsync(path, RequestBodies.CreateUser("odd")));
        AssertRejected(
            await fixture.Scim.PatchAsync(
                path,
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("title", "odd"))
            )
        );
        AssertRejected(await fixture.Scim.DeleteAsync(path));
        await fixture.AssertUnchangedAsync();
    }

    [Theory]
    [InlineData(100)]
    [InlineData(2_000)]
    [InlineData(6_000)]
    public async Task Resource_WithLongId_Is404(int length) =>
        (await fixture.Scim.GetAsync($"/Users/{new string('a', length)}")).AssertError(404, 400, 414);

    [Theory]
    [InlineData("/Bananas")]
    [InlineData("/Users/{user}/emails")]
    [InlineData("/Users/{user}/{user}")]
    [InlineData("/v2/Users")]
    [InlineData("/.well-known/x")]
    [InlineData("/%00")]
    [InlineData("/Users%00")]
    public async Task Endpoint_Unknown_Is404(string path)
    {
        foreach (string method in new[] { "GET", "POST", "PUT", "PATCH", "DELETE" })
            AssertRejected(
                await fixture.Scim.SendAsync(
                    method,
                    fixture.FillPath(path),
                    method is "GET" or "DELETE" ? null : new { }
                )
            );
        await fixture.AssertUnchangedAsync();
    }

    [Theory]
    [InlineData("DELETE", "/Users")]
    [InlineData("PUT", "/Users")]
    [InlineData("PATCH", "/Groups")]
    [InlineData("DELETE", "/Groups")]
    [InlineData("POST", "/Users/{user}")]
    [InlineData("POST", "/Groups/{group}")]
    [InlineData("GET", "/Users/.search")]
    [InlineData("PUT", "/.search")]
    [InlineData("BREW", "/Users")]
    [InlineData("TRACE", "/Users")]
    public async Task Method_Unsupported_Is405WithAllow(string method, string path)
    {
        ScimResponse response = (
            await fixture.Scim.SendAsync(
                method,
                fixture.FillPath(path),
                method is "PUT" or "POST" or "PATCH" ? RequestBodies.CreateUser("wrong.method") : null
            )
        ).AssertError(405);
        Assert.NotEqual("", response.GetHeader("Allow"));
        Assert.DoesNotContain(method, response.GetHeader("Allow"), StringComparison.Ordinal);
        await fixture.AssertUnchangedAsync();
    }

    [Theory]
    [InlineData("count=abc")]
    [InlineData("count=1.5")]
    [InlineData("count=")]
    [InlineData("count=1;2")]
    [InlineData("startIndex=abc")]
    [InlineData("startIndex=%00")]
    [InlineData("sortOrder=x")]
    [InlineData("sortBy=userName&sortOrder=up")]
    [InlineData("sortBy=shoeSize")]
    [InlineData("sortBy=emails%5B")]
    [InlineData("sortBy=password")]
    [InlineData("filter=%ff")]
    [InlineData("filter=userName%20eq%20%22a%00b%22")]
    [InlineData("filter=userName+eq+%22a%22&filter=userName+eq+%22b%22")]
    [InlineData("count=1&count=2")]
    public async Task Query_WithBadParameter_IsRejectedOrIgnored(string query)
    {
        foreach (string endpoint in new[] { "/Users", "/Groups" })
        {
            ScimResponse response = await fixture.Scim.GetAsync($"{endpoint}?{query}");
            if (response.Status != 200)
                response.AssertError(400);
        }
    }

    [Theory]
    [InlineData("count=abc")]
    [InlineData("startIndex=abc")]
    [InlineData("sortBy=userName&sortOrder=up")]
    public async Task Query_WithInvalidParameter_Is400(string query) =>
        (await fixture.Scim.GetAsync($"/Users?{query}")).AssertError(400);

    [Theory]
    [InlineData("startIndex=-5")]
    [InlineData("startIndex=0")]
    [InlineData("count=-1")]
    [InlineData("count=99999999999999999999")]
    [InlineData("startIndex=99999999999999999999")]
    [InlineData("%ff=%ff")]
    [InlineData("&&=&=x&a")]
    public async Task Query_WithUnusualParameter_IsServedOrRejected(string query)
    {
        ScimResponse response = await fixture.Scim.GetAsync($"/Users?{query}");
        if (response.Status != 200)
            response.AssertError(400);
    }

    // The HTTP server itself rejects an invalid request target (%00), before the application can write a SCIM error.
    private static void AssertRejected(ScimResponse response) => response.AssertError(404, 400, 405);
}

using System.Net.Http.Headers;
using System.Text;
using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.BadInput;

/// <summary>
/// Requests that exceed a size limit are rejected with an error that names the limit, at every endpoint and with or
/// without a Content-Length.
/// </summary>
public sealed class RequestSizeTests(UnchangedTenantFixture fixture) : IClassFixture<UnchangedTenantFixture>
{
    private const int TenMegabytes = 10 * 1024 * 1024;

    public static TheoryData<string, string> WriteEndpoints
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach ((string method, string path) in UnchangedTenantFixture.WriteEndpoints)
                data.Add(method, path);
            return data;
        }
    }

    [Theory, MemberData(nameof(WriteEndpoints))]
    public async Task Request_OfTenMegabytes_Is413(string method, string path)
    {
        (await fixture.Scim.SendAsync(method, fixture.FillPath(path), LargeBody)).AssertError(413);
        await fixture.AssertUnchangedAsync();
    }

    [Theory, MemberData(nameof(WriteEndpoints))]
    public async Task Request_OfTenMegabytesOfUnknownLength_Is413(string method, string path)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), fixture.Scim.BaseUrl + fixture.FillPath(path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", fixture.Tenant.Token);
        request.Headers.TransferEncodingChunked = true;
        request.Content = new StreamContent(new MemoryStream(LargeBody));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/scim+json");
        using HttpResponseMessage response = await RawHttpClient.Client.SendAsync(request);
        string body = await response.Content.ReadAsStringAsync();
        Dictionary<string, string> headers = new() { ["Content-Type"] = $"{response.Content.Headers.ContentType}" };
        new ScimResponse($"{method} {path} chunked", (int)response.StatusCode, headers, body).AssertError(413);
        await fixture.AssertUnchangedAsync();
    }

    [Fact]
    public async Task Request_WithOversizedTargetOrHeader_IsServedOrRejected()
    {
        Assert.InRange((await fixture.Scim.GetAsync($"/Users/{new string('a', 100_000)}")).Status, 400, 499);
        foreach (int length in new[] { 100_000, 1_000_000 })
        {
            Assert.InRange((await fixture.Scim.GetAsync($"/Users?x={new string('a', length)}")).Status, 200, 499);
            Assert.InRange(
                (await fixture.Scim.GetAsync("/Users", ("X-Long", new string('a', length)))).Status,
                200,
                499
            );
        }
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public async Task LongValue_InPost_IsStoredInFullOrRejected(int length)
    {
        TestTenant tenant = await fixture.Server.Operator.CreateTenantAsync();
        string text = new('x', length);
        object[] users =
        [
            RequestBodies.CreateUser(text),
            RequestBodies.CreateUser("long.display", new { displayName = text }),
            RequestBodies.CreateUser("long.external", new { externalId = text }),
        ];
        foreach (object user in users)
        {
            ScimResponse response = await tenant.Scim.PostAsync("/Users", user);
            if (response.Status == 201)
                Assert.Equal(
                    response.Body,
                    (await tenant.Scim.GetAsync($"/Users/{response.Id}")).AssertStatus(200).Body
                );
            else
                response.AssertError(400, 413);
        }
    }

    [Fact]
    public async Task Request_WithManyOperations_IsAppliedOrRejectedAsAWhole()
    {
        const int Number = 20_000;
        object patch = RequestBodies.CreatePatch([
            .. Enumerable.Range(0, Number).Select(i => RequestBodies.ReplaceOperation("nickName", $"n{i}")),
        ]);
        string user = await fixture.Server.Operator.CreateTenantAsync() is var tenant
            ? await tenant.Scim.CreateUserAsync("busy")
            : "";
        ScimResponse response = await tenant.Scim.PatchAsync($"/Users/{user}", patch);
        ScimResponse read = (await tenant.Scim.GetAsync($"/Users/{user}")).AssertStatus(200);
        if (response.Status is 200 or 204)
            Assert.Equal($"n{Number - 1}", read.GetText("/nickName"));
        else
            Assert.False(response.AssertError(400, 413).Status == 200 || read.HasElement("/nickName"));
    }

    private static byte[] LargeBody { get; } =
        Encoding.UTF8.GetBytes(
            $$"""
            {"schemas":["{{ScimUrns.User}}","{{ScimUrns.Group}}","{{ScimUrns.PatchOp}}"],"userName":"big","displayName":"big",
             "Operations":[{"op":"add","path":"title","value":"big"}],"extra":"{{new string(
                'x',
                TenMegabytes
            )}}"}
            """
        );
}

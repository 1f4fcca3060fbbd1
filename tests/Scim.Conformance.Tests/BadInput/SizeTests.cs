using System.Net.Http.Headers;
using System.Text;

namespace Scim.Conformance.Tests.BadInput;

/// <summary>Requests that are too big are refused with a limit named, whatever the endpoint and however they are sent.</summary>
public sealed class SizeTests(Victim victim) : IClassFixture<Victim>
{
    private const int TenMegabytes = 10 * 1024 * 1024;

    public static TheoryData<string, string> Writes
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach ((string method, string path) in Victim.Writes)
                data.Add(method, path);
            return data;
        }
    }

    [Theory, MemberData(nameof(Writes))]
    public async Task Request_OfTenMegabytes_Is413(string method, string path)
    {
        (await victim.Scim.Send(method, victim.Path(path), Big)).ExpectError(413);
        await victim.IsUnharmed();
    }

    [Theory, MemberData(nameof(Writes))]
    public async Task Request_OfTenMegabytesOfUnknownLength_Is413(string method, string path)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), victim.Scim.BaseUrl + victim.Path(path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", victim.Tenant.Token);
        request.Headers.TransferEncodingChunked = true;
        request.Content = new StreamContent(new MemoryStream(Big));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/scim+json");
        using HttpResponseMessage response = await Wire.Client.SendAsync(request);
        string body = await response.Content.ReadAsStringAsync();
        Dictionary<string, string> headers = new() { ["Content-Type"] = $"{response.Content.Headers.ContentType}" };
        new ScimResponse($"{method} {path} chunked", (int)response.StatusCode, headers, body).ExpectError(413);
        await victim.IsUnharmed();
    }

    [Fact]
    public async Task Request_WithAHugeTargetOrHeader_IsRefusedOrServed()
    {
        Assert.InRange((await victim.Scim.Get($"/Users/{new string('a', 100_000)}")).Status, 400, 499);
        foreach (int length in new[] { 100_000, 1_000_000 })
        {
            Assert.InRange((await victim.Scim.Get($"/Users?x={new string('a', length)}")).Status, 200, 499);
            Assert.InRange((await victim.Scim.Get("/Users", ("X-Long", new string('a', length)))).Status, 200, 499);
        }
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public async Task Values_ThatAreLong_AreStoredWholeOrRefused(int length)
    {
        TestTenant tenant = await victim.Server.Operator.NewTenant();
        string text = new('x', length);
        object[] users = [Bodies.User(text), Bodies.User("long.display", new { displayName = text }), Bodies.User("long.external", new { externalId = text })];
        foreach (object user in users)
        {
            ScimResponse response = await tenant.Scim.Post("/Users", user);
            if (response.Status == 201)
                Assert.Equal(response.Body, (await tenant.Scim.Get($"/Users/{response.Id}")).Expect(200).Body);
            else
                response.ExpectError(400, 413);
        }
    }

    [Fact]
    public async Task Request_WithManyOperations_IsDoneOrRefusedAsAWhole()
    {
        const int Number = 20_000;
        object patch = Bodies.Patch([.. Enumerable.Range(0, Number).Select(i => Bodies.Replace("nickName", $"n{i}"))]);
        string user = await victim.Server.Operator.NewTenant() is var tenant ? await tenant.Scim.CreateUser("busy") : "";
        ScimResponse response = await tenant.Scim.Patch($"/Users/{user}", patch);
        ScimResponse read = (await tenant.Scim.Get($"/Users/{user}")).Expect(200);
        if (response.Status is 200 or 204)
            Assert.Equal($"n{Number - 1}", read.Text("/nickName"));
        else
            Assert.False(response.ExpectError(400, 413).Status == 200 || read.Has("/nickName"));
    }

    private static byte[] Big { get; } = Encoding.UTF8.GetBytes(
        $$"""
        {"schemas":["{{Urn.User}}","{{Urn.Group}}","{{Urn.PatchOp}}"],"userName":"big","displayName":"big",
         "Operations":[{"op":"add","path":"title","value":"big"}],"extra":"{{new string('x', TenMegabytes)}}"}
        """);
}

using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Reports;

/// <summary>
/// Report: a client does not encode the filter in the URL, gets an empty 400, and its administrator does not see why.
/// </summary>
[Trait("rfc", "7644-3.12")]
public sealed class UnreadableUrlTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    [Theory]
    [InlineData("/Users?filter=userName eq \"ada\"")]
    [InlineData("/Users?filter=userName%20eq%20%22Zoë%22")]
    [InlineData("/Users/Zoë")]
    [InlineData("/Users/a b")]
    [InlineData("/Users/%00")]
    [InlineData("/%00")]
    [InlineData("/Users%00/x")]
    public async Task Url_ThatIsNotEncoded_IsScimErrorOrAnswered(string path)
    {
        (string header, string body) = await SendRawAsync(path);
        int status = int.Parse(header.Split(' ')[1], CultureInfo.InvariantCulture);
        Assert.Contains(status, new[] { 200, 400, 404 });
        Assert.Contains("\r\nContent-Type: application/scim+json", header, StringComparison.Ordinal);
        JsonElement json = JsonElement.Parse(body);
        if (status == 200)
            return;
        Assert.Equal($"{status}", json.GetProperty("status").GetString());
        Assert.Contains("encode", json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Url_ThatIsEncoded_IsAnswered()
    {
        (string header, string body) = await SendRawAsync("/Users?filter=userName%20eq%20%22Zo%C3%AB%22");
        Assert.StartsWith("HTTP/1.1 200 ", header, StringComparison.Ordinal);
        Assert.Equal(0, JsonElement.Parse(body).GetProperty("totalResults").GetInt32());
    }

    private async Task<(string Header, string Body)> SendRawAsync(string path)
    {
        Uri url = new(fixture.Tenant.Url);
        using TcpClient client = new();
        await client.ConnectAsync(url.Host, url.Port);
        await using NetworkStream stream = client.GetStream();
        string request =
            $"GET {url.AbsolutePath}{path} HTTP/1.1\r\nHost: {url.Authority}\r\n"
            + $"Authorization: Bearer {fixture.Tenant.Token}\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
        using StreamReader reader = new(stream, Encoding.UTF8);
        string[] parts = (await reader.ReadToEndAsync()).Split("\r\n\r\n", 2);
        return (parts[0], parts[1]);
    }
}

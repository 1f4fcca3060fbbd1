using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Scim.Benchmarks.Servers;

/// <summary>An HTTP client that prepares the data of the benchmarks through the API.</summary>
internal sealed class BenchmarkClient(string baseUrl, string token, string mediaType = "application/scim+json")
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false })
    {
        Timeout = TimeSpan.FromMinutes(5),
    };

    /// <summary>Sends a request and parses the response.</summary>
    /// <exception cref="InvalidOperationException">The response is not successful; the message contains its
    /// body.</exception>
    public async Task<JsonNode?> SendJsonAsync(string method, string path, string? body = null)
    {
        using HttpResponseMessage response = await SendRawAsync(method, path, body);
        string text = await response.Content.ReadAsStringAsync();
        return !response.IsSuccessStatusCode
                ? throw new InvalidOperationException(
                    $"{method} {path} returned status {(int)response.StatusCode}: {text}"
                )
            : text.Length == 0 ? null
            : JsonNode.Parse(text);
    }

    /// <summary>Sends a request.</summary>
    public async Task<HttpResponseMessage> SendRawAsync(string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), baseUrl + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(mediaType));
        return await Client.SendAsync(request);
    }

    /// <summary>Creates a resource.</summary>
    /// <returns>The id of the resource.</returns>
    public async Task<string> CreateResourceAsync(string endpoint, string body) =>
        (await SendJsonAsync("POST", endpoint, body))!["id"]!.GetValue<string>();
}

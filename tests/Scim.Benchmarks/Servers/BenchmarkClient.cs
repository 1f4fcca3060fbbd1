using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Scim.Benchmarks.Servers;

/// <summary>Prepares what is measured, over the wire as a client would.</summary>
internal sealed class BenchmarkClient(
    string baseUrl,
    string token,
    string mediaType = "application/scim+json"
)
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false })
    {
        Timeout = TimeSpan.FromMinutes(5),
    };

    /// <summary>Sends a request; an answer that is no success is an exception with its text.</summary>
    public async Task<JsonNode?> SendJsonAsync(string method, string path, string? body = null)
    {
        using HttpResponseMessage answer = await SendRawAsync(method, path, body);
        string text = await answer.Content.ReadAsStringAsync();
        return !answer.IsSuccessStatusCode
                ? throw new InvalidOperationException(
                    $"{method} {path} was answered {(int)answer.StatusCode}: {text}"
                )
            : text.Length == 0 ? null
            : JsonNode.Parse(text);
    }

    /// <summary>Sends a request.</summary>
    public async Task<HttpResponseMessage> SendRawAsync(
        string method,
        string path,
        string? body = null
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), baseUrl + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
            request.Content = new StringContent(
                body,
                Encoding.UTF8,
                new MediaTypeHeaderValue(mediaType)
            );
        return await Client.SendAsync(request);
    }

    /// <summary>Makes a resource.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> CreateResourceAsync(string endpoint, string body) =>
        (await SendJsonAsync("POST", endpoint, body))!["id"]!.GetValue<string>();
}

using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scim.Testing.Server.Http;

/// <summary>Sends requests below one base URL with one bearer token.</summary>
/// <param name="baseUrl">The base URL, without a trailing slash.</param>
/// <param name="token">The token, or null to send none.</param>
/// <param name="http">The HTTP client; null for the shared one.</param>
public sealed class ScimClient(string baseUrl, string? token, HttpClient? http = null)
{
    private static readonly JsonSerializerOptions SerializerOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The base URL, without a trailing slash.</summary>
    public string BaseUrl => baseUrl;

    /// <summary>The media type of requests and of the expected responses.</summary>
    public string MediaType { get; init; } = "application/scim+json";

    /// <summary>A client for the same base URL with another token.</summary>
    public ScimClient WithToken(string? other) => new(baseUrl, other, http) { MediaType = MediaType };

    /// <summary>Sends a GET request.</summary>
    public Task<ScimResponse> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync("GET", path, null, headers);

    /// <summary>Sends a POST request.</summary>
    public Task<ScimResponse> PostAsync(string path, object body, params (string Name, string Value)[] headers) =>
        SendAsync("POST", path, body, headers);

    /// <summary>Sends a PUT request.</summary>
    public Task<ScimResponse> PutAsync(string path, object body, params (string Name, string Value)[] headers) =>
        SendAsync("PUT", path, body, headers);

    /// <summary>Sends a PATCH request.</summary>
    public Task<ScimResponse> PatchAsync(string path, object body, params (string Name, string Value)[] headers) =>
        SendAsync("PATCH", path, body, headers);

    /// <summary>Sends a DELETE request.</summary>
    public Task<ScimResponse> DeleteAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync("DELETE", path, null, headers);

    /// <summary>Sends a request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path below the base URL, percent-encoded; it is sent verbatim.</param>
    /// <param name="body">Null for none; a string or bytes are sent verbatim, any other object as JSON.</param>
    /// <param name="headers">Headers that override the default ones; an empty value removes a header.</param>
    public Task<ScimResponse> SendAsync(
        string method,
        string path,
        object? body = null,
        params (string Name, string Value)[] headers
    )
    {
        Dictionary<string, string> all = new(StringComparer.OrdinalIgnoreCase) { ["Accept"] = MediaType };
        if (token is not null)
            all["Authorization"] = $"Bearer {token}";
        if (body is not null)
            all["Content-Type"] = MediaType;
        foreach ((string name, string value) in headers)
            all[name] = value;
        return RawHttpClient.SendRequestAsync(
            http ?? RawHttpClient.Client,
            method,
            baseUrl + path,
            all.Where(header => header.Value.Length > 0),
            SerializeBody(body)
        );
    }

    private static byte[]? SerializeBody(object? body) =>
        body switch
        {
            null => null,
            byte[] bytes => bytes,
            string text => Encoding.UTF8.GetBytes(text),
            JsonNode node => Encoding.UTF8.GetBytes(node.ToJsonString(SerializerOptions)),
            _ => JsonSerializer.SerializeToUtf8Bytes(body, SerializerOptions),
        };
}

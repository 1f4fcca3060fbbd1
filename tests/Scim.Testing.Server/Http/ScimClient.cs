using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scim.Testing.Server.Http;

/// <summary>Requests below one base URL with one bearer token.</summary>
/// <param name="baseUrl">The base URL, without a slash at the end.</param>
/// <param name="token">The token, or null to send none.</param>
/// <param name="http">The connections to use; null for the shared ones.</param>
public sealed class ScimClient(string baseUrl, string? token, HttpClient? http = null)
{
    private static readonly JsonSerializerOptions SerializerOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The base URL, without a slash at the end.</summary>
    public string BaseUrl => baseUrl;

    /// <summary>The media type of requests and expected answers.</summary>
    public string MediaType { get; init; } = "application/scim+json";

    /// <summary>The same place with another token.</summary>
    public ScimClient WithToken(string? other) =>
        new(baseUrl, other, http) { MediaType = MediaType };

    /// <summary>Reads.</summary>
    public Task<ScimResponse> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync("GET", path, null, headers);

    /// <summary>Creates.</summary>
    public Task<ScimResponse> PostAsync(
        string path,
        object body,
        params (string Name, string Value)[] headers
    ) => SendAsync("POST", path, body, headers);

    /// <summary>Replaces.</summary>
    public Task<ScimResponse> PutAsync(
        string path,
        object body,
        params (string Name, string Value)[] headers
    ) => SendAsync("PUT", path, body, headers);

    /// <summary>Changes.</summary>
    public Task<ScimResponse> PatchAsync(
        string path,
        object body,
        params (string Name, string Value)[] headers
    ) => SendAsync("PATCH", path, body, headers);

    /// <summary>Deletes.</summary>
    public Task<ScimResponse> DeleteAsync(
        string path,
        params (string Name, string Value)[] headers
    ) => SendAsync("DELETE", path, null, headers);

    /// <summary>Sends any request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">What follows the base URL, percent-encoded; sent as it is.</param>
    /// <param name="body">Null for none; a string or bytes go out as they are, everything else as JSON.</param>
    /// <param name="headers">Headers that take the place of the usual ones; an empty value leaves one out.</param>
    public Task<ScimResponse> SendAsync(
        string method,
        string path,
        object? body = null,
        params (string Name, string Value)[] headers
    )
    {
        Dictionary<string, string> all = new(StringComparer.OrdinalIgnoreCase)
        {
            ["Accept"] = MediaType,
        };
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

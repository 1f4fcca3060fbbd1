namespace Scim.Testing.Server.Workplace;

/// <summary>
/// A client for a tenant's workplace API. Every response is validated against the server's OpenAPI document.
/// </summary>
/// <param name="serverUrl">The server's address, without a trailing slash.</param>
/// <param name="tenant">The tenant's id.</param>
/// <param name="token">The token, or null to send none.</param>
public sealed class WorkplaceClient(string serverUrl, string tenant, string? token)
{
    private readonly ScimClient _client = new($"{serverUrl}/tenants/{tenant}/api", token)
    {
        MediaType = "application/json",
    };

    /// <summary>A client for the same tenant with another token.</summary>
    public WorkplaceClient WithToken(string? other) => new(serverUrl, tenant, other);

    /// <summary>Sends a GET request.</summary>
    public Task<ScimResponse> GetAsync(string path) => SendAsync("GET", path);

    /// <summary>Sends a POST request; a string body is sent verbatim, any other object as JSON.</summary>
    public Task<ScimResponse> PostAsync(
        string path,
        object? body = null,
        params (string Name, string Value)[] headers
    ) => SendAsync("POST", path, body, headers);

    /// <summary>Sends a POST request with a form.</summary>
    public Task<ScimResponse> PostFormAsync(string path, params (string Name, string Value)[] fields) =>
        SendAsync(
            "POST",
            path,
            string.Join('&', fields.Select(f => $"{Uri.EscapeDataString(f.Name)}={Uri.EscapeDataString(f.Value)}")),
            ("Content-Type", "application/x-www-form-urlencoded")
        );

    /// <summary>Sends a PUT request.</summary>
    public Task<ScimResponse> PutAsync(string path, object body) => SendAsync("PUT", path, body);

    /// <summary>Sends a PATCH request.</summary>
    public Task<ScimResponse> PatchAsync(string path, object body) => SendAsync("PATCH", path, body);

    /// <summary>Sends a DELETE request.</summary>
    public Task<ScimResponse> DeleteAsync(string path) => SendAsync("DELETE", path);

    /// <summary>Starts a session for a user.</summary>
    public async Task<(string Id, string Token)> StartSessionAsync(string userId)
    {
        ScimResponse started = (await PostAsync("/sessions", new { userId })).AssertStatus(201);
        return (started.Id, started.GetText("/token"));
    }

    /// <summary>Introspects a session's token.</summary>
    public Task<ScimResponse> IntrospectTokenAsync(string token) =>
        PostFormAsync("/sessions/introspect", ("token", token));

    /// <summary>Whether a session is active.</summary>
    public async Task<bool> IsSessionActiveAsync(string token) =>
        (await IntrospectTokenAsync(token)).AssertStatus(200).GetElement("/active").GetBoolean();

    /// <summary>Sends a request to a path below the API's base.</summary>
    public async Task<ScimResponse> SendAsync(
        string method,
        string path,
        object? body = null,
        params (string Name, string Value)[] headers
    )
    {
        ScimResponse response = await _client.SendAsync(method, path, body, headers);
        (await OpenApiContract.GetContractAsync(serverUrl)).ValidateResponse(method, path, response);
        return response;
    }
}

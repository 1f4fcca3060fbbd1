namespace Scim.Conformance.Tests.Workplace;

/// <summary>A tenant's workplace API. Every answer is held to the OpenAPI document of the server.</summary>
/// <param name="serverUrl">The server's address, without a slash at the end.</param>
/// <param name="tenant">The tenant's id.</param>
/// <param name="token">The token, or null to send none.</param>
public sealed class WorkplaceClient(string serverUrl, string tenant, string? token)
{
    private readonly ScimClient _client = new($"{serverUrl}/tenants/{tenant}/api", token) { MediaType = "application/json" };

    /// <summary>The same place with another token.</summary>
    public WorkplaceClient WithToken(string? other) => new(serverUrl, tenant, other);

    /// <summary>Reads.</summary>
    public Task<ScimResponse> Get(string path) => Send("GET", path);

    /// <summary>Posts; the body is JSON, or text as it is.</summary>
    public Task<ScimResponse> Post(string path, object? body = null, params (string Name, string Value)[] headers) => Send("POST", path, body, headers);

    /// <summary>Posts a form.</summary>
    public Task<ScimResponse> PostForm(string path, params (string Name, string Value)[] fields) => Send(
        "POST", path, string.Join('&', fields.Select(f => $"{Uri.EscapeDataString(f.Name)}={Uri.EscapeDataString(f.Value)}")),
        ("Content-Type", "application/x-www-form-urlencoded"));

    /// <summary>Puts.</summary>
    public Task<ScimResponse> Put(string path, object body) => Send("PUT", path, body);

    /// <summary>Patches.</summary>
    public Task<ScimResponse> Patch(string path, object body) => Send("PATCH", path, body);

    /// <summary>Deletes.</summary>
    public Task<ScimResponse> Delete(string path) => Send("DELETE", path);

    /// <summary>Starts a session for a user.</summary>
    public async Task<(string Id, string Token)> StartSession(string userId)
    {
        ScimResponse started = (await Post("/sessions", new { userId })).Expect(201);
        return (started.Id, started.Text("/token"));
    }

    /// <summary>Introspects a session's token.</summary>
    public Task<ScimResponse> Introspect(string token) => PostForm("/sessions/introspect", ("token", token));

    /// <summary>Whether a session is alive.</summary>
    public async Task<bool> IsAlive(string token) => (await Introspect(token)).Expect(200).At("/active").GetBoolean();

    /// <summary>Sends any request below the API's base.</summary>
    public async Task<ScimResponse> Send(string method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        ScimResponse response = await _client.Send(method, path, body, headers);
        (await ApiContract.Of(serverUrl)).Check(method, path, response);
        return response;
    }
}

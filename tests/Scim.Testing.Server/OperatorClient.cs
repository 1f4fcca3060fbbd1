using System.Security.Cryptography;

namespace Scim.Testing.Server;

/// <summary>A client for the operator API under <c>/operator</c>.</summary>
public sealed class OperatorClient(string baseUrl, string? key)
{
    private readonly ScimClient _client = new($"{baseUrl}/operator", key) { MediaType = "application/json" };

    /// <summary>The server's address, without a trailing slash.</summary>
    public string BaseUrl => baseUrl;

    /// <summary>The key that the client sends, or null for none.</summary>
    public string? Key => key;

    /// <summary>Sends a request to a path below <c>/operator</c>.</summary>
    public Task<ScimResponse> SendRequestAsync(string method, string path, object? body = null) =>
        _client.SendAsync(method, path, body);

    /// <summary>Sends a GET request to a path below <c>/operator</c>.</summary>
    public Task<ScimResponse> GetAsync(string path) => SendRequestAsync("GET", path);

    /// <summary>Creates a tenant and a token with read and write scopes.</summary>
    /// <param name="id">The tenant's id, or null for a new random one.</param>
    public async Task<TestTenant> CreateTenantAsync(string? id = null)
    {
        id ??= $"t-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        (await SendRequestAsync("POST", "/tenants", new { id, displayName = $"Tenant {id}" })).AssertStatus(201);
        return new TestTenant(this, id, (await IssueTokenAsync(id)).Token);
    }

    /// <summary>Issues a token.</summary>
    /// <returns>The token's id and its secret.</returns>
    public async Task<(string Id, string Token)> IssueTokenAsync(
        string tenant,
        string name = "tests",
        string[]? scopes = null,
        DateTimeOffset? expiresAt = null
    )
    {
        ScimResponse response = (
            await SendRequestAsync(
                "POST",
                $"/tenants/{tenant}/tokens",
                new
                {
                    name,
                    scopes = scopes ?? ["scim:read", "scim:write"],
                    expiresAt,
                }
            )
        ).AssertStatus(201);
        return (response.GetText("/id"), response.GetText("/token"));
    }

    /// <summary>Changes a tenant's settings with a merge patch (RFC 7396).</summary>
    public async Task ChangeSettingsAsync(string tenant, object mergePatch) =>
        (await SendRequestAsync("PATCH", $"/tenants/{tenant}/settings", mergePatch)).AssertStatus(200, 204);
}

using System.Security.Cryptography;

namespace Scim.Conformance.Tests.Server;

/// <summary>The operator API under <c>/operator</c>.</summary>
public sealed class OperatorClient(string baseUrl, string? key)
{
    private readonly ScimClient _client = new($"{baseUrl}/operator", key) { MediaType = "application/json" };

    /// <summary>The server's address, without a slash at the end.</summary>
    public string BaseUrl => baseUrl;

    /// <summary>The key that it shows.</summary>
    public string? Key => key;

    /// <summary>Any request below <c>/operator</c>.</summary>
    public Task<ScimResponse> Send(string method, string path, object? body = null) => _client.Send(method, path, body);

    /// <summary>Reads below <c>/operator</c>.</summary>
    public Task<ScimResponse> Get(string path) => Send("GET", path);

    /// <summary>A new tenant with a token that may read and write.</summary>
    /// <param name="id">Its id, or null for a fresh one.</param>
    public async Task<TestTenant> NewTenant(string? id = null)
    {
        id ??= $"t-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        (await Send("POST", "/tenants", new { id, displayName = $"Tenant {id}" })).Expect(201);
        return new TestTenant(this, id, (await IssueToken(id)).Token);
    }

    /// <summary>Issues a token.</summary>
    /// <returns>Its id and its secret.</returns>
    public async Task<(string Id, string Token)> IssueToken(string tenant, string name = "tests", string[]? scopes = null,
        DateTimeOffset? expiresAt = null)
    {
        ScimResponse response = (await Send("POST", $"/tenants/{tenant}/tokens",
            new { name, scopes = scopes ?? ["scim:read", "scim:write"], expiresAt }))
            .Expect(201);
        return (response.Text("/id"), response.Text("/token"));
    }

    /// <summary>Changes a tenant's settings by merge patch.</summary>
    public async Task ChangeSettings(string tenant, object mergePatch) =>
        (await Send("PATCH", $"/tenants/{tenant}/settings", mergePatch)).Expect(200, 204);
}

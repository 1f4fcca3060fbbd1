using System.Security.Cryptography;

namespace Scim.Testing.Server;

/// <summary>The operator API under <c>/operator</c>.</summary>
public sealed class OperatorClient(string baseUrl, string? key)
{
    private readonly ScimClient _client = new($"{baseUrl}/operator", key)
    {
        MediaType = "application/json",
    };

    /// <summary>The server's address, without a slash at the end.</summary>
    public string BaseUrl => baseUrl;

    /// <summary>The key that it shows.</summary>
    public string? Key => key;

    /// <summary>Any request below <c>/operator</c>.</summary>
    public Task<ScimResponse> SendRequestAsync(string method, string path, object? body = null) =>
        _client.SendAsync(method, path, body);

    /// <summary>Reads below <c>/operator</c>.</summary>
    public Task<ScimResponse> GetAsync(string path) => SendRequestAsync("GET", path);

    /// <summary>A new tenant with a token that may read and write.</summary>
    /// <param name="id">Its id, or null for a fresh one.</param>
    public async Task<TestTenant> CreateTenantAsync(string? id = null)
    {
        id ??= $"t-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        (
            await SendRequestAsync("POST", "/tenants", new { id, displayName = $"Tenant {id}" })
        ).AssertStatus(201);
        return new TestTenant(this, id, (await IssueTokenAsync(id)).Token);
    }

    /// <summary>Issues a token.</summary>
    /// <returns>Its id and its secret.</returns>
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

    /// <summary>Changes a tenant's settings by merge patch.</summary>
    public async Task ChangeSettingsAsync(string tenant, object mergePatch) =>
        (await SendRequestAsync("PATCH", $"/tenants/{tenant}/settings", mergePatch)).AssertStatus(
            200,
            204
        );
}

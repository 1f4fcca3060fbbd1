using System.Text;

namespace Scim.Conformance.Tests.OAuth;

/// <summary>A tenant's OAuth clients and its token endpoint.</summary>
/// <param name="tenant">The tenant.</param>
public sealed class OAuthClient(TestTenant tenant)
{
    private const string FormMediaType = "application/x-www-form-urlencoded";

    /// <summary>The URL of the token endpoint.</summary>
    public string TokenUrl => $"{tenant.Operator.BaseUrl}/tenants/{tenant.Id}/oauth2/token";

    /// <summary>The path of the operator's list of clients.</summary>
    public string ClientsUrl => $"/tenants/{tenant.Id}/clients";

    /// <summary>Creates a client.</summary>
    public async Task<(string Id, string Secret)> CreateClientAsync(
        string[]? scopes = null,
        DateTimeOffset? expiresAt = null
    )
    {
        ScimResponse made = (
            await tenant.Operator.SendRequestAsync(
                "POST",
                ClientsUrl,
                new
                {
                    name = "tests",
                    scopes = scopes ?? ["scim:read", "scim:write"],
                    expiresAt,
                }
            )
        ).AssertStatus(201);
        return (made.GetText("/client_id"), made.GetText("/client_secret"));
    }

    /// <summary>Requests an access token with the credentials in the body.</summary>
    public Task<ScimResponse> RequestTokenAsync(string id, string secret, string? scope = null) =>
        SendFormAsync(
            $"grant_type=client_credentials&client_id={Uri.EscapeDataString(id)}"
                + $"&client_secret={Uri.EscapeDataString(secret)}"
                + (scope is null ? "" : $"&scope={Uri.EscapeDataString(scope)}")
        );

    /// <summary>Requests an access token, which must be granted.</summary>
    public async Task<string> GetTokenAsync(string id, string secret, string? scope = null) =>
        (await RequestTokenAsync(id, secret, scope)).AssertStatus(200).GetText("/access_token");

    /// <summary>Sends a form to the token endpoint.</summary>
    public Task<ScimResponse> SendFormAsync(string form, params (string Name, string Value)[] headers)
    {
        Dictionary<string, string> all = new(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = FormMediaType };
        foreach ((string name, string value) in headers)
            all[name] = value;
        return RawHttpClient.SendRequestAsync(
            RawHttpClient.Client,
            "POST",
            TokenUrl,
            all.Where(header => header.Value.Length > 0),
            Encoding.UTF8.GetBytes(form)
        );
    }

    /// <summary>The value of a Basic <c>Authorization</c> header.</summary>
    public static string FormatBasicCredentials(string id, string secret) =>
        $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}"))}";
}

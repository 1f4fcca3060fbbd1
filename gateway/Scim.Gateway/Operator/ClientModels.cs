using System.Text.Json.Serialization;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Operator;

/// <summary>The request to create an OAuth client.</summary>
internal sealed record CreateClientBody
{
    public string? Name { get; init; }
    public IReadOnlyList<string?>? Scopes { get; init; }

    /// <summary>An xsd:dateTime as text, so that a value without an offset is UTC instead of local time.</summary>
    public string? ExpiresAt { get; init; }
}

/// <summary>
/// An OAuth client in responses. The secret is set only in the response that creates the client. The member names are
/// those of OAuth.
/// </summary>
internal sealed record ClientBody(
    [property: JsonPropertyName("client_id")] string ClientId,
    [property: JsonPropertyName("client_secret"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        string? ClientSecret,
    string Name,
    IReadOnlyList<string> Scopes,
    DateTimeOffset Created,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt
)
{
    public static ClientBody FromInfo(ClientInfo info, string? secret = null) =>
        new(info.Id, secret, info.Name, info.Scopes, info.Created, info.ExpiresAt, info.LastUsedAt);

    /// <summary>Returns a text without the secret.</summary>
    public override string ToString() => $"ClientBody {ClientId}";
}

/// <summary>The OAuth clients of a tenant.</summary>
internal sealed record ClientListBody(IReadOnlyList<ClientBody> Clients);

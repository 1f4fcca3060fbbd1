using System.Text.Json.Serialization;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Operator;

/// <summary>What the operator sends to make an OAuth client.</summary>
internal sealed record CreateClientBody
{
    public string? Name { get; init; }
    public IReadOnlyList<string?>? Scopes { get; init; }

    /// <summary>An xsd:dateTime as text, so that one without an offset is UTC and not the machine's time.</summary>
    public string? ExpiresAt { get; init; }
}

/// <summary>
/// An OAuth client as the operator sees it; the secret only in the answer that makes it. Named as OAuth names them.
/// </summary>
internal sealed record ClientBody(
    [property: JsonPropertyName("client_id")] string ClientId,
    [property:
        JsonPropertyName("client_secret"),
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)
    ]
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

    /// <summary>Never prints the secret.</summary>
    public override string ToString() => $"ClientBody {ClientId}";
}

/// <summary>A tenant's OAuth clients.</summary>
internal sealed record ClientListBody(IReadOnlyList<ClientBody> Clients);

using System.Text.Json.Serialization;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Operator;

/// <summary>The request to create a tenant.</summary>
internal sealed record CreateTenantBody
{
    public string? Id { get; init; }
    public string? DisplayName { get; init; }
}

/// <summary>The request to change a tenant. Omitted members are not changed.</summary>
internal sealed record UpdateTenantBody
{
    public string? DisplayName { get; init; }

    /// <summary><c>active</c> or <c>suspended</c>.</summary>
    public string? State { get; init; }
}

/// <summary>The request to issue a token.</summary>
internal sealed record IssueTokenBody
{
    public string? Name { get; init; }
    public IReadOnlyList<string?>? Scopes { get; init; }

    /// <summary>An xsd:dateTime as text, so that a value without an offset is UTC instead of local time.</summary>
    public string? ExpiresAt { get; init; }

    /// <summary>The user that the token represents at <c>/Me</c>, or null.</summary>
    public string? UserId { get; init; }
}

/// <summary>A tenant in responses.</summary>
internal sealed record TenantBody(string Id, string DisplayName, DateTimeOffset Created, string State)
{
    public static TenantBody FromInfo(TenantInfo info) => new(info.Id, info.DisplayName, info.Created, info.State);
}

/// <summary>A page of tenants.</summary>
/// <param name="Tenants">The tenants, ordered by id.</param>
/// <param name="Next">The value of <c>after</c> for the next page; null on the last page.</param>
internal sealed record TenantListBody(IReadOnlyList<TenantBody> Tenants, string? Next);

/// <summary>A token in responses. The secret is set only in the response that issues the token.</summary>
internal sealed record TokenBody(
    string Id,
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Token,
    IReadOnlyList<string> Scopes,
    DateTimeOffset Created,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? UserId
)
{
    public static TokenBody FromInfo(TokenInfo info, string? secret = null) =>
        new(info.Id, info.Name, secret, info.Scopes, info.Created, info.ExpiresAt, info.LastUsedAt, info.UserId);

    /// <summary>Returns a text without the secret.</summary>
    public override string ToString() => $"TokenBody {Id}";
}

/// <summary>The tokens of a tenant.</summary>
internal sealed record TokenListBody(IReadOnlyList<TokenBody> Tokens);

using System.Text.Json.Serialization;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Operator;

/// <summary>What the operator sends to create a tenant.</summary>
internal sealed record CreateTenantBody
{
    public string? Id { get; init; }
    public string? DisplayName { get; init; }
}

/// <summary>What the operator sends to change a tenant; what is missing stays.</summary>
internal sealed record UpdateTenantBody
{
    public string? DisplayName { get; init; }

    /// <summary><c>active</c> or <c>suspended</c>.</summary>
    public string? State { get; init; }
}

/// <summary>What the operator sends to issue a token.</summary>
internal sealed record IssueTokenBody
{
    public string? Name { get; init; }
    public IReadOnlyList<string?>? Scopes { get; init; }

    /// <summary>An xsd:dateTime as text, so that one without an offset is UTC and not the machine's time.</summary>
    public string? ExpiresAt { get; init; }

    /// <summary>The user that the token stands for at <c>/Me</c>.</summary>
    public string? UserId { get; init; }
}

/// <summary>A tenant as the operator sees it.</summary>
internal sealed record TenantBody(
    string Id,
    string DisplayName,
    DateTimeOffset Created,
    string State
)
{
    public static TenantBody FromInfo(TenantInfo info) =>
        new(info.Id, info.DisplayName, info.Created, info.State);
}

/// <summary>A page of tenants.</summary>
/// <param name="Tenants">The tenants, in the order of their ids.</param>
/// <param name="Next">What to pass as <c>after</c> for the next page; null on the last one.</param>
internal sealed record TenantListBody(IReadOnlyList<TenantBody> Tenants, string? Next);

/// <summary>A token as the operator sees it; the secret only in the answer that issues it.</summary>
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
        new(
            info.Id,
            info.Name,
            secret,
            info.Scopes,
            info.Created,
            info.ExpiresAt,
            info.LastUsedAt,
            info.UserId
        );

    /// <summary>Never prints the secret.</summary>
    public override string ToString() => $"TokenBody {Id}";
}

/// <summary>A tenant's tokens.</summary>
internal sealed record TokenListBody(IReadOnlyList<TokenBody> Tokens);

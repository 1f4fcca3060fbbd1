using Scim.Gateway.Http;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Gateway.Operator;

/// <summary>
/// Validates what the bodies that create tokens and clients have in common. The grain validates names and scopes.
/// </summary>
internal static class CredentialBodyValidator
{
    /// <summary>Validates a name and a list of scopes.</summary>
    /// <returns>Null, or InvalidValue.</returns>
    public static ScimError? CheckNameAndScopes(string? name, IReadOnlyList<string?>? scopes)
    {
        if (string.IsNullOrWhiteSpace(name))
            return new ScimError(
                ScimErrorKind.InvalidValue,
                "name is required. Choose a name that identifies the credential."
            );
        if (StrictJsonReader.CheckText("name", name) is { } wrong)
            return wrong;
        return scopes is { Count: > 0 } && !scopes.Contains(null)
            ? null
            : new ScimError(
                ScimErrorKind.InvalidValue,
                $"scopes is required and must be a list of one or more of {string.Join(", ", TokenScopes.All)}."
            );
    }

    /// <summary>Parses the expiry time of a body; null for none.</summary>
    public static (DateTimeOffset? ExpiresAt, ScimError? Error) ParseExpiresAt(string? text)
    {
        if (text is null)
            return default;
        return ScimDateTime.TryParse(text, out DateTimeOffset end)
            ? (end, null)
            : (
                null,
                new ScimError(
                    ScimErrorKind.InvalidValue,
                    "expiresAt must be a date and time such as 2030-01-31T12:00:00Z, or null."
                )
            );
    }
}

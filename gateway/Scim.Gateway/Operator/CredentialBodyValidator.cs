using Scim.Gateway.Http;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Gateway.Operator;

/// <summary>
/// What the bodies that make tokens and clients have in common; the grain knows which names and scopes there are.
/// </summary>
internal static class CredentialBodyValidator
{
    /// <summary>What is wrong with a name or a list of scopes, or null.</summary>
    public static ScimError? CheckNameAndScopes(string? name, IReadOnlyList<string?>? scopes)
    {
        if (string.IsNullOrWhiteSpace(name))
            return new ScimError(
                ScimErrorKind.InvalidValue,
                "name is required: the credential is recognised by it."
            );
        if (StrictJsonReader.CheckText("name", name) is { } wrong)
            return wrong;
        return scopes is { Count: > 0 } && !scopes.Contains(null)
            ? null
            : new ScimError(
                ScimErrorKind.InvalidValue,
                $"scopes is required: a list of one or more of {string.Join(", ", TokenScopes.All)}."
            );
    }

    /// <summary>The end that a body names; null for none.</summary>
    public static (DateTimeOffset? End, ScimError? Error) ParseExpiresAt(string? text)
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

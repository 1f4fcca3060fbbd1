using Scim.Protocol.Errors;

namespace Scim.Gateway.Operator;

/// <summary>The error responses that the endpoints of the operator API share.</summary>
internal static class OperatorResponses
{
    /// <summary>The 404 error for tenant ids that do not exist or are malformed.</summary>
    public static ScimError TenantNotFound { get; } =
        new(ScimErrorKind.NotFound, "Tenant not found. List the tenants to find its id.");
}

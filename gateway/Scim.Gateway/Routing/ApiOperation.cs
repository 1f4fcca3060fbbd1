using Scim.Gateway.Http;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Routing;

/// <summary>An operation: one method of a route.</summary>
/// <typeparam name="TRequest">The request type of the API.</typeparam>
/// <param name="Method">The HTTP method.</param>
/// <param name="Scope">The required scope, or the empty string if authentication is sufficient.</param>
/// <param name="Handler">Executes a request.</param>
/// <param name="AlternativeScope">Another scope that is sufficient, or null.</param>
/// <param name="IsPublic">
/// Returns whether the settings of a tenant allow requests without a credential; null if they never do.
/// </param>
internal record ApiOperation<TRequest>(
    string Method,
    string Scope,
    Func<TRequest, Task<ApiResponse>> Handler,
    string? AlternativeScope = null,
    Func<TenantSettings, bool>? IsPublic = null
);

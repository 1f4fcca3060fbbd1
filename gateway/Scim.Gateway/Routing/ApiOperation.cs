using Scim.Gateway.Http;

namespace Scim.Gateway.Routing;

/// <summary>What one method of a route does.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Scope">The scope that a credential needs; the empty text where being admitted is enough.</param>
/// <param name="Handler">Carries a request out.</param>
/// <param name="AlternativeScope">Another scope that is enough, or null.</param>
internal record ApiOperation<TRequest>(
    string Method,
    string Scope,
    Func<TRequest, Task<ApiResponse>> Handler,
    string? AlternativeScope = null
);

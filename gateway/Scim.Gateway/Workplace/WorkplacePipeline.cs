using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Scim.Gateway.Authentication;
using Scim.Gateway.Configuration;
using Scim.Gateway.Http;
using Scim.Gateway.RateLimiting;
using Scim.Gateway.Routing;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Sessions;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Workplace;

/// <summary>
/// The pipeline of requests below a tenant's workplace API: bearer tokens with workplace scopes, errors as problem
/// details (RFC 9457).
/// </summary>
internal sealed class WorkplacePipeline(
    TenantAuthenticator authenticator,
    TenantRateLimiter limits,
    AnonymousRateLimiter anonymousLimits,
    IGrainFactory grains,
    IEnumerable<ISessionCache> sessionCaches,
    IOptions<GatewayOptions> options,
    TimeProvider time,
    ILogger<WorkplacePipeline> logger
) : ApiPipeline<WorkplaceRequest>(time, logger)
{
    private static readonly BearerChallenge Challenge = new("workplace");

    private readonly GatewayOptions _options = options.Value;
    private readonly TimeProvider _time = time;
    private readonly ISessionCache? _sessionCache = sessionCaches.SingleOrDefault();

    protected override async ValueTask<AuthenticationOutcome<WorkplaceRequest>> AuthenticateRequestAsync(
        HttpContext http,
        string requestId,
        ApiOperation<WorkplaceRequest>? operation
    )
    {
        StringValues authorization = http.Request.Headers.Authorization;
        if (
            await authenticator.AuthenticateAsync(
                http.Request.RouteValues["tenant"] as string,
                authorization,
                anonymousLimits.IsSuspect(http)
            )
            is not { } caller
        )
            return anonymousLimits.RecordFailure(http) ?? Challenge.CreateUnauthorized(authorization);
        return new WorkplaceRequest
        {
            Http = http,
            Tenant = caller.Tenant.Tenant,
            Caller = caller,
            Origin = new RequestOrigin
            {
                Actor = caller.Actor,
                RequestId = requestId,
                BaseUri = BaseUri.FormatTenantUri(_options.PublicBaseUrl, http.Request, caller.Tenant.Tenant),
            },
            Grains = grains,
            SessionCache = _sessionCache,
            Options = _options,
            Time = _time,
        };
    }

    protected override ValueTask<TenantRateLimitLease> AcquireLeaseAsync(
        WorkplaceRequest request,
        CancellationToken aborted
    ) => limits.AcquireLeaseAsync(request.Caller.Tenant, aborted);

    protected override ApiResponse? AuthorizeOperation(
        WorkplaceRequest request,
        ApiOperation<WorkplaceRequest> operation
    )
    {
        if (Challenge.AuthorizeOperation(request.Caller, operation) is { } refusal)
            return refusal;

        // Lets the silo's tenant check verify every grain call of this request.
        RequestContext.Set(TenantContext.Key, request.Tenant);
        return null;
    }

    protected override string GetContentType(HttpRequest request, bool isError) =>
        isError ? MediaTypes.Problem : MediaTypes.Json;

    protected override ReadOnlyMemory<byte> SerializeError(ScimError error, string requestId) =>
        ProblemWriter.WriteProblem(error, requestId);
}

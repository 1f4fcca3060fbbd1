using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Scim.Gateway.Authentication;
using Scim.Gateway.Configuration;
using Scim.Gateway.Http;
using Scim.Gateway.RateLimiting;
using Scim.Gateway.Routing;
using Scim.Gateway.Security;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Sessions;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Workplace;

/// <summary>
/// Requests below a tenant's workplace API: the tenant's bearer tokens with scopes of their own, errors as problems
/// (RFC 9457).
/// </summary>
internal sealed class WorkplacePipeline(
    TenantAuthenticator authenticator,
    TenantRateLimiter limits,
    AnonymousRateLimiter strangers,
    IGrainFactory grains,
    IEnumerable<ISessionCache> locals,
    IOptions<GatewayOptions> options,
    TimeProvider time,
    ILogger<WorkplacePipeline> logger
) : ApiPipeline<WorkplaceRequest>(time, logger)
{
    private static readonly BearerChallenge Challenge = new("workplace");

    private readonly GatewayOptions _options = options.Value;
    private readonly TimeProvider _time = time;
    private readonly ISessionCache? _sessionCache = locals.SingleOrDefault();

    protected override async ValueTask<
        AuthenticationOutcome<WorkplaceRequest>
    > AuthenticateRequestAsync(HttpContext http, string requestId)
    {
        StringValues authorization = http.Request.Headers.Authorization;
        if (
            await authenticator.AuthenticateAsync(
                http.Request.RouteValues["tenant"] as string,
                authorization,
                strangers.IsSuspect(http)
            )
            is not { } sender
        )
            return strangers.RecordFailure(http) ?? Challenge.CreateUnauthorized(authorization);
        return new WorkplaceRequest
        {
            Http = http,
            Tenant = sender.Tenant.Tenant,
            Caller = sender,
            Origin = new RequestOrigin
            {
                Actor = sender.Actor,
                RequestId = requestId,
                BaseUri = BaseUri.FormatTenantUri(
                    _options.PublicBaseUrl,
                    http.Request,
                    sender.Tenant.Tenant
                ),
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

        // For the silo's cross-check of every call that follows from here.
        RequestContext.Set(TenantContext.Key, request.Tenant);
        return null;
    }

    protected override string GetContentType(HttpRequest request, bool isError) =>
        isError ? MediaTypes.Problem : MediaTypes.Json;

    protected override ReadOnlyMemory<byte> SerializeError(ScimError error, string requestId) =>
        ProblemWriter.WriteProblem(error, requestId);
}

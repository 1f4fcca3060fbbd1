using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Scim.Gateway.Http;
using Scim.Gateway.Limits;
using Scim.Gateway.Routing;
using Scim.Gateway.Security;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Sessions;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Workplace;

/// <summary>Requests below a tenant's workplace API: the tenant's bearer tokens with scopes of their own, errors as problems (RFC 9457).</summary>
internal sealed class WorkplacePipeline(
    TenantAuthenticator authenticator, TenantLimits limits, StrangerLimits strangers, IGrainFactory grains, IEnumerable<ILocalSessions> locals, IOptions<GatewayOptions> options,
    TimeProvider time, ILogger<WorkplacePipeline> logger)
    : ApiPipeline<WorkplaceRequest>(time, logger)
{
    private static readonly BearerChallenge Challenge = new("workplace");

    private readonly GatewayOptions _options = options.Value;
    private readonly TimeProvider _time = time;
    private readonly ILocalSessions? _locals = locals.SingleOrDefault();

    protected override async ValueTask<Admission<WorkplaceRequest>> Admit(HttpContext http, string requestId)
    {
        StringValues authorization = http.Request.Headers.Authorization;
        if (await authenticator.Authenticate(http.Request.RouteValues["tenant"] as string, authorization, strangers.IsSuspect(http)) is not { } sender)
            return strangers.Failed(http) ?? Challenge.Unauthorized(authorization);
        return new WorkplaceRequest
        {
            Http = http,
            Tenant = sender.Tenant.Tenant,
            Sender = sender,
            Caller = new Caller
            {
                Actor = sender.Actor,
                RequestId = requestId,
                BaseUri = BaseUri.OfTenant(_options.PublicBaseUrl, http.Request, sender.Tenant.Tenant),
            },
            Grains = grains,
            LocalSessions = _locals,
            Options = _options,
            Time = _time,
        };
    }

    protected override ValueTask<TenantPass> Enter(WorkplaceRequest request, CancellationToken aborted) => limits.Enter(request.Sender.Tenant, aborted);

    protected override Answer? Refuse(WorkplaceRequest request, Operation<WorkplaceRequest> operation)
    {
        if (Challenge.Refuse(request.Sender, operation) is { } refusal) return refusal;

        // For the silo's cross-check of every call that follows from here.
        RequestContext.Set(TenantContext.Key, request.Tenant);
        return null;
    }

    protected override string ContentType(HttpRequest request, bool isError) => isError ? MediaTypes.Problem : MediaTypes.Json;

    protected override ReadOnlyMemory<byte> ErrorBody(ScimError error, string requestId) => Problem.Write(error, requestId);
}

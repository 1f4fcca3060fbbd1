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
using Scim.GrainInterfaces.Tenants;
using Scim.GrainInterfaces.Users;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Resources;

/// <summary>Requests below a tenant's SCIM base: bearer tokens with scopes, errors in SCIM's form (RFC 7644 sections 2 and 3.12).</summary>
internal sealed class ScimPipeline(
    TenantAuthenticator authenticator, TenantLimits limits, StrangerLimits strangers, IGrainFactory grains, KnownNames names, IEnumerable<ILocalUsers> locals,
    IOptions<GatewayOptions> options, TimeProvider time, ILogger<ScimPipeline> logger)
    : ApiPipeline<ScimRequest>(time, logger)
{
    private static readonly BearerChallenge Challenge = new("scim");

    private readonly GatewayOptions _options = options.Value;
    private readonly TimeProvider _time = time;
    private readonly ILocalUsers? _locals = locals.SingleOrDefault();

    private static ScimError Suspended { get; } =
        new(ScimErrorKind.Forbidden, "The tenant is suspended: it can be read but not changed. Its operator can resume it.");

    protected override async ValueTask<Admission<ScimRequest>> Admit(HttpContext http, string requestId)
    {
        StringValues authorization = http.Request.Headers.Authorization;
        if (await authenticator.Authenticate(http.Request.RouteValues["tenant"] as string, authorization, strangers.IsSuspect(http)) is not { } sender)
            return strangers.Failed(http) ?? Challenge.Unauthorized(authorization);
        return new ScimRequest
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
            Names = names,
            Locals = _locals,
            Options = _options,
            Time = _time,
        };
    }

    protected override ValueTask<TenantPass> Enter(ScimRequest request, CancellationToken aborted) => limits.Enter(request.Sender.Tenant, aborted);

    protected override Answer? Refuse(ScimRequest request, Operation<ScimRequest> operation)
    {
        if (Challenge.Refuse(request.Sender, operation) is { } refusal) return refusal;
        if (request.Sender.Tenant.Suspended && operation.Scope == TokenScopes.ScimWrite) return Suspended;

        // For the silo's cross-check of every call that follows from here.
        RequestContext.Set(TenantContext.Key, request.Tenant);
        return null;
    }

    protected override IAsyncEnumerable<ReadOnlyMemory<byte>>? Pieces(ScimRequest request, Answer answer) =>
        answer.Error is null && answer.Gaps is { Count: > 0 } gaps ? MembersStream.Parts(request, answer.Body, gaps) : null;

    protected override string ContentType(HttpRequest request, bool isError) => MediaTypes.ForAnswer(request.Headers.Accept);

    protected override ReadOnlyMemory<byte> ErrorBody(ScimError error, string requestId) => ScimErrorBody.Write(error);
}

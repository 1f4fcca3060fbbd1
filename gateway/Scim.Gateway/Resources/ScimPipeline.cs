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
using Scim.Protocol.Errors;

namespace Scim.Gateway.Resources;

/// <summary>Requests below a tenant's SCIM base: bearer tokens with scopes, errors in SCIM's form (RFC 7644 sections 2 and 3.12).</summary>
internal sealed class ScimPipeline(
    TenantAuthenticator authenticator, TenantLimits limits, StrangerLimits strangers, IGrainFactory grains, IOptions<GatewayOptions> options, TimeProvider time,
    ILogger<ScimPipeline> logger)
    : ApiPipeline<ScimRequest>(time, logger)
{
    private const string Challenge = "Bearer realm=\"scim\"";
    private const string InvalidToken = Challenge + ", error=\"invalid_token\", error_description=\"The token is not valid for this tenant, has expired or was revoked\"";
    private const string InsufficientScope = Challenge + ", error=\"insufficient_scope\", scope=\"";

    private readonly GatewayOptions _options = options.Value;
    private readonly TimeProvider _time = time;

    private static ScimError Unauthorized { get; } =
        new(ScimErrorKind.Unauthorized, "A valid bearer token of this tenant is needed. It may be missing, mistyped, expired or revoked.");

    protected override async ValueTask<Admission<ScimRequest>> Admit(HttpContext http, string requestId)
    {
        StringValues authorization = http.Request.Headers.Authorization;
        if (await authenticator.Authenticate(http.Request.RouteValues["tenant"] as string, authorization, strangers.IsSuspect(http)) is not { } sender)
        {
            if (strangers.Failed(http) is { } tooMany) return tooMany;

            // RFC 6750 section 3.1: no error code for a request that shows no token.
            return new Answer { Error = Unauthorized, Challenge = authorization.Count == 0 ? Challenge : InvalidToken };
        }

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
            Options = _options,
            Time = _time,
        };
    }

    protected override ValueTask<TenantPass> Enter(ScimRequest request, CancellationToken aborted) => limits.Enter(request.Sender.Tenant, aborted);

    protected override Answer? Refuse(ScimRequest request, Operation<ScimRequest> operation)
    {
        if (!request.Sender.Allows(operation.Scope) && (operation.OrScope is null || !request.Sender.Allows(operation.OrScope)))
        {
            return new Answer
            {
                Error = new ScimError(ScimErrorKind.Forbidden, $"The token lacks the scope {operation.Scope}."),
                Challenge = InsufficientScope + operation.Scope + "\"",
            };
        }

        // For the silo's cross-check of every call that follows from here.
        RequestContext.Set(TenantContext.Key, request.Tenant);
        return null;
    }

    protected override string ContentType(HttpRequest request, bool isError) => MediaTypes.ForAnswer(request.Headers.Accept);

    protected override ReadOnlyMemory<byte> ErrorBody(ScimError error, string requestId) => ScimErrorBody.Write(error);
}

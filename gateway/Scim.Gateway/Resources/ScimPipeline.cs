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
using Scim.GrainInterfaces.Tenants;
using Scim.GrainInterfaces.Users;
using Scim.Protocol.Errors;
using Scim.Protocol.Messages;

namespace Scim.Gateway.Resources;

/// <summary>
/// Requests below a tenant's SCIM base: bearer tokens with scopes, errors in SCIM's form (RFC 7644 sections 2 and
/// 3.12).
/// </summary>
internal sealed class ScimPipeline(
    TenantAuthenticator authenticator,
    TenantRateLimiter limits,
    AnonymousRateLimiter strangers,
    IGrainFactory grains,
    UserNameLookupCache names,
    IEnumerable<IUserResponseCache> locals,
    IOptions<GatewayOptions> options,
    TimeProvider time,
    ILogger<ScimPipeline> logger
) : ApiPipeline<ScimRequest>(time, logger)
{
    private static readonly BearerChallenge Challenge = new("scim");

    private readonly GatewayOptions _options = options.Value;
    private readonly TimeProvider _time = time;
    private readonly IUserResponseCache? _responseCache = locals.SingleOrDefault();

    private static ScimError TenantSuspended { get; } =
        new(
            ScimErrorKind.Forbidden,
            "The tenant is suspended: it can be read but not changed. Its operator can resume it."
        );

    protected override async ValueTask<AuthenticationOutcome<ScimRequest>> AuthenticateRequestAsync(
        HttpContext http,
        string requestId
    )
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
        return new ScimRequest
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
            UserNameLookups = names,
            ResponseCache = _responseCache,
            Options = _options,
            Time = _time,
        };
    }

    protected override ValueTask<TenantRateLimitLease> AcquireLeaseAsync(
        ScimRequest request,
        CancellationToken aborted
    ) => limits.AcquireLeaseAsync(request.Caller.Tenant, aborted);

    protected override ApiResponse? AuthorizeOperation(
        ScimRequest request,
        ApiOperation<ScimRequest> operation
    )
    {
        if (Challenge.AuthorizeOperation(request.Caller, operation) is { } refusal)
            return refusal;
        if (request.Caller.Tenant.IsSuspended && operation.Scope == TokenScopes.ScimWrite)
            return TenantSuspended;

        // For the silo's cross-check of every call that follows from here.
        RequestContext.Set(TenantContext.Key, request.Tenant);
        return null;
    }

    protected override IAsyncEnumerable<ReadOnlyMemory<byte>>? GetBodyChunks(
        ScimRequest request,
        ApiResponse answer
    ) =>
        answer.Error is null && answer.Continuations is { Count: > 0 } gaps
            ? MembersStream.ReadChunks(request, answer.Body, gaps)
            : null;

    protected override string GetContentType(HttpRequest request, bool isError) =>
        MediaTypes.NegotiateResponseType(request.Headers.Accept);

    protected override ReadOnlyMemory<byte> SerializeError(ScimError error, string requestId) =>
        ScimErrorWriter.WriteError(error);
}

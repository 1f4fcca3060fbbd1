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
/// The pipeline of requests below a tenant's SCIM base path: bearer tokens with scopes, SCIM errors (RFC 7644 sections
/// 2 and 3.12).
/// </summary>
internal sealed class ScimPipeline(
    TenantAuthenticator authenticator,
    TenantCache tenants,
    TenantRateLimiter limits,
    AnonymousRateLimiter anonymousLimits,
    IGrainFactory grains,
    UserNameLookupCache names,
    IEnumerable<IUserResponseCache> responseCaches,
    IOptions<GatewayOptions> options,
    TimeProvider time,
    ILogger<ScimPipeline> logger
) : ApiPipeline<ScimRequest>(time, logger)
{
    // Other actors have a colon after the type of the credential.
    private const string PublicActor = "public";

    // Clients that obey Retry-After go on by themselves after the tenant is resumed.
    private const int SuspendedRetryAfterSeconds = 300;

    private static readonly BearerChallenge Challenge = new("scim");

    private readonly GatewayOptions _options = options.Value;
    private readonly TimeProvider _time = time;
    private readonly IUserResponseCache? _responseCache = responseCaches.SingleOrDefault();

    private static ScimError TenantSuspended { get; } =
        new(
            ScimErrorKind.Forbidden,
            "The tenant is suspended: its resources can be read but not changed. "
                + "Ask the operator to resume the tenant."
        );

    protected override async ValueTask<AuthenticationOutcome<ScimRequest>> AuthenticateRequestAsync(
        HttpContext http,
        string requestId,
        ApiOperation<ScimRequest>? operation
    )
    {
        StringValues authorization = http.Request.Headers.Authorization;
        if (authorization.Count == 0 && operation is { IsPublic: not null })
            return await AdmitPublicRequestAsync(http, requestId, operation);
        if (
            await authenticator.AuthenticateAsync(
                http.Request.RouteValues["tenant"] as string,
                authorization,
                anonymousLimits.IsSuspect(http)
            )
            is not { } caller
        )
            return anonymousLimits.RecordFailure(http) ?? Challenge.CreateUnauthorized(authorization);
        return CreateRequest(http, requestId, caller);
    }

    // An unknown tenant gets the response of a tenant with default settings, so that callers cannot probe for tenants.
    // The limit of the address bounds the grain calls, and the tenant's own limit is not used up by strangers.
    private async ValueTask<AuthenticationOutcome<ScimRequest>> AdmitPublicRequestAsync(
        HttpContext http,
        string requestId,
        ApiOperation<ScimRequest> operation
    )
    {
        string? id = http.Request.RouteValues["tenant"] as string;
        if (!TenantId.IsValid(id))
            return anonymousLimits.RecordFailure(http) ?? Challenge.CreateUnauthorized(default);
        if (anonymousLimits.RecordPublicRequest(http) is { } tooMany)
            return tooMany;
        TenantSnapshot tenant =
            await tenants.GetSnapshotAsync(id!)
            ?? new TenantSnapshot
            {
                Tenant = id!,
                Version = 0,
                Settings = new TenantSettings(),
                Credentials = [],
            };
        return operation.IsPublic!(tenant.Settings)
            ? CreateRequest(http, requestId, new AuthenticatedCaller(tenant, PublicActor, [operation.Scope], null))
            : Challenge.CreateUnauthorized(default);
    }

    private ScimRequest CreateRequest(HttpContext http, string requestId, AuthenticatedCaller caller) =>
        new()
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
            UserNameLookups = names,
            ResponseCache = _responseCache,
            Options = _options,
            Time = _time,
        };

    protected override ValueTask<TenantRateLimitLease> AcquireLeaseAsync(
        ScimRequest request,
        CancellationToken aborted
    ) => request.Caller.Actor == PublicActor ? default : limits.AcquireLeaseAsync(request.Caller.Tenant, aborted);

    protected override ApiResponse? AuthorizeOperation(ScimRequest request, ApiOperation<ScimRequest> operation)
    {
        if (Challenge.AuthorizeOperation(request.Caller, operation) is { } refusal)
            return refusal;
        if (request.Caller.Tenant.IsSuspended && operation.Scope == TokenScopes.ScimWrite)
            return new ApiResponse { Error = TenantSuspended, RetryAfter = SuspendedRetryAfterSeconds };

        // Lets the silo's tenant check verify every grain call of this request.
        RequestContext.Set(TenantContext.Key, request.Tenant);
        return null;
    }

    protected override IAsyncEnumerable<ReadOnlyMemory<byte>>? GetBodyChunks(ScimRequest request, ApiResponse answer) =>
        answer.Error is null && answer.Continuations is { Count: > 0 } continuations
            ? MembersStream.ReadChunks(request, answer.Body, continuations)
            : null;

    protected override string GetContentType(HttpRequest request, bool isError) =>
        MediaTypes.NegotiateResponseType(request.Headers.Accept);

    protected override ReadOnlyMemory<byte> SerializeError(ScimError error, string requestId) =>
        ScimErrorWriter.WriteError(error);
}

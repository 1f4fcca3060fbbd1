using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;
using Scim.Gateway.Security;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Resources;

/// <summary>Requests below a tenant's SCIM base: bearer tokens with scopes, errors in SCIM's form (RFC 7644 sections 2 and 3.12).</summary>
internal sealed class ScimPipeline(
    TenantAuthenticator authenticator, IGrainFactory grains, IOptions<GatewayOptions> options, TimeProvider time, ILogger<ScimPipeline> logger)
    : ApiPipeline<ScimRequest>(time, logger)
{
    private const string Challenge = "Bearer realm=\"scim\"";
    private const string InvalidToken = Challenge + ", error=\"invalid_token\"";
    private const string InsufficientScope = Challenge + ", error=\"insufficient_scope\", scope=\"";

    private readonly GatewayOptions _options = options.Value;
    private readonly TimeProvider _time = time;

    private static ScimError Unauthorized { get; } =
        new(ScimErrorKind.Unauthorized, "A valid bearer token of this tenant is needed. It may be missing, mistyped, expired or revoked.");

    protected override async ValueTask<Admission<ScimRequest>> Admit(HttpContext http, string requestId)
    {
        (TenantSnapshot? tenant, Credential? credential) = await authenticator.Authenticate(
            http.Request.RouteValues["tenant"] as string, http.Request.Headers.Authorization);
        if (tenant is null || credential is null)
        {
            // RFC 6750 section 3.1: no error code for a request that shows no token.
            return new Answer { Error = Unauthorized, Challenge = http.Request.Headers.Authorization.Count == 0 ? Challenge : InvalidToken };
        }

        return new ScimRequest
        {
            Http = http,
            Tenant = tenant.Tenant,
            Credential = credential,
            Caller = new Caller
            {
                Actor = "token:" + credential.Id,
                RequestId = requestId,
                BaseUri = BaseUri.OfTenant(_options.PublicBaseUrl, http.Request, tenant.Tenant),
            },
            Grains = grains,
            Options = _options,
            Time = _time,
        };
    }

    protected override Answer? Refuse(ScimRequest request, Operation<ScimRequest> operation)
    {
        if (!CredentialCheck.Allows(request.Credential, operation.Scope))
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

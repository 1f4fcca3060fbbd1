using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Scim.Gateway.Configuration;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;
using Scim.Gateway.Security;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Operator;

/// <summary>
/// The pipeline of requests below <c>/operator</c>: the operator key as a bearer token, errors as problem details (RFC
/// 9457).
/// </summary>
/// <remarks>
/// HTTP Basic is not accepted, because a browser that has the dashboard's password sends it with requests that other
/// sites cause (cross-site request forgery).
/// </remarks>
internal sealed class OperatorPipeline(
    OperatorKey key,
    IGrainFactory grains,
    TenantCache tenants,
    IOptions<GatewayOptions> options,
    TimeProvider time,
    ILogger<OperatorPipeline> logger
) : ApiPipeline<OperatorRequest>(time, logger)
{
    private const string Challenge = "Bearer realm=\"" + OperatorAuthenticationOptions.Realm + "\"";
    private const string InvalidToken = Challenge + ", error=\"invalid_token\"";

    private readonly GatewayOptions _options = options.Value;
    private readonly ILogger _logger = logger;

    private static ScimError Unauthorized { get; } =
        new(
            ScimErrorKind.Unauthorized,
            "The operator key is required. Send it as a bearer token in the Authorization header."
        );

    protected override ValueTask<AuthenticationOutcome<OperatorRequest>> AuthenticateRequestAsync(
        HttpContext http,
        string requestId,
        ApiOperation<OperatorRequest>? operation
    )
    {
        bool known = key.IsMatch(AuthorizationHeader.GetBearerToken(http.Request.Headers.Authorization));
        return new(
            known
                ? new OperatorRequest
                {
                    Http = http,
                    Grains = grains,
                    Options = _options,
                    Logger = _logger,
                }
                : new ApiResponse
                {
                    Error = Unauthorized,
                    Challenge = http.Request.Headers.Authorization.Count == 0 ? Challenge : InvalidToken,
                }
        );
    }

    protected override ApiResponse? AuthorizeOperation(
        OperatorRequest request,
        ApiOperation<OperatorRequest> operation
    ) => null;

    // Changes by the operator apply in this process immediately; other processes see them within half a second.
    protected override void OnChanged(OperatorRequest request) =>
        tenants.InvalidateSnapshot(request.GetRouteValue("tenant"));

    protected override string GetContentType(HttpRequest request, bool isError) =>
        isError ? MediaTypes.Problem : MediaTypes.Json;

    protected override ReadOnlyMemory<byte> SerializeError(ScimError error, string requestId) =>
        ProblemWriter.WriteProblem(error, requestId);
}

using System.Text.Json.Serialization;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;
using static Scim.Gateway.Workplace.WorkplaceOperation;

namespace Scim.Gateway.Workplace;

/// <summary>Describes the credential of a request, for example to test a new integration.</summary>
internal static class CredentialRoutes
{
    /// <summary>The area.</summary>
    public static WorkplaceArea Area { get; } =
        new(
            "Credential",
            "The credential of the request",
            CredentialJsonContext.Default,
            new ApiRoute<WorkplaceRequest>(
                "/credential",
                Get(
                        "Read the presented credential",
                        "Returns the tenant, the credential's id in the change log and its scopes. "
                            + "Use it to test a token. Fails with 401 if the token is not valid for this tenant.",
                        ReadCredentialAsync
                    )
                    .WithResponse<CredentialBody>(200)
            )
        );

    private static Task<ApiResponse> ReadCredentialAsync(WorkplaceRequest request) =>
        Task.FromResult(
            JsonResponses.Ok(
                new CredentialBody(request.Tenant, request.Caller.Actor, request.Caller.Scopes),
                CredentialJsonContext.Default.CredentialBody
            )
        );
}

/// <summary>A credential without its secret.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Actor">The id of the credential in the change log.</param>
/// <param name="Scopes">The scopes.</param>
internal sealed record CredentialBody(string Tenant, string Actor, IReadOnlyList<string> Scopes);

/// <summary>The JSON of this area.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    MaxDepth = 16,
    Converters = [typeof(ScimDateTimeJsonConverter)]
)]
[JsonSerializable(typeof(CredentialBody))]
internal sealed partial class CredentialJsonContext : JsonSerializerContext;

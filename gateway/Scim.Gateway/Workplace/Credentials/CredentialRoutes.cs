using System.Text.Json.Serialization;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;
using static Scim.Gateway.Workplace.WorkplaceOperation;

namespace Scim.Gateway.Workplace.Credentials;

/// <summary>What the presented credential is worth: the first thing that a new integration asks.</summary>
internal static class CredentialRoutes
{
    /// <summary>The area.</summary>
    public static WorkplaceArea Area { get; } =
        new(
            "Credential",
            "What the presented token allows",
            CredentialJsonContext.Default,
            new ApiRoute<WorkplaceRequest>(
                "/credential",
                Get("Tells which tenant and scopes the token is good for.", ReadCredentialAsync)
                    .WithResponse<CredentialBody>(200)
            )
        );

    private static Task<ApiResponse> ReadCredentialAsync(WorkplaceRequest request) =>
        Task.FromResult(
            WorkplaceResponses.Ok(
                new CredentialBody(request.Tenant, request.Caller.Actor, request.Caller.Scopes),
                CredentialJsonContext.Default.CredentialBody
            )
        );
}

/// <summary>A credential, never its secret.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Actor">What the change log calls it.</param>
/// <param name="Scopes">What it allows.</param>
internal sealed record CredentialBody(string Tenant, string Actor, IReadOnlyList<string> Scopes);

/// <summary>JSON of this area.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    MaxDepth = 16,
    Converters = [typeof(ScimDateTimeJsonConverter)]
)]
[JsonSerializable(typeof(CredentialBody))]
internal sealed partial class CredentialJsonContext : JsonSerializerContext;

using System.Text.Json.Serialization;
using Scim.Gateway.Http;
using Scim.Gateway.Resources;
using Scim.Gateway.Routing;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using static Scim.Gateway.Workplace.WorkplaceOperation;

namespace Scim.Gateway.Workplace.Users;

/// <summary>What an administrator of the workplace may do to users whom an identity provider provisions.</summary>
internal static class UserRoutes
{
    private static readonly byte[] DeactivatePatch =
        """{"Operations":[{"op":"replace","path":"active","value":false}]}"""u8.ToArray();
    private static readonly byte[] ActivatePatch =
        """{"Operations":[{"op":"replace","path":"active","value":true}]}"""u8.ToArray();

    /// <summary>The area.</summary>
    public static WorkplaceArea Area { get; } =
        new(
            "Users",
            "Access of single users",
            UserJsonContext.Default,
            new ApiRoute<WorkplaceRequest>(
                "/users/{userId}/deactivate",
                Post(
                        "Ends the user's sessions and keeps him from starting another. He is deleted when the tenant's retention is over, unless he is activated again.",
                        r => PatchUserAsync(r, DeactivatePatch)
                    )
                    .WithResponse(204)
            ),
            new ApiRoute<WorkplaceRequest>(
                "/users/{userId}/activate",
                Post("Gives the user his access back.", r => PatchUserAsync(r, ActivatePatch))
                    .WithResponse(204)
            )
        );

    // The same change as an identity provider's, so that there is one way to make it.
    private static async Task<ApiResponse> PatchUserAsync(
        WorkplaceRequest request,
        ReadOnlyMemory<byte> patch
    )
    {
        if (request.GetUserGrain() is not { } user)
            return WorkplaceRequest.UserNotFound;
        ScimResult<ResourceReply> changed = await user.Patch(
            new PatchResource { Origin = request.Origin, Body = patch }
        );
        return changed.Error is { } error ? error : ApiResponse.NoContent;
    }
}

/// <summary>JSON of this area.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(string))]
internal sealed partial class UserJsonContext : JsonSerializerContext;

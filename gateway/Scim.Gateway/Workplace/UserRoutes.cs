using System.Text.Json.Serialization;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using static Scim.Gateway.Workplace.WorkplaceOperation;

namespace Scim.Gateway.Workplace;

/// <summary>The routes by which an administrator of the workplace deactivates and activates users.</summary>
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
            "Deactivate and activate users",
            UserJsonContext.Default,
            new ApiRoute<WorkplaceRequest>(
                "/users/{userId}/deactivate",
                Post(
                        "Deactivate a user",
                        "Ends the user's sessions and prevents new ones. The user is deleted after the "
                            + "tenant's retention period (setting `deprovisioning.deleteAfter`) unless "
                            + "activated before. Fails with 404 if the user does not exist.",
                        r => PatchUserAsync(r, DeactivatePatch)
                    )
                    .WithResponse(204)
            ),
            new ApiRoute<WorkplaceRequest>(
                "/users/{userId}/activate",
                Post(
                        "Activate a user",
                        "Allows the user to sign in again and cancels a pending deletion. "
                            + "Fails with 404 if the user does not exist.",
                        r => PatchUserAsync(r, ActivatePatch)
                    )
                    .WithResponse(204)
            )
        );

    // Uses the same PATCH as an identity provider, so that there is one way to change the state.
    private static async Task<ApiResponse> PatchUserAsync(WorkplaceRequest request, ReadOnlyMemory<byte> patch)
    {
        if (request.GetUserGrain() is not { } user)
            return WorkplaceRequest.UserNotFound;
        ScimResult<ResourceReply> changed = await user.Patch(
            new PatchResource { Origin = request.Origin, Body = patch }
        );
        return changed.Error is { } error ? error : ApiResponse.NoContent;
    }
}

/// <summary>The JSON of this area.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(string))]
internal sealed partial class UserJsonContext : JsonSerializerContext;

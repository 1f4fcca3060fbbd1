using System.Text.Encodings.Web;
using System.Text.Json;
using Scim.Gateway.Http;
using Scim.Gateway.Security;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Resources;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Gateway.Resources;

/// <summary>
/// The <c>/Me</c> endpoint (RFC 7644 section 3.11): operations on the user that the credential represents, as if the
/// request named that user. The location is the user's own. A credential that represents no user gets 501.
/// </summary>
internal static class MeEndpoints
{
    private static ScimError CredentialUserMissing { get; } =
        new(
            ScimErrorKind.NotImplemented,
            "This credential does not represent a user, so /Me is not available. Use /Users/{id} instead."
        );

    private static ScimError SelfRegistrationNotSupported { get; } =
        new(ScimErrorKind.NotImplemented, "Self-registration is not supported. Create users with POST /Users.");

    private static ScimError CredentialUserAmbiguous { get; } =
        new(
            ScimErrorKind.Conflict,
            "More than one user matches this credential. Ask an administrator to make the attribute "
                + "that identifies the user unique."
        );

    /// <summary>GET <c>/Me</c>.</summary>
    public static Task<ApiResponse> ReadMeAsync(ScimRequest request) =>
        RunForUserAsync(request, ResourceEndpoints.ReadResourceAsync);

    /// <summary>PUT <c>/Me</c>.</summary>
    public static Task<ApiResponse> ReplaceMeAsync(ScimRequest request) =>
        RunForUserAsync(request, ResourceEndpoints.ReplaceResourceAsync);

    /// <summary>PATCH <c>/Me</c>.</summary>
    public static Task<ApiResponse> PatchMeAsync(ScimRequest request) =>
        RunForUserAsync(request, ResourceEndpoints.PatchResourceAsync);

    /// <summary>DELETE <c>/Me</c>.</summary>
    public static Task<ApiResponse> DeleteMeAsync(ScimRequest request) =>
        RunForUserAsync(request, ResourceEndpoints.DeleteResourceAsync);

    /// <summary>POST <c>/Me</c>, self-registration in RFC 7644, which this service does not support.</summary>
    public static Task<ApiResponse> CreateMeAsync(ScimRequest request) =>
        Task.FromResult<ApiResponse>(
            request.Caller.Subject is null ? CredentialUserMissing : SelfRegistrationNotSupported
        );

    private static async Task<ApiResponse> RunForUserAsync(
        ScimRequest request,
        Func<ScimRequest, Task<ApiResponse>> operation
    )
    {
        if (request.Caller.Subject is not { } user)
            return CredentialUserMissing;
        (string? id, ScimError? error) = await FindUserIdAsync(request, user);
        return id is null ? error! : await operation(request.WithUser(id));
    }

    private static async Task<(string? Id, ScimError? Error)> FindUserIdAsync(ScimRequest request, TokenSubject user)
    {
        if (user.Attribute == "id")
            return (user.Value, null);
        var query = new ListQuery
        {
            Origin = request.Origin,
            ResourceType = ResourceTypeNames.User,
            Filter = $"{user.Attribute} eq \"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(user.Value)}\"",
            Count = 2,
            Selection = new AttributeSelection { Attributes = "id" },
        };
        ScimResult<ListReply> reply = await request.GetDirectoryGrain().ListResources(query);
        if (reply.Error is { } error)
            return (null, error.Kind == ScimErrorKind.InvalidFilter ? ResourceEndpoints.ResourceNotFound : error);
        using JsonDocument list = JsonDocument.Parse(reply.Value!.Body);
        if (!list.RootElement.TryGetProperty("Resources", out JsonElement resources) || resources.GetArrayLength() == 0)
            return (null, ResourceEndpoints.ResourceNotFound);
        return resources.GetArrayLength() > 1
            ? (null, CredentialUserAmbiguous)
            : (resources[0].GetProperty("id").GetString(), null);
    }
}

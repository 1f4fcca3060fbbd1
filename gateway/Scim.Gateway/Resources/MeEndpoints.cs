using System.Text.Encodings.Web;
using System.Text.Json;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;
using Scim.Gateway.Security;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Resources;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Resources;

/// <summary>
/// <c>/Me</c> (RFC 7644 section 3.11): the user that the credential stands for, as if the request named it. Its
/// location is the user's own. A credential that stands for nobody is answered 501.
/// </summary>
internal static class MeEndpoints
{
    private static ScimError CredentialUserMissing { get; } =
        new(
            ScimErrorKind.NotImplemented,
            "This credential stands for no user, so there is no /Me for it."
        );

    private static ScimError SelfRegistrationNotSupported { get; } =
        new(
            ScimErrorKind.NotImplemented,
            "Nobody can create himself here. A provisioning client creates users by POST to /Users."
        );

    private static ScimError CredentialUserAmbiguous { get; } =
        new(
            ScimErrorKind.Conflict,
            "More than one user fits this credential. An administrator must make the attribute that it is matched by unique."
        );

    /// <summary>GET.</summary>
    public static Task<ApiResponse> ReadMeAsync(ScimRequest request) =>
        RunForUserAsync(request, ResourceEndpoints.ReadResourceAsync);

    /// <summary>PUT.</summary>
    public static Task<ApiResponse> ReplaceMeAsync(ScimRequest request) =>
        RunForUserAsync(request, ResourceEndpoints.ReplaceResourceAsync);

    /// <summary>PATCH.</summary>
    public static Task<ApiResponse> PatchMeAsync(ScimRequest request) =>
        RunForUserAsync(request, ResourceEndpoints.PatchResourceAsync);

    /// <summary>DELETE.</summary>
    public static Task<ApiResponse> DeleteMeAsync(ScimRequest request) =>
        RunForUserAsync(request, ResourceEndpoints.DeleteResourceAsync);

    /// <summary>POST, by which RFC 7644 lets people register themselves where a server wants that.</summary>
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

    private static async Task<(string? Id, ScimError? Error)> FindUserIdAsync(
        ScimRequest request,
        TokenSubject user
    )
    {
        if (user.Attribute == "id")
            return (user.Value, null);
        var query = new ListQuery
        {
            Origin = request.Origin,
            ResourceType = "User",
            Filter =
                $"{user.Attribute} eq \"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(user.Value)}\"",
            Count = 2,
            Selection = new AttributeSelection { Attributes = "id" },
        };
        ScimResult<ListReply> reply = await request.GetDirectoryGrain().ListResources(query);
        if (reply.Error is { } error)
            return (
                null,
                error.Kind == ScimErrorKind.InvalidFilter
                    ? ResourceEndpoints.ResourceNotFound
                    : error
            );
        using JsonDocument list = JsonDocument.Parse(reply.Value!.Body);
        if (
            !list.RootElement.TryGetProperty("Resources", out JsonElement resources)
            || resources.GetArrayLength() == 0
        )
            return (null, ResourceEndpoints.ResourceNotFound);
        return resources.GetArrayLength() > 1
            ? (null, CredentialUserAmbiguous)
            : (resources[0].GetProperty("id").GetString(), null);
    }
}

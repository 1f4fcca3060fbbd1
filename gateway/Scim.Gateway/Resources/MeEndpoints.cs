using System.Text.Encodings.Web;
using System.Text.Json;
using Scim.Gateway.Routing;
using Scim.Gateway.Security;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Resources;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Resources;

/// <summary>
/// <c>/Me</c> (RFC 7644 section 3.11): the user that the credential stands for, as if the request named it. Its location is the user's own. A credential that
/// stands for nobody is answered 501.
/// </summary>
internal static class MeEndpoints
{
    private static ScimError NoUser { get; } = new(ScimErrorKind.NotImplemented, "This credential stands for no user, so there is no /Me for it.");

    private static ScimError NoSignUp { get; } =
        new(ScimErrorKind.NotImplemented, "Nobody can create himself here. A provisioning client creates users by POST to /Users.");

    private static ScimError Ambiguous { get; } =
        new(ScimErrorKind.Conflict, "More than one user fits this credential. An administrator must make the attribute that it is matched by unique.");

    /// <summary>GET.</summary>
    public static Task<Answer> Read(ScimRequest request) => As(request, ResourceEndpoints.Read);

    /// <summary>PUT.</summary>
    public static Task<Answer> Replace(ScimRequest request) => As(request, ResourceEndpoints.Replace);

    /// <summary>PATCH.</summary>
    public static Task<Answer> Patch(ScimRequest request) => As(request, ResourceEndpoints.Patch);

    /// <summary>DELETE.</summary>
    public static Task<Answer> Delete(ScimRequest request) => As(request, ResourceEndpoints.Delete);

    /// <summary>POST, by which RFC 7644 lets people register themselves where a server wants that.</summary>
    public static Task<Answer> Create(ScimRequest request) => Task.FromResult<Answer>(request.Sender.User is null ? NoUser : NoSignUp);

    private static async Task<Answer> As(ScimRequest request, Func<ScimRequest, Task<Answer>> operation)
    {
        if (request.Sender.User is not { } user) return NoUser;
        (string? id, ScimError? error) = await Find(request, user);
        return id is null ? error! : await operation(request.About(id));
    }

    private static async Task<(string? Id, ScimError? Error)> Find(ScimRequest request, BoundUser user)
    {
        if (user.Attribute == "id") return (user.Value, null);
        var query = new ListQuery
        {
            Caller = request.Caller,
            ResourceType = "User",
            Filter = $"{user.Attribute} eq \"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(user.Value)}\"",
            Count = 2,
            Selection = new AttributeSelection { Attributes = "id" },
        };
        ScimResult<ListReply> reply = await request.Directory().List(query);
        if (reply.Error is { } error) return (null, error.Kind == ScimErrorKind.InvalidFilter ? ResourceEndpoints.NotFound : error);
        using JsonDocument list = JsonDocument.Parse(reply.Value!.Body);
        if (!list.RootElement.TryGetProperty("Resources", out JsonElement resources) || resources.GetArrayLength() == 0) return (null, ResourceEndpoints.NotFound);
        return resources.GetArrayLength() > 1 ? (null, Ambiguous) : (resources[0].GetProperty("id").GetString(), null);
    }
}

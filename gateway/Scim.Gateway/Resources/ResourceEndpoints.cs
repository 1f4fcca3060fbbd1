using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Gateway.Resources;

/// <summary>
/// Single resources (RFC 7644 sections 3.3 to 3.6). Calls are not broken off when a client hangs up: whether a write
/// happened must not hang on that, and a read is over before anybody could notice.
/// </summary>
internal static class ResourceEndpoints
{
    /// <summary>Answers 404 for ids and types that do not exist.</summary>
    public static ScimError ResourceNotFound { get; } =
        new(
            ScimErrorKind.NotFound,
            "There is no such resource. It was deleted, or it never existed here."
        );

    /// <summary>POST to a resource type's endpoint.</summary>
    public static async Task<ApiResponse> CreateResourceAsync(ScimRequest request)
    {
        if (request.Type is not { } type)
            return ResourceNotFound;
        (ReadOnlyMemory<byte> body, ScimError? error) = await request.ReadBodyAsync();
        if (error is not null)
            return error;
        var command = new CreateResource
        {
            Origin = request.Origin,
            ResourceType = type.Name,
            Selection = request.Selection,
            Body = body,
        };
        return (
            await request.GetResourceGrain(type, ResourceIds.CreateId(request.Time)).Create(command)
        )
            .ToHttp(StatusCodes.Status201Created)
            .ApplyPreference(request.Preference);
    }

    /// <summary>GET of a resource.</summary>
    public static async Task<ApiResponse> ReadResourceAsync(ScimRequest request)
    {
        if (request.FindCachedResponse() is { } local)
            return local.ToHttp();
        if (request.GetResourceGrain() is not { } resource)
            return ResourceNotFound;
        var query = new ReadResource
        {
            Origin = request.Origin,
            ResourceType = request.Type!.Name,
            Selection = request.Selection,
            IfNoneMatch = request.IfNoneMatch,
        };
        return (
            await GrainReadRetry.ReadWithRetryAsync(
                request.Time,
                () => resource.Read(query),
                request.Http.RequestAborted
            )
        ).ToHttp();
    }

    /// <summary>PUT of a resource.</summary>
    public static async Task<ApiResponse> ReplaceResourceAsync(ScimRequest request)
    {
        if (request.GetResourceGrain() is not { } resource)
            return ResourceNotFound;
        (ReadOnlyMemory<byte> body, ScimError? error) = await request.ReadBodyAsync();
        if (error is not null)
            return error;
        var command = new ReplaceResource
        {
            Origin = request.Origin,
            ResourceType = request.Type!.Name,
            Selection = request.Selection,
            Body = body,
            IfMatch = request.IfMatch,
        };
        return (await resource.Replace(command)).ToHttp().ApplyPreference(request.Preference);
    }

    /// <summary>PATCH of a resource.</summary>
    public static async Task<ApiResponse> PatchResourceAsync(ScimRequest request)
    {
        if (request.GetResourceGrain() is not { } resource)
            return ResourceNotFound;
        (ReadOnlyMemory<byte> body, ScimError? error) = await request.ReadBodyAsync();
        if (error is not null)
            return error;
        AttributeSelection selection = request.Selection;
        ReturnPreference preference = request.Preference;
        var command = new PatchResource
        {
            Origin = request.Origin,
            ResourceType = request.Type!.Name,
            Selection = selection,
            Body = body,
            IfMatch = request.IfMatch,
            IsBodyRequested =
                preference == ReturnPreference.Representation
                || (
                    preference == ReturnPreference.None
                    && ShouldReturnBody(request.Type!, selection)
                ),
        };
        return (await resource.Patch(command)).ToHttp().ApplyPreference(preference);
    }

    /// <summary>DELETE of a resource.</summary>
    public static async Task<ApiResponse> DeleteResourceAsync(ScimRequest request)
    {
        if (request.GetResourceGrain() is not { } resource)
            return ResourceNotFound;
        return (
            await resource.Delete(
                new DeleteResource
                {
                    Origin = request.Origin,
                    ResourceType = request.Type!.Name,
                    IfMatch = request.IfMatch,
                }
            )
        ).ToHttp();
    }

    /// <summary>
    /// Whether a PATCH is answered with the resource. A group's answer could be a million members that nobody asked
    /// for, so it is sent only where the request names attributes, and then it must be (RFC 7644 section 3.5.2).
    /// </summary>
    public static bool ShouldReturnBody(ResourceType type, AttributeSelection selection) =>
        type.Schema.Id != SchemaUrns.Group
        || selection.Attributes is not null
        || selection.ExcludedAttributes is not null;
}

using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Gateway.Resources;

/// <summary>The endpoints of single resources (RFC 7644 sections 3.3 to 3.6).</summary>
/// <remarks>
/// Grain calls are not cancelled when the client disconnects: the outcome of a write must not depend on the connection,
/// and a read ends before a cancellation would take effect.
/// </remarks>
internal static class ResourceEndpoints
{
    /// <summary>The 404 error for ids and resource types that do not exist.</summary>
    public static ScimError ResourceNotFound { get; } =
        new(
            ScimErrorKind.NotFound,
            "Resource not found. It may have been deleted, or the id or resource type is wrong."
        );

    /// <summary>POST <c>/{type}</c>.</summary>
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
            WriteOptions = request.WriteOptions,
            Body = body,
        };
        return (await request.GetResourceGrain(type, ResourceIds.CreateId(request.Time)).Create(command))
            .ToHttp(StatusCodes.Status201Created)
            .ApplyPreference(request.Preference)
            .ConfirmHandling(request.WriteOptions);
    }

    /// <summary>GET <c>/{type}/{id}</c>.</summary>
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

    /// <summary>PUT <c>/{type}/{id}</c>.</summary>
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
            WriteOptions = request.WriteOptions,
            Body = body,
            IfMatch = request.IfMatch,
            IfNoneMatch = request.IfNoneMatch,
        };
        return (await resource.Replace(command))
            .ToHttp()
            .ApplyPreference(request.Preference)
            .ConfirmHandling(request.WriteOptions);
    }

    /// <summary>PATCH <c>/{type}/{id}</c>.</summary>
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
            WriteOptions = request.WriteOptions,
            Body = body,
            IfMatch = request.IfMatch,
            IfNoneMatch = request.IfNoneMatch,
            IsBodyRequested =
                preference == ReturnPreference.Representation
                || (preference == ReturnPreference.None && ShouldReturnBody(request.Type!, selection)),
        };
        return (await resource.Patch(command))
            .ToHttp()
            .ApplyPreference(preference)
            .ConfirmHandling(request.WriteOptions);
    }

    /// <summary>DELETE <c>/{type}/{id}</c>.</summary>
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
                    IfNoneMatch = request.IfNoneMatch,
                }
            )
        ).ToHttp();
    }

    /// <summary>Returns whether the response to a PATCH contains the resource by default.</summary>
    /// <remarks>
    /// The response for a group could contain a million members, so it is sent only if the request selects attributes,
    /// which RFC 7644 section 3.5.2 requires.
    /// </remarks>
    public static bool ShouldReturnBody(ResourceType type, AttributeSelection selection) =>
        type.Schema.Id != SchemaUrns.Group
        || selection.Attributes is not null
        || selection.ExcludedAttributes is not null;
}

using System.Globalization;
using Microsoft.AspNetCore.Http;
using Scim.Gateway.Resources;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.Protocol.Bulk;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;

namespace Scim.Gateway.Bulk;

/// <summary>Executes single operations of a bulk request as grain calls.</summary>
/// <remarks>
/// Grains are asked for the id only, because the results of a bulk response do not contain the resource.
/// </remarks>
internal sealed class BulkOperationExecutor(ScimRequest request)
{
    private static readonly AttributeSelection IdOnly = new() { Attributes = "id" };

    /// <summary>The request id, for the log.</summary>
    public string RequestId => request.Origin.RequestId;

    /// <summary>Creates an id for a resource to be created.</summary>
    public string CreateId() => ResourceIds.CreateId(request.Time);

    /// <summary>Executes an operation.</summary>
    /// <param name="operation">The operation; it has no error.</param>
    /// <param name="id">The id of the resource; a new id for POST.</param>
    /// <param name="resolve">Returns the resource id for a bulkId.</param>
    /// <returns>
    /// The result and the id of the resource. The id differs from <paramref name="id"/> if a POST was merged into an
    /// existing resource.
    /// </returns>
    public async Task<(BulkResult Result, string Id)> ExecuteOperationAsync(
        BulkOperation operation,
        string id,
        Func<string, string> resolve
    )
    {
        if (operation.Method != BulkMethod.Post && !ResourceIds.IsWellFormed(id))
            return (CreateFailure(operation, ResourceEndpoints.ResourceNotFound), id);
        IResourceGrain resource = request.GetResourceGrain(operation.Type!, id);
        if (operation.Method == BulkMethod.Delete)
        {
            ScimResult<Unit> deleted = await resource.Delete(
                new DeleteResource
                {
                    Origin = CreateOrigin(operation),
                    ResourceType = operation.Type!.Name,
                    IfMatch = operation.Version,
                }
            );
            return (
                deleted.Error is { } error
                    ? CreateFailure(operation, error, id)
                    : CreateSuccess(operation, StatusCodes.Status204NoContent, id),
                id
            );
        }

        ScimResult<ResourceReply> reply = await WriteResourceAsync(
            operation,
            resource,
            ScimJson.ToUtf8(BulkReferences.ReplaceReferences(operation, resolve))
        );
        if (reply.Value is not { } written)
            return (CreateFailure(operation, reply.Error!, operation.Method == BulkMethod.Post ? null : id), id);
        bool created = operation.Method == BulkMethod.Post && written.Id == id;
        return (
            CreateSuccess(operation, created ? StatusCodes.Status201Created : StatusCodes.Status200OK, written.Id) with
            {
                Version = written.Version,
            },
            written.Id
        );
    }

    /// <summary>
    /// Replaces a resource that this request created, after one of its references resolved to another id.
    /// </summary>
    public async Task<BulkResult> RewriteReferencesAsync(
        BulkOperation operation,
        string id,
        Func<string, string> resolve
    )
    {
        (BulkResult result, _) = await ExecuteOperationAsync(
            operation with
            {
                Method = BulkMethod.Put,
                Version = null,
            },
            id,
            resolve
        );
        return result with { Operation = operation, Status = StatusCodes.Status201Created };
    }

    /// <summary>Deletes a resource that this request created.</summary>
    public Task<ScimResult<Unit>> DeleteCreatedAsync(BulkOperation operation, string id) =>
        request
            .GetResourceGrain(operation.Type!, id)
            .Delete(new DeleteResource { Origin = CreateOrigin(operation), ResourceType = operation.Type!.Name });

    /// <summary>Creates the result of a failed operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="error">The error.</param>
    /// <param name="id">The id of the resource, or null if there is none.</param>
    public BulkResult CreateFailure(BulkOperation operation, ScimError error, string? id = null) =>
        new()
        {
            Operation = operation,
            Error = error,
            Location = id is null ? null : FormatLocation(operation, id),
        };

    private BulkResult CreateSuccess(BulkOperation operation, int status, string id) =>
        new()
        {
            Operation = operation,
            Status = status,
            Location = FormatLocation(operation, id),
        };

    private Task<ScimResult<ResourceReply>> WriteResourceAsync(
        BulkOperation operation,
        IResourceGrain resource,
        ReadOnlyMemory<byte> body
    ) =>
        operation.Method switch
        {
            BulkMethod.Post => resource.Create(
                new CreateResource
                {
                    Origin = CreateOrigin(operation),
                    ResourceType = operation.Type!.Name,
                    Selection = IdOnly,
                    WriteOptions = request.WriteOptions,
                    Body = body,
                }
            ),
            BulkMethod.Put => resource.Replace(
                new ReplaceResource
                {
                    Origin = CreateOrigin(operation),
                    ResourceType = operation.Type!.Name,
                    Selection = IdOnly,
                    WriteOptions = request.WriteOptions,
                    Body = body,
                    IfMatch = operation.Version,
                }
            ),
            _ => resource.Patch(
                new PatchResource
                {
                    Origin = CreateOrigin(operation),
                    ResourceType = operation.Type!.Name,
                    Selection = IdOnly,
                    WriteOptions = request.WriteOptions,
                    Body = body,
                    IfMatch = operation.Version,
                }
            ),
        };

    // Every operation has a request id of its own in the log.
    private RequestOrigin CreateOrigin(BulkOperation operation) =>
        request.Origin with
        {
            RequestId = string.Create(
                CultureInfo.InvariantCulture,
                $"{request.Origin.RequestId}:{operation.Index + 1}"
            ),
        };

    private string FormatLocation(BulkOperation operation, string id) =>
        $"{request.Origin.BaseUri}{operation.Type!.Endpoint}/{id}";
}

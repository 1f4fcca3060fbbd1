using System.Globalization;
using Microsoft.AspNetCore.Http;
using Scim.Gateway.Resources;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.Protocol.Bulk;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;

namespace Scim.Gateway.Bulk;

/// <summary>Single operations of a bulk request as calls of grains. Answers hold no more of a resource than its id: nobody gets to see the rest.</summary>
internal sealed class BulkCalls(ScimRequest request)
{
    private static readonly AttributeSelection IdOnly = new() { Attributes = "id" };

    /// <summary>The request's id, for the log.</summary>
    public string RequestId => request.Caller.RequestId;

    /// <summary>A fresh id for a resource that is to be created.</summary>
    public string NewId() => ResourceIds.New(request.Time);

    /// <summary>Carries an operation out.</summary>
    /// <param name="operation">The operation; it has no error.</param>
    /// <param name="id">The resource: a fresh id with POST.</param>
    /// <param name="resolve">The id of the resource that a bulkId stands for.</param>
    /// <returns>The result, and the resource's id, which a POST that adopted another resource did not choose.</returns>
    public async Task<(BulkResult Result, string Id)> Carry(BulkOperation operation, string id, Func<string, string> resolve)
    {
        if (operation.Method != BulkMethod.Post && !ResourceIds.CouldBeIssued(id)) return (Failed(operation, ResourceEndpoints.NotFound), id);
        IResourceGrain resource = request.Resource(operation.Type!, id);
        if (operation.Method == BulkMethod.Delete)
        {
            ScimResult<Done> deleted = await resource.Delete(new DeleteResource { Caller = Caller(operation), ResourceType = operation.Type!.Name, IfMatch = operation.Version });
            return (deleted.Error is { } error ? Failed(operation, error, id) : Done(operation, StatusCodes.Status204NoContent, id), id);
        }

        ScimResult<ResourceReply> reply = await Write(operation, resource, ScimJson.ToUtf8(BulkReferences.Substitute(operation.Data!, resolve)));
        if (reply.Value is not { } written) return (Failed(operation, reply.Error!, operation.Method == BulkMethod.Post ? null : id), id);
        bool created = operation.Method == BulkMethod.Post && written.Id == id;
        return (Done(operation, created ? StatusCodes.Status201Created : StatusCodes.Status200OK, written.Id) with { Version = written.Version }, written.Id);
    }

    /// <summary>Replaces a resource that was just created, with references that have turned out differently.</summary>
    public async Task<BulkResult> Correct(BulkOperation operation, string id, Func<string, string> resolve)
    {
        (BulkResult result, _) = await Carry(operation with { Method = BulkMethod.Put, Version = null }, id, resolve);
        return result with { Operation = operation, Status = StatusCodes.Status201Created };
    }

    /// <summary>Takes a resource away again that was created a moment ago.</summary>
    public Task<ScimResult<Done>> Undo(BulkOperation operation, string id) =>
        request.Resource(operation.Type!, id).Delete(new DeleteResource { Caller = Caller(operation), ResourceType = operation.Type!.Name });

    /// <summary>The result of an operation that failed.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="error">Why.</param>
    /// <param name="id">The resource, where there is one.</param>
    public BulkResult Failed(BulkOperation operation, ScimError error, string? id = null) =>
        new() { Operation = operation, Error = error, Location = id is null ? null : Location(operation, id) };

    private BulkResult Done(BulkOperation operation, int status, string id) => new() { Operation = operation, Status = status, Location = Location(operation, id) };

    private Task<ScimResult<ResourceReply>> Write(BulkOperation operation, IResourceGrain resource, ReadOnlyMemory<byte> body) => operation.Method switch
    {
        BulkMethod.Post => resource.Create(new CreateResource { Caller = Caller(operation), ResourceType = operation.Type!.Name, Selection = IdOnly, Body = body }),
        BulkMethod.Put => resource.Replace(new ReplaceResource { Caller = Caller(operation), ResourceType = operation.Type!.Name, Selection = IdOnly, Body = body, IfMatch = operation.Version }),
        _ => resource.Patch(new PatchResource { Caller = Caller(operation), ResourceType = operation.Type!.Name, Selection = IdOnly, Body = body, IfMatch = operation.Version }),
    };

    // Each operation is a request of its own to the log.
    private Caller Caller(BulkOperation operation) =>
        request.Caller with { RequestId = string.Create(CultureInfo.InvariantCulture, $"{request.Caller.RequestId}:{operation.Index + 1}") };

    private string Location(BulkOperation operation, string id) => $"{request.Caller.BaseUri}{operation.Type!.Endpoint}/{id}";
}

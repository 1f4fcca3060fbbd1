using Orleans.Concurrency;

namespace Scim.GrainInterfaces.Resources;

/// <summary>
/// The operations of a SCIM resource of any type. The key is a <see cref="ResourceKey"/> of tenant and resource id.
/// </summary>
/// <remarks>Calls run one at a time. A reply is sent only after the change is committed.</remarks>
[Alias("scim.IResourceGrain")]
public interface IResourceGrain : IGrainWithStringKey
{
    /// <summary>
    /// Creates the resource. When the name is taken and the tenant's name policy says so, the request updates the
    /// existing resource of that name instead.
    /// </summary>
    /// <returns>
    /// The resource, whose id identifies the created or updated one; or InvalidSyntax, InvalidValue or Uniqueness.
    /// </returns>
    [Alias("Create")]
    Task<ScimResult<ResourceReply>> Create(CreateResource command, CancellationToken cancellationToken = default);

    /// <summary>
    /// Applies a POST with this resource's name to this resource, as the tenant's name policy prescribes.
    /// </summary>
    /// <returns>The resource; NotFound when it was deleted or renamed; or any error of an update.</returns>
    [Alias("Merge")]
    Task<ScimResult<ResourceReply>> Merge(MergeResource command, CancellationToken cancellationToken = default);

    /// <summary>Reads the resource.</summary>
    /// <returns>The resource, or NotFound.</returns>
    [Alias("Read"), ReadOnly, ResponseTimeout(GrainReadRetry.Timeout)]
    Task<ScimResult<ResourceReply>> Read(ReadResource query, CancellationToken cancellationToken = default);

    /// <summary>Replaces the resource's attributes.</summary>
    /// <returns>
    /// The resource; or NotFound, VersionMismatch, InvalidSyntax, InvalidValue, Mutability or Uniqueness.
    /// </returns>
    [Alias("Replace")]
    Task<ScimResult<ResourceReply>> Replace(ReplaceResource command, CancellationToken cancellationToken = default);

    /// <summary>Applies all PATCH operations or none.</summary>
    /// <returns>The resource, or one of the errors of RFC 7644 section 3.12.</returns>
    [Alias("Patch")]
    Task<ScimResult<ResourceReply>> Patch(PatchResource command, CancellationToken cancellationToken = default);

    /// <summary>Deletes the resource permanently.</summary>
    /// <returns><see cref="Unit"/>, NotFound or VersionMismatch.</returns>
    [Alias("Delete")]
    Task<ScimResult<Unit>> Delete(DeleteResource command, CancellationToken cancellationToken = default);

    /// <summary>Deactivates the grain after the tenant's data was deleted from the database.</summary>
    [Alias("DeactivateGrain")]
    Task DeactivateGrain();
}

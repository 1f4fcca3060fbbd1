using Orleans.Concurrency;

namespace Scim.GrainInterfaces.Resources;

/// <summary>
/// What every SCIM resource answers, whatever its type. Calls are carried out one after the other; what was answered is
/// committed. The key is a <see cref="ResourceKey"/> of tenant and resource id.
/// </summary>
[Alias("scim.IResourceGrain")]
public interface IResourceGrain : IGrainWithStringKey
{
    /// <summary>
    /// Creates the resource, or where the tenant's policy says so becomes the one that has the name already.
    /// </summary>
    /// <returns>The resource, whose id tells which one it is; or InvalidSyntax, InvalidValue, Uniqueness.</returns>
    [Alias("Create")]
    Task<ScimResult<ResourceReply>> Create(
        CreateResource command,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Takes a POST of this resource's name in, where the tenant's policy says that it means this resource.
    /// </summary>
    /// <returns>The resource; NotFound when it is gone or has another name; or what a change is refused with.</returns>
    [Alias("Adopt")]
    Task<ScimResult<ResourceReply>> Merge(
        MergeResource command,
        CancellationToken cancellationToken = default
    );

    /// <summary>Reads the resource.</summary>
    /// <returns>The resource, or NotFound.</returns>
    [Alias("Read"), ReadOnly, ResponseTimeout(GrainReadRetry.Timeout)]
    Task<ScimResult<ResourceReply>> Read(
        ReadResource query,
        CancellationToken cancellationToken = default
    );

    /// <summary>Replaces the resource's attributes.</summary>
    /// <returns>
    /// The resource, or NotFound, VersionMismatch, InvalidSyntax, InvalidValue, Mutability, Uniqueness.
    /// </returns>
    [Alias("Replace")]
    Task<ScimResult<ResourceReply>> Replace(
        ReplaceResource command,
        CancellationToken cancellationToken = default
    );

    /// <summary>Applies PATCH operations, all or none.</summary>
    /// <returns>The resource, or any of the errors of RFC 7644 section 3.12.</returns>
    [Alias("Patch")]
    Task<ScimResult<ResourceReply>> Patch(
        PatchResource command,
        CancellationToken cancellationToken = default
    );

    /// <summary>Deletes the resource for good.</summary>
    /// <returns>Done, or NotFound, VersionMismatch.</returns>
    [Alias("Delete")]
    Task<ScimResult<Unit>> Delete(
        DeleteResource command,
        CancellationToken cancellationToken = default
    );

    /// <summary>Ends the activation because the tenant's data was removed beneath it.</summary>
    [Alias("Forget")]
    Task DeactivateGrain();
}

namespace Scim.GrainInterfaces.Resources;

/// <summary>How to execute a write.</summary>
[Flags, GenerateSerializer]
public enum WriteOptions
{
    /// <summary>Executes the write like a client's request for a single resource.</summary>
    None = 0,

    /// <summary>
    /// Validates the request without writing anything. The reply shows whether the request would change the resource.
    /// </summary>
    DryRun = 1,

    /// <summary>
    /// A <c>replace</c> operation creates the value when its value path matches nothing, regardless of the tenant's
    /// settings.
    /// </summary>
    CreateValues = 2,

    /// <summary>
    /// Deactivates the grain after the write, so that a job over many resources does not fill the memory with
    /// activations.
    /// </summary>
    DeactivateAfter = 4,

    /// <summary>
    /// Rejects a request with attributes or extensions that no schema of the resource type defines, instead of ignoring
    /// them (<c>handling=strict</c> of RFC 7240).
    /// </summary>
    RejectUnknown = 8,
}

namespace Scim.GrainInterfaces.Resources;

/// <summary>How a change is carried out where it is not one client's request on one resource but one of many.</summary>
[Flags, GenerateSerializer]
public enum WriteOptions
{
    /// <summary>As a client's request.</summary>
    None = 0,

    /// <summary>
    /// Everything is checked and nothing is written; the answer tells whether the change would change anything.
    /// </summary>
    DryRun = 1,

    /// <summary>
    /// A <c>replace</c> on a value path that matches nothing creates the value, whatever the tenant chose for its
    /// clients.
    /// </summary>
    CreateValues = 2,

    /// <summary>
    /// Nobody is expected to ask for the resource soon, so the activation ends afterwards: a job over many resources
    /// must not fill the memory.
    /// </summary>
    DeactivateAfter = 4,
}

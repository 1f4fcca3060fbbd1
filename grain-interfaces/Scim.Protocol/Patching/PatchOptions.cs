using Scim.Protocol.Json;

namespace Scim.Protocol.Patching;

/// <summary>A tenant's options for PATCH requests.</summary>
public sealed record PatchOptions
{
    /// <summary>The default options, which are compatible with Entra ID.</summary>
    public static PatchOptions Default { get; } = new();

    /// <summary>
    /// Whether <c>replace</c> on a value path that matches nothing creates the value from the filter's <c>eq</c>
    /// comparisons, which Entra ID relies on. If false, such an operation fails with <c>noTarget</c>, as RFC 7644
    /// section 3.5.2.3 demands. Default: true.
    /// </summary>
    public bool ReplaceCreates { get; init; } = true;

    /// <summary>
    /// Tells whether a text has the form of a resource id. A removal of members by values of any other form is
    /// rejected. Default: any text.
    /// </summary>
    public Func<string, bool> IsResourceId { get; init; } = _ => true;

    /// <summary>Limits the number of values of an attribute after the change.</summary>
    public JsonLimits Limits { get; init; } = JsonLimits.Default;
}

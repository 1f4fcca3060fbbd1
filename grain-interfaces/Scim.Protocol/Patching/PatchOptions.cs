using Scim.Protocol.Json;

namespace Scim.Protocol.Patching;

/// <summary>The choices a tenant has in how PATCH is read.</summary>
public sealed record PatchOptions
{
    /// <summary>The defaults: friendly to Entra ID.</summary>
    public static PatchOptions Default { get; } = new();

    /// <summary>
    /// Whether <c>replace</c> on a value path that matches nothing creates the value from the filter's <c>eq</c> parts,
    /// which Entra ID relies on. False is the letter of RFC 7644 section 3.5.2.3: <c>noTarget</c>. Default true.
    /// </summary>
    public bool ReplaceCreates { get; init; } = true;

    /// <summary>How many values an attribute may hold after the change.</summary>
    public JsonLimits Limits { get; init; } = JsonLimits.Default;
}

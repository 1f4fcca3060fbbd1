namespace Scim.GrainInterfaces.Resources;

/// <summary>
/// The <c>attributes</c> and <c>excludedAttributes</c> parameters as the client sent them (RFC 7644 section 3.9).
/// </summary>
[GenerateSerializer, Immutable, Alias("scim.AttributeSelection")]
public sealed record AttributeSelection
{
    /// <summary>A request without these parameters: returns the default set of attributes.</summary>
    public static AttributeSelection Default { get; } = new();

    /// <summary>Comma-separated names of the attributes to return, or null.</summary>
    [Id(0)]
    public string? Attributes { get; init; }

    /// <summary>Comma-separated names of the attributes to exclude, or null.</summary>
    [Id(1)]
    public string? ExcludedAttributes { get; init; }
}

namespace Scim.Protocol.CustomSchemas;

/// <summary>
/// How much a tenant may declare. What is declared is compiled in every process and shown in every <c>/Schemas</c>, so
/// it has bounds; passing one is an error that names it. What was stored under larger bounds is still read.
/// </summary>
public sealed record CustomSchemaLimits
{
    /// <summary>The limits.</summary>
    public static CustomSchemaLimits Default { get; } = new();

    /// <summary>The size of a schema's or resource type's JSON, in bytes.</summary>
    public int MaxBytes { get; init; } = 256 * 1024;

    /// <summary>
    /// The size of everything that one tenant declares, as JSON with every characteristic written out, in bytes: it is
    /// part of the tenant's state.
    /// </summary>
    public int MaxTotalBytes { get; init; } = 1024 * 1024;

    /// <summary>Schemas of one tenant, those of the RFC not counted.</summary>
    public int MaxSchemas { get; init; } = 50;

    /// <summary>Resource types of one tenant, users and groups not counted.</summary>
    public int MaxResourceTypes { get; init; } = 20;

    /// <summary>Extensions of one resource type, those of the RFC not counted.</summary>
    public int MaxExtensions { get; init; } = 20;

    /// <summary>Attributes of one schema.</summary>
    public int MaxAttributes { get; init; } = 100;

    /// <summary>Sub-attributes of one attribute.</summary>
    public int MaxSubAttributes { get; init; } = 50;

    /// <summary>Entries of <c>canonicalValues</c> or <c>referenceTypes</c>.</summary>
    public int MaxListedValues { get; init; } = 200;

    /// <summary>Characters of an attribute's, a resource type's or an endpoint's name.</summary>
    public int MaxNameLength { get; init; } = 64;

    /// <summary>Characters of a URN.</summary>
    public int MaxUrnLength { get; init; } = 200;

    /// <summary>Characters of a description, a schema's readable name or a canonical value.</summary>
    public int MaxTextLength { get; init; } = 1000;
}

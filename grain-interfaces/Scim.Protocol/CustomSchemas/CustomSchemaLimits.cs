namespace Scim.Protocol.CustomSchemas;

/// <summary>
/// The limits for a tenant's custom schemas and resource types. Exceeding a limit is an error that names it.
/// </summary>
/// <remarks>
/// Custom schemas are compiled in every process and returned by every <c>/Schemas</c> response, so their size must be
/// bounded. Schemas that were stored under higher limits can still be read.
/// </remarks>
public sealed record CustomSchemaLimits
{
    /// <summary>The default limits.</summary>
    public static CustomSchemaLimits Default { get; } = new();

    /// <summary>The maximum size of the JSON of a schema or resource type, in bytes. Default: 256 KiB.</summary>
    public int MaxBytes { get; init; } = 256 * 1024;

    /// <summary>
    /// The maximum size of all custom schemas and resource types of one tenant, as JSON with every characteristic
    /// written out, in bytes. They are part of the tenant's state. Default: 1 MiB.
    /// </summary>
    public int MaxTotalBytes { get; init; } = 1024 * 1024;

    /// <summary>The maximum number of schemas of one tenant, not counting those of the RFC. Default: 50.</summary>
    public int MaxSchemas { get; init; } = 50;

    /// <summary>
    /// The maximum number of resource types of one tenant, not counting users and groups. Default: 20.
    /// </summary>
    public int MaxResourceTypes { get; init; } = 20;

    /// <summary>
    /// The maximum number of extensions of one resource type, not counting those of the RFC. Default: 20.
    /// </summary>
    public int MaxExtensions { get; init; } = 20;

    /// <summary>The maximum number of attributes of one schema. Default: 100.</summary>
    public int MaxAttributes { get; init; } = 100;

    /// <summary>The maximum number of sub-attributes of one attribute. Default: 50.</summary>
    public int MaxSubAttributes { get; init; } = 50;

    /// <summary>
    /// The maximum number of entries of <c>canonicalValues</c> or <c>referenceTypes</c>. Default: 200.
    /// </summary>
    public int MaxListedValues { get; init; } = 200;

    /// <summary>
    /// The maximum length of the name of an attribute, a resource type or an endpoint, in characters. Default: 64.
    /// </summary>
    public int MaxNameLength { get; init; } = 64;

    /// <summary>The maximum length of a URN, in characters. Default: 200.</summary>
    public int MaxUrnLength { get; init; } = 200;

    /// <summary>
    /// The maximum length of a description, a schema's display name or a canonical value, in characters. Default:
    /// 1,000.
    /// </summary>
    public int MaxTextLength { get; init; } = 1000;
}

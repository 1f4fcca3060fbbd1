namespace Scim.Protocol.Json;

/// <summary>
/// How much a request body may hold. Passing a limit is an error that names the limit and its value, so that an
/// administrator knows what to split. Immutable, safe to share.
/// </summary>
public sealed record JsonLimits
{
    /// <summary>The limits as they are when nobody configured any.</summary>
    public static JsonLimits Default { get; } = new();

    /// <summary>
    /// How deep objects and lists may nest, the body itself included; passing it is <c>invalidSyntax</c>. Default 32.
    /// </summary>
    public int MaxDepth { get; init; } = 32;

    /// <summary>
    /// How many group members one request may name, over all its operations; passing it is <c>tooMany</c>. Default
    /// 10,000.
    /// </summary>
    public int MaxMembersPerRequest { get; init; } = 10_000;

    /// <summary>
    /// How many values any other multi-valued attribute may hold; passing it is <c>invalidValue</c>. Default 1,000.
    /// </summary>
    public int MaxValues { get; init; } = 1_000;

    /// <summary>How many operations one PATCH may hold; passing it is <c>tooMany</c>. Default 1,000.</summary>
    public int MaxOperations { get; init; } = 1_000;

    /// <summary>
    /// How long one string or attribute name may be, in bytes of UTF-8; passing it is <c>invalidValue</c>. Default 64
    /// KiB.
    /// </summary>
    public int MaxStringLength { get; init; } = 64 * 1024;
}

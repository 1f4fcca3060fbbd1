namespace Scim.Protocol.Json;

/// <summary>
/// The limits for request bodies. An error names the exceeded limit and its value, so an administrator knows what to
/// split. Immutable and thread-safe.
/// </summary>
public sealed record JsonLimits
{
    /// <summary>The default limits.</summary>
    public static JsonLimits Default { get; } = new();

    /// <summary>
    /// The maximum nesting depth of objects and arrays, including the body itself. Exceeding it is
    /// <c>invalidSyntax</c>. Default: 32.
    /// </summary>
    public int MaxDepth { get; init; } = 32;

    /// <summary>
    /// The maximum number of group members in one request, over all its operations. Exceeding it is <c>tooMany</c>.
    /// Default: 10,000.
    /// </summary>
    public int MaxMembersPerRequest { get; init; } = 10_000;

    /// <summary>
    /// The maximum number of values of any other multi-valued attribute. Exceeding it is <c>invalidValue</c>. Default:
    /// 1,000.
    /// </summary>
    public int MaxValues { get; init; } = 1_000;

    /// <summary>
    /// The maximum number of operations in one PATCH. Exceeding it is <c>tooMany</c>. Default: 1,000.
    /// </summary>
    public int MaxOperations { get; init; } = 1_000;

    /// <summary>
    /// The maximum length of a string or attribute name in UTF-8 bytes. Exceeding it is <c>invalidValue</c>. Default:
    /// 64 KiB.
    /// </summary>
    public int MaxStringLength { get; init; } = 64 * 1024;
}

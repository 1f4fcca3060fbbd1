namespace Scim.Protocol.Filters;

/// <summary>The limits for filters. A larger filter is rejected before it consumes resources.</summary>
public sealed record FilterLimits
{
    /// <summary>The default limits.</summary>
    public static FilterLimits Default { get; } = new();

    /// <summary>
    /// The maximum length of a filter in UTF-16 code units. Exceeding it is <c>invalidFilter</c>. Default: 8192.
    /// </summary>
    public int MaxLength { get; init; } = 8192;

    /// <summary>
    /// The maximum nesting depth of parentheses and square brackets. Exceeding it is <c>invalidFilter</c>. Default: 16.
    /// </summary>
    public int MaxDepth { get; init; } = 16;

    /// <summary>
    /// The maximum number of comparisons, including <c>pr</c>. Exceeding it is <c>tooMany</c>. Default: 128.
    /// </summary>
    /// <remarks>
    /// A chain of n comparisons is a tree of depth n that consumers process recursively, so keep the limit below a few
    /// thousand.
    /// </remarks>
    public int MaxTerms { get; init; } = 128;
}

namespace Scim.Protocol.Filters;

/// <summary>How large a filter may be. What is larger is refused before it costs anything.</summary>
public sealed record FilterLimits
{
    /// <summary>The limits with their default values.</summary>
    public static FilterLimits Default { get; } = new();

    /// <summary>The longest filter, in UTF-16 code units. Default 8192. A longer one is <c>invalidFilter</c>.</summary>
    public int MaxLength { get; init; } = 8192;

    /// <summary>How deep round and square brackets may nest. Default 16. Deeper is <c>invalidFilter</c>.</summary>
    public int MaxDepth { get; init; } = 16;

    /// <summary>
    /// The largest number of comparisons, <c>pr</c> included. Default 128. More is <c>tooMany</c>. A chain of n
    /// comparisons is a tree n deep that consumers walk recursively, so keep it below a few thousand.
    /// </summary>
    public int MaxTerms { get; init; } = 128;
}

namespace Scim.Protocol.Messages;

/// <summary>The direction of a sorted list (RFC 7644 section 3.4.2.3).</summary>
public enum SortOrder
{
    /// <summary><c>ascending</c>, also when nothing is said.</summary>
    Ascending,

    /// <summary><c>descending</c>.</summary>
    Descending,
}

namespace Scim.Protocol.Messages;

/// <summary>The sort order of a list (RFC 7644 section 3.4.2.3).</summary>
public enum SortOrder
{
    /// <summary><c>ascending</c>, the default.</summary>
    Ascending,

    /// <summary><c>descending</c>.</summary>
    Descending,
}

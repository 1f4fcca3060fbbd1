namespace Scim.Protocol.Patching;

/// <summary>The PATCH operations of RFC 7644 section 3.5.2.</summary>
internal enum PatchOpKind
{
    /// <summary><c>add</c>.</summary>
    Add,

    /// <summary><c>remove</c>.</summary>
    Remove,

    /// <summary><c>replace</c>.</summary>
    Replace,
}

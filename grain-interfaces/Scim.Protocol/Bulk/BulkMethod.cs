namespace Scim.Protocol.Bulk;

/// <summary>What an operation of a bulk request does (RFC 7644 section 3.7).</summary>
public enum BulkMethod
{
    /// <summary>Creates a resource.</summary>
    Post,

    /// <summary>Replaces one.</summary>
    Put,

    /// <summary>Modifies one.</summary>
    Patch,

    /// <summary>Deletes one.</summary>
    Delete,
}

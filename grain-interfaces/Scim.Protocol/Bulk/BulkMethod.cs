namespace Scim.Protocol.Bulk;

/// <summary>The HTTP method of a bulk operation (RFC 7644 section 3.7).</summary>
public enum BulkMethod
{
    /// <summary>Creates a resource.</summary>
    Post,

    /// <summary>Replaces a resource.</summary>
    Put,

    /// <summary>Modifies a resource.</summary>
    Patch,

    /// <summary>Deletes a resource.</summary>
    Delete,
}

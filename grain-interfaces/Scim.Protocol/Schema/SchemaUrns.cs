namespace Scim.Protocol.Schema;

/// <summary>
/// The URNs of RFC 7643 section 10.3 and RFC 7644 section 8.2, spelled as registered. URNs are case-insensitive.
/// </summary>
public static class SchemaUrns
{
    /// <summary>The user schema.</summary>
    public const string User = "urn:ietf:params:scim:schemas:core:2.0:User";

    /// <summary>The enterprise user extension.</summary>
    public const string EnterpriseUser = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    /// <summary>The group schema.</summary>
    public const string Group = "urn:ietf:params:scim:schemas:core:2.0:Group";

    /// <summary>The schema of schemas.</summary>
    public const string Schema = "urn:ietf:params:scim:schemas:core:2.0:Schema";

    /// <summary>The schema of resource types.</summary>
    public const string ResourceType = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";

    /// <summary>The schema of the service provider configuration.</summary>
    public const string ServiceProviderConfig = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";

    /// <summary>A list of resources (RFC 7644 section 3.4.2).</summary>
    public const string ListResponse = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

    /// <summary>The body of a <c>.search</c> request (RFC 7644 section 3.4.3).</summary>
    public const string SearchRequest = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

    /// <summary>The body of a PATCH request (RFC 7644 section 3.5.2).</summary>
    public const string PatchOp = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    /// <summary>The body of a bulk request (RFC 7644 section 3.7).</summary>
    public const string BulkRequest = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

    /// <summary>The response to a bulk request (RFC 7644 section 3.7).</summary>
    public const string BulkResponse = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";

    /// <summary>The body of an error response (RFC 7644 section 3.12).</summary>
    public const string Error = "urn:ietf:params:scim:api:messages:2.0:Error";

    /// <summary>
    /// <see cref="EnterpriseUser"/> without its last colon, as printed in an old sample of Entra ID's documentation and
    /// still sent by some clients.
    /// </summary>
    internal const string EnterpriseUserMisspelled = "urn:ietf:params:scim:schemas:extension:enterprise:2.0User";
}

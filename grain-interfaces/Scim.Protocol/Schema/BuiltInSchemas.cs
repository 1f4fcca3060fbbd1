namespace Scim.Protocol.Schema;

/// <summary>
/// The schemas of RFC 7643 according to section 8.7 and the verified errata, with descriptions of our own. Where
/// sections 2.3.6 and 2.3.7 (binary values and references are case exact) contradict the listings, the sections take
/// precedence.
/// </summary>
public static class BuiltInSchemas
{
    /// <summary>The user schema (RFC 7643 section 4.1).</summary>
    public static SchemaDefinition User => UserSchema.Definition;

    /// <summary>The enterprise user extension (RFC 7643 section 4.3).</summary>
    public static SchemaDefinition EnterpriseUser => EnterpriseUserSchema.Definition;

    /// <summary>The group schema (RFC 7643 section 4.2).</summary>
    public static SchemaDefinition Group => GroupSchema.Definition;

    /// <summary>The schema of schemas (RFC 7643 section 7).</summary>
    public static SchemaDefinition Schema => SchemaSchema.Definition;

    /// <summary>The schema of resource types (RFC 7643 section 6).</summary>
    public static SchemaDefinition ResourceType => ResourceTypeSchema.Definition;

    /// <summary>
    /// The schema of the service provider configuration (RFC 7643 section 5, with <c>pagination</c> of RFC 9865 section
    /// 4).
    /// </summary>
    public static SchemaDefinition ServiceProviderConfig => ServiceProviderConfigSchema.Definition;
}

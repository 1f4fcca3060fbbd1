namespace Scim.Protocol.Schema;

/// <summary>
/// The schemas of RFC 7643, complete by its section 8.7 and the verified errata. Descriptions are our own. Where
/// sections 2.3.6 and 2.3.7 (binary values and references are case exact) disagree with the listings, the sections win.
/// </summary>
public static class BuiltInSchemas
{
    /// <summary>Users (RFC 7643 section 4.1).</summary>
    public static SchemaDefinition User => UserSchema.Definition;

    /// <summary>The enterprise extension of users (RFC 7643 section 4.3).</summary>
    public static SchemaDefinition EnterpriseUser => EnterpriseUserSchema.Definition;

    /// <summary>Groups (RFC 7643 section 4.2).</summary>
    public static SchemaDefinition Group => GroupSchema.Definition;

    /// <summary>Schemas themselves (RFC 7643 section 7).</summary>
    public static SchemaDefinition Schema => SchemaSchema.Definition;

    /// <summary>Resource types (RFC 7643 section 6).</summary>
    public static SchemaDefinition ResourceType => ResourceTypeSchema.Definition;

    /// <summary>
    /// The service provider's configuration (RFC 7643 section 5, with <c>pagination</c> of RFC 9865 section 4).
    /// </summary>
    public static SchemaDefinition ServiceProviderConfig => ServiceProviderConfigSchema.Definition;
}

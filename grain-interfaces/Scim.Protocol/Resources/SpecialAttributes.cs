using Scim.Protocol.Schema;

namespace Scim.Protocol.Resources;

/// <summary>The attributes whose values are not stored in the document.</summary>
internal static class SpecialAttributes
{
    /// <summary>The name of the attribute that contains a group's members.</summary>
    public const string Members = "members";

    /// <summary>The name of the attribute that contains a user's groups.</summary>
    public const string Groups = "groups";

    /// <summary>
    /// Whether the attribute is a group's <c>members</c>, which are stored as separate rows and not in the document.
    /// </summary>
    public static bool IsMembers(SchemaDefinition schema, AttributeDefinition attribute) =>
        attribute is { Name: Members, MultiValued: true, Type: AttributeType.Complex } && schema.Id == SchemaUrns.Group;

    /// <summary>
    /// Whether the attribute is a user's <c>password</c>, which is passed separately from the document. A custom
    /// attribute with the same name does not count.
    /// </summary>
    public static bool IsPassword(AttributeDefinition attribute) =>
        attribute is { Name: "password", Mutability: Mutability.WriteOnly }
        && ReferenceEquals(attribute, BuiltInSchemas.User.FindAttribute("password"));
}

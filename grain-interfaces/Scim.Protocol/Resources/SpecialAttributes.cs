using Scim.Protocol.Schema;

namespace Scim.Protocol.Resources;

/// <summary>The attributes whose values do not live in the document.</summary>
internal static class SpecialAttributes
{
    /// <summary>The name of the attribute that holds a group's members.</summary>
    public const string Members = "members";

    /// <summary>The name of the attribute that holds a user's groups.</summary>
    public const string Groups = "groups";

    /// <summary>Whether it is a group's <c>members</c>: rows of their own, never part of the document.</summary>
    public static bool IsMembers(SchemaDefinition schema, AttributeDefinition attribute) =>
        attribute is { Name: Members, MultiValued: true, Type: AttributeType.Complex }
        && schema.Id == SchemaUrns.Group;

    /// <summary>
    /// Whether it is a user's <c>password</c>, which is handed over apart from the document. A tenant's own attribute
    /// of that name is not.
    /// </summary>
    public static bool IsPassword(AttributeDefinition attribute) =>
        attribute is { Name: "password", Mutability: Mutability.WriteOnly }
        && ReferenceEquals(attribute, BuiltInSchemas.User.FindAttribute("password"));
}

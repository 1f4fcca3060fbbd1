using System.Text.Json.Nodes;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Resources;

/// <summary>The attributes whose values are not stored in the document or are never unassigned.</summary>
internal static class SpecialAttributes
{
    /// <summary>The name of the attribute that contains a group's members.</summary>
    public const string Members = "members";

    /// <summary>The name of the attribute that contains a user's groups.</summary>
    public const string Groups = "groups";

    /// <summary>The name of the attribute that tells whether a user can sign in.</summary>
    public const string Active = "active";

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

    /// <summary>
    /// Whether the attribute is a user's <c>active</c>, which always has a value: a request that unassigns it does not
    /// change it, so that only an explicit true reactivates a user. A custom attribute with the same name does not
    /// count.
    /// </summary>
    public static bool IsActive(AttributeDefinition attribute) =>
        attribute.Name == Active && ReferenceEquals(attribute, BuiltInSchemas.User.FindAttribute(Active));

    /// <summary>
    /// Sets <c>active</c> in a user's document that does not specify it: to the value in <paramref name="current"/>, or
    /// to true for a new user.
    /// </summary>
    public static void CompleteActive(ResourceType type, JsonObject document, JsonObject? current)
    {
        if (type.Schema.Id == SchemaUrns.User && document[Active] is null)
            document[Active] = current?[Active]?.DeepClone() ?? JsonValue.Create(true);
    }
}

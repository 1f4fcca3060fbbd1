using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;
using Scim.Protocol.Values;

namespace Scim.Protocol.Resources;

/// <summary>Validates that a document has everything that its schemas require (RFC 7643 section 2.2).</summary>
internal static class RequiredAttributeValidator
{
    /// <summary>Rejects a canonical document that lacks a required attribute, sub-attribute or extension.</summary>
    /// <exception cref="ScimException"><see cref="ScimErrorKind.InvalidValue"/>: the detail names the missing attribute
    /// or extension.</exception>
    public static void CheckDocument(ResourceType type, JsonObject document)
    {
        CheckAttributes(type.Schema, type.Schema.Attributes, document, "");
        foreach (SchemaExtension extension in type.Extensions)
        {
            if (document[extension.Schema.Id] is JsonObject data)
                CheckAttributes(extension.Schema, extension.Schema.Attributes, data, $"{extension.Schema.Id}:");
            else if (extension.Required)
                throw new ScimException(
                    ScimErrorKind.InvalidValue,
                    $"The extension {extension.Schema.Id} is required. Add it to the resource."
                );
        }
    }

    /// <summary>Validates one extension if the document has it.</summary>
    /// <exception cref="ScimException"><see cref="ScimErrorKind.InvalidValue"/>: the detail names the missing
    /// attribute.</exception>
    public static void CheckExtension(SchemaDefinition schema, JsonObject document)
    {
        if (document[schema.Id] is JsonObject data)
            CheckAttributes(schema, schema.Attributes, data, $"{schema.Id}:");
    }

    /// <summary>Validates one attribute of <paramref name="holder"/> and its sub-attributes.</summary>
    /// <exception cref="ScimException"><see cref="ScimErrorKind.InvalidValue"/>: the detail names the missing
    /// attribute.</exception>
    public static void CheckAttribute(
        SchemaDefinition schema,
        AttributeDefinition attribute,
        JsonObject holder,
        string prefix
    )
    {
        bool isStoredElsewhere =
            SpecialAttributes.IsPassword(attribute) || SpecialAttributes.IsMembers(schema, attribute);
        if (isStoredElsewhere || attribute.Mutability == Mutability.ReadOnly)
            return;
        string path = prefix + attribute.Name;
        JsonNode? value = holder[attribute.Name];
        if (attribute.Required)
            CheckPresent(value, path);
        if (attribute.Type != AttributeType.Complex)
            return;
        if (value is JsonObject single)
            CheckAttributes(schema, attribute.SubAttributes, single, $"{path}.");
        if (value is not JsonArray list)
            return;
        for (int i = 0; i < list.Count; i++)
            if (list[i] is JsonObject element)
                CheckAttributes(schema, attribute.SubAttributes, element, $"{path}[{i}].");
    }

    private static void CheckAttributes(
        SchemaDefinition schema,
        IReadOnlyList<AttributeDefinition> attributes,
        JsonObject holder,
        string prefix
    )
    {
        foreach (AttributeDefinition attribute in attributes)
            CheckAttribute(schema, attribute, holder, prefix);
    }

    private static void CheckPresent(JsonNode? value, string path)
    {
        if (JsonNodeReader.IsUnassigned(value))
            throw ValueErrors.CreateInvalidValue(path, "is required and must have a value");
        if (JsonNodeReader.TryGetString(value, out string? text) && string.IsNullOrWhiteSpace(text))
            throw ValueErrors.CreateInvalidValue(path, "is required and must not be blank");
    }
}

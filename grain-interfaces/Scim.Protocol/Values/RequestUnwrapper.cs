using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Values;

/// <summary>
/// Unwraps the values of a request as <c>ResourceNormalizer</c> and PATCH do, for rules that inspect a request
/// before it is read.
/// </summary>
/// <remarks>Values that cannot be unwrapped are left as they are, so that reading them reports the error.</remarks>
public static class RequestUnwrapper
{
    /// <summary>Unwraps the values in an object of attributes.</summary>
    /// <param name="type">The resource type.</param>
    /// <param name="attributes">The body of a POST or PUT, or the value of a PATCH operation without a path;
    /// modified.</param>
    /// <param name="extension">The extension whose object this is, or null for the resource itself.</param>
    public static void UnwrapAttributes(ResourceType type, JsonObject attributes, SchemaDefinition? extension = null)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(attributes);
        foreach ((string key, JsonNode? value) in attributes.ToArray())
        {
            bool isSchema = PathResolver.TryResolveExtension(type, key, out SchemaDefinition? schema);
            if (extension is not null || !isSchema)
            {
                string notation = extension is null ? key : $"{extension.Id}:{key}";
                ReplaceNode(attributes, key, UnwrapValue(type, notation, value));
                continue;
            }

            JsonNode? unwrapped = UnwrapObject(value);
            ReplaceNode(attributes, key, unwrapped);
            if (unwrapped is JsonObject inner)
                UnwrapAttributes(type, inner, ReferenceEquals(schema, type.Schema) ? null : schema);
        }
    }

    /// <summary>Returns an object of attributes without its wrapping.</summary>
    /// <param name="value">The value of an extension, or of a PATCH operation without a path.</param>
    public static JsonNode? UnwrapObject(JsonNode? value) =>
        UnwrapOrKeep(value, node => ValueUnwrapper.UnwrapObject(node, "", JsonLimits.Default));

    /// <summary>Returns the value of an attribute without its wrapping.</summary>
    /// <param name="type">The resource type.</param>
    /// <param name="notation">The attribute as named in the request, without a filter.</param>
    /// <param name="value">The value.</param>
    public static JsonNode? UnwrapValue(ResourceType type, string notation, JsonNode? value)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(notation);
        return PathResolver.TryResolve(type, notation, out AttributePath? path, out _)
            ? UnwrapAttribute(path.Leaf, value)
            : value;
    }

    private static JsonNode? UnwrapAttribute(AttributeDefinition attribute, JsonNode? value)
    {
        if (!attribute.MultiValued)
            return UnwrapElement(attribute, value);
        JsonNode? unwrapped = UnwrapOrKeep(
            value,
            node => ValueUnwrapper.UnwrapText(attribute, node, "", JsonLimits.Default)
        );
        if (unwrapped is not JsonArray list)
            return UnwrapElement(attribute, unwrapped);
        for (int i = 0; i < list.Count; i++)
            if (UnwrapElement(attribute, list[i]) is var element && !ReferenceEquals(element, list[i]))
                list[i] = element;
        return list;
    }

    private static JsonNode? UnwrapElement(AttributeDefinition attribute, JsonNode? value)
    {
        JsonNode? unwrapped = UnwrapOrKeep(
            value,
            node =>
                attribute.MultiValued
                    ? ValueUnwrapper.UnwrapText(attribute, node, "", JsonLimits.Default)
                    : ValueUnwrapper.UnwrapSingleValue(attribute, node, "", JsonLimits.Default)
        );
        if (unwrapped is JsonObject members)
            foreach ((string name, JsonNode? inner) in members.ToArray())
                if (attribute.FindSubAttribute(name) is { } sub)
                    ReplaceNode(members, name, UnwrapAttribute(sub, inner));
        return unwrapped;
    }

    private static void ReplaceNode(JsonObject parent, string name, JsonNode? node)
    {
        if (!ReferenceEquals(parent[name], node))
            parent[name] = node;
    }

    // A node can be assigned to another parent only after it has been copied.
    private static JsonNode? UnwrapOrKeep(JsonNode? value, Func<JsonNode?, JsonNode?> unwrap)
    {
        try
        {
            JsonNode? unwrapped = unwrap(value);
            return ReferenceEquals(unwrapped, value) ? value : unwrapped?.DeepClone();
        }
        catch (ScimException)
        {
            return value;
        }
    }
}

using System.Text.Json.Nodes;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Grains.Profiles;

/// <summary>
/// Applies a tenant's policies for unsupported attributes to a request: removes ignored attributes and throws if a
/// rejected attribute has a value.
/// </summary>
/// <remarks>
/// An attribute is recognized in every notation: <c>manager</c>, <c>urn:...:User:manager</c>, a member of the
/// extension's object, or a sub-attribute. It need not be defined in a schema.
/// </remarks>
internal sealed class UnsupportedAttributeFilter
{
    private readonly ResourceType _type;
    private readonly (string Name, UnsupportedAttributePolicy Policy, AttributePath? Path)[] _attributes;

    /// <summary>Resolves the names of the unsupported attributes.</summary>
    public UnsupportedAttributeFilter(
        ResourceType type,
        IReadOnlyDictionary<string, UnsupportedAttributePolicy> attributes
    )
    {
        _type = type;
        _attributes =
        [
            .. attributes
                .Where(a => a.Value != UnsupportedAttributePolicy.Accept)
                .Select(a =>
                    (a.Key, a.Value, PathResolver.TryResolve(type, a.Key, out AttributePath? path, out _) ? path : null)
                ),
        ];
    }

    /// <summary>Removes the ignored attributes from an object of attributes.</summary>
    /// <param name="attributes">The body of a POST or PUT, or the value of a PATCH operation without a path;
    /// modified.</param>
    /// <param name="extension">The extension whose object this is, or null for the resource itself.</param>
    /// <exception cref="ScimException">InvalidValue: a rejected attribute has a value.</exception>
    public void RemoveIgnoredAttributes(JsonObject attributes, SchemaDefinition? extension = null)
    {
        if (_attributes.Length == 0)
            return;
        foreach ((string key, JsonNode? value) in attributes.ToArray())
        {
            if (extension is null && PathResolver.TryResolveExtension(_type, key, out SchemaDefinition? schema))
            {
                if (value is JsonObject inner)
                    RemoveIgnoredAttributes(inner, ReferenceEquals(schema, _type.Schema) ? null : schema);
            }
            else if (!ShouldKeep(extension is null ? key : $"{extension.Id}:{key}", value))
            {
                attributes.Remove(key);
            }
        }
    }

    /// <summary>Whether an attribute stays in the request. Removes ignored sub-attributes from its value.</summary>
    /// <param name="notation">The attribute as named in the request, without a filter.</param>
    /// <param name="value">The value of the attribute, or null.</param>
    /// <exception cref="ScimException">InvalidValue: a rejected attribute has a value.</exception>
    public bool ShouldKeep(string notation, JsonNode? value)
    {
        if (_attributes.Length == 0)
            return true;
        AttributePath? path = PathResolver.TryResolve(_type, notation, out AttributePath? resolved, out _)
            ? resolved
            : null;
        foreach ((string name, UnsupportedAttributePolicy policy, AttributePath? target) in _attributes)
        {
            if (
                target is null
                    ? path is null && IsSameName(name, notation)
                    : path is not null && IsTargetOf(target, path)
            )
            {
                if (policy == UnsupportedAttributePolicy.Ignore)
                    return false;
                if (!ProfileJson.IsEmptyValue(value))
                    throw CreateRejection(name, value!);
            }
            else if (target?.Sub is { } sub && path is { Sub: null } && IsSameAttribute(target, path))
            {
                foreach (JsonObject element in GetElements(value))
                    RemoveSubAttribute(element, sub.Name, name, policy);
            }
        }

        return true;
    }

    /// <summary>Whether the tenant supports an attribute.</summary>
    /// <param name="notation">The attribute as named in a request.</param>
    public bool IsSupported(string notation) =>
        !PathResolver.TryResolve(_type, notation, out AttributePath? path, out _)
        || !Array.Exists(_attributes, a => a.Path is not null && IsTargetOf(a.Path, path));

    private static void RemoveSubAttribute(
        JsonObject element,
        string sub,
        string name,
        UnsupportedAttributePolicy policy
    )
    {
        if (ProfileJson.FindKey(element, sub) is not { } key)
            return;
        if (policy == UnsupportedAttributePolicy.Ignore)
            element.Remove(key);
        else if (!ProfileJson.IsEmptyValue(element[key]))
            throw CreateRejection(name, element[key]!);
    }

    private static IEnumerable<JsonObject> GetElements(JsonNode? value) =>
        value switch
        {
            JsonObject one => [one],
            JsonArray list => list.OfType<JsonObject>(),
            _ => [],
        };

    private static bool IsSameAttribute(AttributePath target, AttributePath path) =>
        ReferenceEquals(target.Schema, path.Schema) && target.Attribute.Name == path.Attribute.Name;

    private static bool IsTargetOf(AttributePath target, AttributePath path) =>
        IsSameAttribute(target, path) && (target.Sub is null || target.Sub.Name == path.Sub?.Name);

    // An attribute that no schema defines can only be compared by name: with or without a URN prefix, and with or
    // without a sub-attribute.
    private static bool IsSameName(string name, string notation)
    {
        foreach (string spelling in new[] { notation, notation[(notation.LastIndexOf(':') + 1)..] })
        {
            if (
                spelling.StartsWith(name, StringComparison.OrdinalIgnoreCase)
                && (spelling.Length == name.Length || spelling[name.Length] == '.')
            )
                return true;
        }

        return false;
    }

    private static ScimException CreateRejection(string name, JsonNode value) =>
        new(
            ScimErrorKind.InvalidValue,
            $"{name}: this tenant does not support the attribute and rejects requests that set it; the value is"
                + $" {ValueShapeFormatter.DescribeValue(value)}. Remove the attribute from the request."
        );
}

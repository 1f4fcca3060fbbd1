using System.Text.Json.Nodes;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Grains.Profiles;

/// <summary>
/// Attributes that the tenant has no use for, in a request: those to be ignored are taken out of it, one to be rejected
/// that has a value is an error. Whether a client writes <c>manager</c>, <c>urn:...:User:manager</c>, an object of the
/// extension or a part of the attribute makes no difference; nor does whether a schema knows it.
/// </summary>
internal sealed class UnsupportedAttributeFilter
{
    private readonly ResourceType _type;
    private readonly (
        string Name,
        UnsupportedAttributePolicy Policy,
        AttributePath? Path
    )[] _attributes;

    /// <summary>Resolves the attributes.</summary>
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
                    (
                        a.Key,
                        a.Value,
                        PathResolver.TryResolve(type, a.Key, out AttributePath? path, out _)
                            ? path
                            : null
                    )
                ),
        ];
    }

    /// <summary>Looks through an object of attributes and takes out what is ignored.</summary>
    /// <param name="attributes">The body of a POST or PUT, or a value of a PATCH without a path.</param>
    /// <param name="extension">The extension whose object this is, or null for the resource itself.</param>
    /// <exception cref="ScimException">InvalidValue.</exception>
    public void RemoveIgnoredAttributes(JsonObject attributes, SchemaDefinition? extension = null)
    {
        if (_attributes.Length == 0)
            return;
        foreach ((string key, JsonNode? value) in attributes.ToArray())
        {
            if (
                extension is null
                && PathResolver.TryResolveExtension(_type, key, out SchemaDefinition? schema)
            )
            {
                if (value is JsonObject inner)
                    RemoveIgnoredAttributes(
                        inner,
                        ReferenceEquals(schema, _type.Schema) ? null : schema
                    );
            }
            else if (!ShouldKeep(extension is null ? key : $"{extension.Id}:{key}", value))
            {
                attributes.Remove(key);
            }
        }
    }

    /// <summary>Whether an attribute stays in the request; what is ignored inside of its value is taken out.</summary>
    /// <param name="notation">The attribute as the request names it, without a filter.</param>
    /// <param name="value">What it is given, or null.</param>
    /// <exception cref="ScimException">InvalidValue.</exception>
    public bool ShouldKeep(string notation, JsonNode? value)
    {
        if (_attributes.Length == 0)
            return true;
        AttributePath? path = PathResolver.TryResolve(
            _type,
            notation,
            out AttributePath? resolved,
            out _
        )
            ? resolved
            : null;
        foreach (
            (string name, UnsupportedAttributePolicy policy, AttributePath? target) in _attributes
        )
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
            else if (
                target?.Sub is { } sub
                && path is { Sub: null }
                && IsSameAttribute(target, path)
            )
            {
                foreach (JsonObject element in GetElements(value))
                    RemoveSubAttribute(element, sub.Name, name, policy);
            }
        }

        return true;
    }

    /// <summary>Whether the tenant takes values of an attribute, named as a request does.</summary>
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

    // An attribute that no schema knows has no spelling but the client's: with a URN before it or without, with a part
    // behind it or without.
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
            $"{name}: this tenant does not support the attribute and rejects requests that give it a value; it was given {ValueShapeFormatter.DescribeValue(value)}."
        );
}

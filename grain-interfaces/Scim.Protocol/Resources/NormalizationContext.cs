using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;
using Scim.Protocol.Values;

namespace Scim.Protocol.Resources;

/// <summary>
/// The normalization of one request body. Distributes its keys to the staged document, the members, the password and
/// the ignored paths.
/// </summary>
internal sealed class NormalizationContext
{
    private readonly ResourceType _type;
    private readonly NormalizeOptions _options;
    private readonly AttributeValueReader _values;

    public NormalizationContext(ResourceType type, NormalizeOptions options)
    {
        _type = type;
        _options = options;
        _values = new AttributeValueReader(options.Limits, Ignored);
    }

    /// <summary>The document so far: canonical values in the order of the body.</summary>
    public JsonObject StagedDocument { get; } = [];

    /// <summary>The attributes that the body specifies as a whole, including those without a value.</summary>
    public HashSet<AttributeDefinition> NamedAttributes { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The ignored paths.</summary>
    public IgnoredPaths Ignored { get; } = new();

    /// <summary>The members, or null if the body does not specify them.</summary>
    public IReadOnlyList<MemberRef>? Members { get; private set; }

    /// <summary>The password that the body sets, or null.</summary>
    public string? Password { get; private set; }

    /// <summary>Whether the body specifies the password without a value.</summary>
    public bool IsPasswordRemoved { get; private set; }

    /// <summary>Reads the body.</summary>
    public void ReadRoot(JsonObject body)
    {
        foreach ((string key, JsonNode? value) in body)
        {
            if (key.Equals(CanonicalDocument.Schemas, StringComparison.OrdinalIgnoreCase))
                CheckSchemas(value);
            else if (PathResolver.TryResolveExtension(_type, key, out SchemaDefinition? schema))
                ReadSchemaObject(schema, key, value);
            else
                ReadKey(key, key, value, bareExtensionNames: false);
        }
    }

    private void ReadSchemaObject(SchemaDefinition schema, string path, JsonNode? value)
    {
        value = ValueUnwrapper.UnwrapObject(value, path, _options.Limits);
        if (JsonNodeReader.IsUnassigned(value))
            return;
        if (value is not JsonObject data)
            throw ValueErrors.CreateInvalidValue(
                path,
                "must be an object that contains the attributes of the extension"
            );
        foreach ((string key, JsonNode? raw) in data)
            ReadKey($"{schema.Id}:{key}", $"{path}:{key}", raw, bareExtensionNames: true);
    }

    private void ReadKey(string notation, string displayPath, JsonNode? value, bool bareExtensionNames)
    {
        if (
            !PathResolver.TryResolve(_type, notation, out AttributePath? path, out _)
            || (
                !bareExtensionNames
                && _type.IsExtension(path.Schema)
                && !notation.Contains(':', StringComparison.Ordinal)
            )
        )
        {
            Ignored.AddUnknown(displayPath);
            return;
        }

        if (path.Attribute.Mutability == Mutability.ReadOnly || path.Leaf.Mutability == Mutability.ReadOnly)
        {
            bool isOwnId =
                path.Attribute.Name == CanonicalDocument.Id
                && JsonNodeReader.TryGetString(value, out string? id)
                && id == _options.ExpectedId;
            if (!JsonNodeReader.IsUnassigned(value) && !isOwnId)
                Ignored.Add(displayPath);
            return;
        }

        if (path.Attribute.Name == CanonicalDocument.Schemas)
            return;
        if (SpecialAttributes.IsMembers(path.Schema, path.Attribute))
            ReadMembers(path, displayPath, value);
        else if (SpecialAttributes.IsPassword(path.Attribute))
            ReadPassword(path.Attribute, displayPath, value);
        else
            StageValue(path, displayPath, value);
    }

    private void ReadMembers(AttributePath path, string displayPath, JsonNode? value)
    {
        if (path.Sub is null)
            Members = MemberReader.ReadMembers(value, displayPath, _options.Limits);
        else
            Ignored.Add(displayPath);
    }

    private void ReadPassword(AttributeDefinition attribute, string displayPath, JsonNode? value)
    {
        Password = _values.ReadSingleValue(attribute, value, displayPath)?.GetValue<string>();
        IsPasswordRemoved = Password is null;
    }

    private void StageValue(AttributePath path, string displayPath, JsonNode? value)
    {
        if (path.Sub is null)
            NamedAttributes.Add(path.Attribute);
        JsonNode? read = path.Sub is null
            ? _values.ReadValue(path.Attribute, value, displayPath)
            : _values.ReadValue(path.Sub, value, displayPath);
        if (read is null)
            return;
        JsonObject container = CanonicalDocument.GetOrAddContainer(_type, StagedDocument, path.Schema);
        string name = path.Attribute.Name;
        switch (container[name])
        {
            case JsonObject present when path.Sub is { } sub:
                present[sub.Name] = read;
                break;
            case JsonObject present when read is JsonObject more: // "name" and "name.givenName" in one body
                foreach ((string key, JsonNode? part) in more.ToList())
                    present[key] = part?.DeepClone();
                break;
            case JsonArray present when path.Sub is { } sub:
                foreach (JsonNode? element in present)
                    element![sub.Name] = read.DeepClone();
                MultiValuedAttribute.Normalize(present);
                break;
            default:
                JsonNode whole = path.Sub is null ? read : new JsonObject { [path.Sub.Name] = read };
                container[name] = path.Sub is not null && path.Attribute.MultiValued ? new JsonArray(whole) : whole;
                break;
        }
    }

    private void CheckSchemas(JsonNode? value)
    {
        IReadOnlyList<string> urns = BodySchemas.ReadUrns(value);
        BodySchemas.CheckContains(urns, _type.Schema.Id);
        foreach (string urn in urns)
            if (!PathResolver.TryResolveExtension(_type, urn, out _))
                Ignored.AddUnknown($"schemas[{urn}]");
    }
}

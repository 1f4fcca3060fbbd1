using System.Buffers.Text;
using System.Text.Json.Nodes;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;
using Scim.Protocol.Values;

namespace Scim.Protocol.Resources;

/// <summary>
/// Converts the value that a client sends for an attribute to canonical form: of the attribute's type, with names
/// spelled as in the schema, without unassigned parts.
/// </summary>
/// <remarks>Lenient only where identity providers are known to need it.</remarks>
/// <param name="limits">The limits, of which the maximum number of values applies.</param>
/// <param name="ignored">Collects unknown and readOnly sub-attributes.</param>
internal sealed class AttributeValueReader(JsonLimits limits, IgnoredPaths ignored)
{
    /// <summary>Reads the value of a whole attribute. Returns null if it is unassigned.</summary>
    public JsonNode? ReadValue(AttributeDefinition attribute, JsonNode? value, string path) =>
        attribute.MultiValued ? ReadValues(attribute, value, path) : ReadSingleValue(attribute, value, path);

    /// <summary>
    /// Reads the values of a multi-valued attribute. A value outside an array counts as an array of one; equal values
    /// are collapsed, and values without anything but labels are dropped.
    /// </summary>
    public JsonArray? ReadValues(AttributeDefinition attribute, JsonNode? value, string path)
    {
        value = ValueUnwrapper.UnwrapText(attribute, value, path, limits);
        if (JsonNodeReader.IsUnassigned(value))
            return null;
        JsonArray result = [];
        if (value is JsonArray given)
        {
            CheckValueCount(given.Count, path);
            for (int i = 0; i < given.Count; i++)
            {
                string at = $"{path}[{i}]";
                if (given[i] is JsonArray)
                    throw ValueErrors.CreateInvalidValue(at, "must not be an array");
                AddElement(given[i], at);
            }
        }
        else
        {
            AddElement(value, path);
        }

        MultiValuedAttribute.Normalize(result);
        return result.Count == 0 ? null : result;

        void AddElement(JsonNode? element, string at)
        {
            JsonNode? read = ReadSingleValue(attribute, element, at);
            if (read is not null && !(read is JsonObject data && MultiValuedAttribute.HasLabelsOnly(attribute, data)))
                result.Add(read);
        }
    }

    /// <summary>Reads one value: a single-valued attribute, or an element of a multi-valued one.</summary>
    public JsonNode? ReadSingleValue(AttributeDefinition attribute, JsonNode? value, string path)
    {
        value = attribute.MultiValued
            ? ValueUnwrapper.UnwrapText(attribute, value, path, limits)
            : ValueUnwrapper.UnwrapSingleValue(attribute, value, path, limits);
        if (attribute.IsPlainList && value is JsonObject given)
            value = GetImpliedValue(given, path);
        if (JsonNodeReader.IsUnassigned(value))
            return null;
        if (attribute.Type == AttributeType.Complex)
            return ReadComplex(attribute, value, path);
        if (value is JsonArray)
            throw ValueErrors.CreateInvalidValue(path, "must not be an array");
        if (value is JsonObject)
            throw ValueErrors.CreateInvalidValue(path, $"must be {DescribeExpected(attribute.Type)}, not an object");
        return attribute.IsName ? ReadName(attribute, value, path) : ReadPrimitive(attribute, value, path);
    }

    /// <summary>
    /// Enumerates the sub-attributes of an object, including unassigned ones. Unknown and readOnly sub-attributes are
    /// recorded as ignored and skipped.
    /// </summary>
    public IEnumerable<(AttributeDefinition Sub, JsonNode? Value)> EnumerateSubAttributes(
        AttributeDefinition attribute,
        JsonObject value,
        string path
    )
    {
        foreach ((string name, JsonNode? raw) in value)
        {
            AttributeDefinition? sub = attribute.FindSubAttribute(name) ?? FindAlias(attribute, name, value);
            if (sub is null || sub.Mutability == Mutability.ReadOnly)
            {
                if (sub is null)
                    ignored.AddUnknown($"{path}.{name}");
                else if (!JsonNodeReader.IsUnassigned(raw))
                    ignored.Add($"{path}.{sub.Name}");
                continue;
            }

            yield return (sub, raw);
        }
    }

    /// <summary>
    /// Returns the object for a complex value without wrapping. A plain string stands for its <c>value</c>: Entra ID
    /// sends <c>manager</c> in both forms.
    /// </summary>
    public static JsonObject GetComplexObject(AttributeDefinition attribute, JsonNode value, string path)
    {
        if (value is JsonObject obj)
            return obj;
        return value is not JsonArray && attribute.FindSubAttribute("value") is not null
            ? new JsonObject { ["value"] = value.DeepClone() }
            : throw ValueErrors.CreateInvalidValue(path, "must be an object");
    }

    /// <summary>Rejects more values than an attribute may have.</summary>
    public void CheckValueCount(int count, string path)
    {
        if (count > limits.MaxValues)
            throw ValueErrors.CreateInvalidValue(
                path,
                $"has {count} values, which exceeds the MaxValues limit of {limits.MaxValues}"
            );
    }

    private JsonObject? ReadComplex(AttributeDefinition attribute, JsonNode value, string path)
    {
        JsonObject result = [];
        foreach (
            (AttributeDefinition sub, JsonNode? raw) in EnumerateSubAttributes(
                attribute,
                GetComplexObject(attribute, value, path),
                path
            )
        )
            if (ReadValue(sub, raw, $"{path}.{sub.Name}") is { } read)
                result[sub.Name] = read;
        return result.Count == 0 ? null : CanonicalDocument.CopyInSchemaOrder(attribute.SubAttributes, result);
    }

    // {"value":"C"} stands for "C" in a list of plain values.
    private JsonNode? GetImpliedValue(JsonObject given, string path)
    {
        if (!JsonNodeReader.TryGetProperty(given, "value", out JsonNode? value))
            return given;
        foreach ((string name, JsonNode? _) in given)
            if (!name.Equals("value", StringComparison.OrdinalIgnoreCase))
                ignored.AddUnknown($"{path}.{name}");
        return ValueUnwrapper.UnwrapArray(value, $"{path}.value");
    }

    // A name that consists of whitespace is unassigned.
    private static JsonValue? ReadName(AttributeDefinition attribute, JsonNode value, string path)
    {
        string name = TextFolding.CollapseWhitespace(ReadPrimitive(attribute, value, path).GetValue<string>());
        return name.Length == 0 ? null : JsonValue.Create(name);
    }

    private static JsonValue ReadPrimitive(AttributeDefinition attribute, JsonNode value, string path)
    {
        bool isText = JsonNodeReader.TryGetString(value, out string? text);
        switch (attribute.Type)
        {
            case AttributeType.Boolean when JsonNodeReader.TryGetBoolean(value, out bool flag):
                return JsonValue.Create(flag);
            case AttributeType.Boolean when isText && bool.TryParse(text, out bool flag):
                return JsonValue.Create(flag);
            case AttributeType.Integer when JsonNodeReader.TryGetInt64(value, out long whole):
                return JsonValue.Create(whole);
            case AttributeType.Integer when isText && NumberText.TryParseInt64(text!, out long whole):
                return JsonValue.Create(whole);
            case AttributeType.Decimal when JsonNodeReader.TryGetDouble(value, out double real):
                return JsonValue.Create(real == 0 ? 0 : real); // Avoids negative zero.
            case AttributeType.Decimal when isText && NumberText.TryParseDouble(text!, out double real):
                return JsonValue.Create(real == 0 ? 0 : real);
            // A number that names a resource is rather a mistake than a spelling.
            case AttributeType.String when !attribute.IsName && NumberText.FormatInteger(value) is { } number:
                return JsonValue.Create(CustomValueValidator.CheckValue(attribute, number, path));
            case AttributeType.DateTime when isText && ScimDateTime.TryParse(text!, out _):
            case AttributeType.Binary when isText && IsBase64(text!):
            case AttributeType.String or AttributeType.Reference when isText:
                return JsonValue.Create(CustomValueValidator.CheckValue(attribute, text!, path));
            default:
                throw ValueErrors.CreateInvalidValue(path, $"must be {DescribeExpected(attribute.Type)}");
        }
    }

    // OneLogin's template calls the manager's id "managerId".
    private static AttributeDefinition? FindAlias(AttributeDefinition attribute, string name, JsonObject value) =>
        attribute.Name == "manager"
        && name.Equals("managerId", StringComparison.OrdinalIgnoreCase)
        && !(JsonNodeReader.TryGetProperty(value, "value", out JsonNode? given) && !JsonNodeReader.IsUnassigned(given))
            ? attribute.FindSubAttribute("value")
            : null;

    // The padding may be omitted (RFC 7643 section 2.3.6).
    private static bool IsBase64(string text) =>
        Base64.IsValid(text) || Base64.IsValid(text + "==") || Base64.IsValid(text + "=");

    private static string DescribeExpected(AttributeType type) =>
        type switch
        {
            AttributeType.Boolean => "true or false",
            AttributeType.Integer => "a 64-bit integer",
            AttributeType.Decimal => "a number",
            AttributeType.DateTime => "a dateTime such as 2026-01-31T12:00:00Z",
            AttributeType.Binary => "a Base64-encoded string",
            AttributeType.Reference => "a string containing a URI",
            AttributeType.Complex => "an object",
            _ => "a string",
        };
}

using System.Text.Json.Nodes;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Patching;

/// <summary>
/// Finds the value of a multi-valued attribute that is considered the same as another one.
/// </summary>
/// <remarks>
/// Two values are the same if they have equal <c>value</c> and, where given, <c>type</c> (RFC 7643 section 2.4 allows
/// that pair only once). Values without <c>value</c> are the same if they are equal as a whole. Strings are compared
/// according to the attribute's caseExact.
/// </remarks>
internal sealed class ValueIndex
{
    private readonly AttributeDefinition _attribute;
    private readonly Dictionary<string, List<JsonNode>> _byKey = new(StringComparer.Ordinal);

    public ValueIndex(AttributeDefinition attribute, JsonArray values)
    {
        _attribute = attribute;
        foreach (JsonNode? value in values)
            Add(value!);
    }

    /// <summary>Adds a value to the index.</summary>
    public void Add(JsonNode value)
    {
        string key = GetKey(value);
        if (!_byKey.TryGetValue(key, out List<JsonNode>? same))
            _byKey[key] = same = [];
        same.Add(value);
    }

    /// <summary>Returns the value that is the same as <paramref name="wanted"/>, or null.</summary>
    public JsonNode? FindValue(JsonNode wanted) =>
        _byKey.GetValueOrDefault(GetKey(wanted))?.Find(present => IsSame(present, wanted));

    /// <summary>
    /// Whether <paramref name="present"/> is removed by a list of values to remove that contains
    /// <paramref name="wanted"/>.
    /// </summary>
    public static bool ShouldRemove(AttributeDefinition attribute, JsonNode present, JsonNode wanted)
    {
        if (present is not JsonObject has || wanted is not JsonObject asks)
            return AreEqual(attribute, present, wanted);
        bool byValue = asks.ContainsKey("value");
        return asks.Select(p => p.Key)
            .Where(k => !byValue || k is "value" or "type")
            .All(name => attribute.FindSubAttribute(name) is { } sub && AreEqual(sub, has[name], asks[name]));
    }

    /// <summary>Whether two values of a simple attribute are the same. Lists are compared in order.</summary>
    public static bool AreEqual(AttributeDefinition attribute, JsonNode? left, JsonNode? right)
    {
        if (JsonNodeReader.TryGetString(left, out string? a) && JsonNodeReader.TryGetString(right, out string? b))
            return FoldText(attribute, a) == FoldText(attribute, b);
        return JsonEquality.AreEqual(left, right);
    }

    private bool IsSame(JsonNode present, JsonNode wanted)
    {
        if (present is not JsonObject has || wanted is not JsonObject asks)
            return AreEqual(_attribute, present, wanted);
        if (asks["value"] is not null)
            return asks["type"] is not { } type || AreEqual(_attribute.FindSubAttribute("type")!, has["type"], type);
        return has.Count == asks.Count
            && asks.All(p => _attribute.FindSubAttribute(p.Key) is { } sub && AreEqual(sub, has[p.Key], p.Value));
    }

    // Equal keys are a necessary condition. For complex values they already imply an equal "value" sub-attribute.
    private string GetKey(JsonNode node)
    {
        if (node is not JsonObject obj)
            return JsonNodeReader.TryGetString(node, out string? own) ? FoldText(_attribute, own) : node.ToJsonString();
        if (obj["value"] is not { } value)
            return "";
        return JsonNodeReader.TryGetString(value, out string? text)
            ? "=" + FoldText(_attribute.FindSubAttribute("value")!, text)
            : "=" + value.ToJsonString();
    }

    private static string FoldText(AttributeDefinition attribute, string text)
    {
        if (attribute.Type == AttributeType.DateTime && ScimDateTime.TryParse(text, out DateTimeOffset instant))
            return ScimDateTime.Format(instant);
        return TextFolding.FoldValue(attribute, text);
    }
}

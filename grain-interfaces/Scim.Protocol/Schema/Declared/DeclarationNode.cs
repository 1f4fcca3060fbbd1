using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;

namespace Scim.Protocol.Schema.Declared;

/// <summary>Reads one object of a declaration strictly: a member that is unknown is more likely a mistake than meant to be ignored.</summary>
/// <param name="node">The object.</param>
/// <param name="at">Where it is, for messages: empty at the root, else with a dot at its end.</param>
internal sealed class DeclarationNode(JsonObject node, string at)
{
    /// <summary>The error for a member that breaks a rule.</summary>
    public static ScimException Invalid(string path, string rule) => new(ScimErrorKind.InvalidValue, $"{Printable.Shorten(path, 200)} {rule}.");

    /// <summary>A member's path.</summary>
    public string Path(string name) => at + name;

    /// <summary>Refuses members other than these.</summary>
    public void Only(params ReadOnlySpan<string> names)
    {
        foreach ((string name, _) in node)
        {
            bool known = false;
            foreach (string candidate in names) known |= candidate.Equals(name, StringComparison.OrdinalIgnoreCase);
            if (!known) throw Invalid(at + name, $"is not known here. Known: {string.Join(", ", names)}");
        }
    }

    /// <summary>Whether there is such a member with a value.</summary>
    public bool Has(string name) => JsonNodes.TryProperty(node, name, out JsonNode? value) && value is not null;

    /// <summary>A text; null where there is none.</summary>
    public string? Text(string name)
    {
        if (!JsonNodes.TryProperty(node, name, out JsonNode? value) || value is null) return null;
        return JsonNodes.TryText(value, out string? text) ? text : throw Invalid(at + name, "must be text");
    }

    /// <summary>A text that must be there and not blank.</summary>
    public string Required(string name) =>
        Text(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text : throw Invalid(at + name, "is required");

    /// <summary>A truth value; false where there is none.</summary>
    public bool Flag(string name)
    {
        if (!JsonNodes.TryProperty(node, name, out JsonNode? value) || value is null) return false;
        return JsonNodes.TryFlag(value, out bool flag) ? flag : throw Invalid(at + name, "must be true or false");
    }

    /// <summary>One of several words, in any case; the first where there is none.</summary>
    public T Choice<T>(string name, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        if (Text(name) is not { } text) return choices[0].Value;
        foreach ((string word, T value) in choices)
            if (word.Equals(text, StringComparison.OrdinalIgnoreCase)) return value;
        var words = new List<string>(choices.Length);
        foreach ((string word, _) in choices) words.Add(word);
        throw Invalid(at + name, $"must be one of: {string.Join(", ", words)}");
    }

    /// <summary>A list of texts; empty where there is none.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (!TryList(name, out JsonArray? list)) return [];
        return [.. list.Select((e, i) => JsonNodes.TryText(e, out string? text) && text.Length > 0 ? text : throw Invalid($"{at}{name}[{i}]", "must be text"))];
    }

    /// <summary>A list of objects; empty where there is none.</summary>
    public IReadOnlyList<DeclarationNode> Objects(string name)
    {
        if (!TryList(name, out JsonArray? list)) return [];
        return [.. list.Select((e, i) => e is JsonObject obj ? new DeclarationNode(obj, $"{at}{name}[{i}].") : throw Invalid($"{at}{name}[{i}]", "must be an object"))];
    }

    private bool TryList(string name, [NotNullWhen(true)] out JsonArray? list)
    {
        list = null;
        if (!JsonNodes.TryProperty(node, name, out JsonNode? value) || value is null) return false;
        list = value as JsonArray ?? throw Invalid(at + name, "must be a list");
        return true;
    }
}

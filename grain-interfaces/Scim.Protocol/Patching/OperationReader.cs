using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Patching;

/// <summary>Reads the elements of <c>Operations</c>.</summary>
internal sealed class OperationReader(ResourceType type, FilterLimits filterLimits)
{
    /// <summary>The unknown keys of pathless values so far.</summary>
    public IgnoredPaths Ignored { get; } = new();

    /// <summary>Reads one operation.</summary>
    public PatchOperation Read(JsonNode? node, int index)
    {
        string label = $"Operations[{index}]";
        if (node is not JsonObject operation) throw new ScimException(ScimErrorKind.InvalidSyntax, $"{label} must be an object.");
        if (!JsonNodes.TryProperty(operation, "op", out JsonNode? op) || !JsonNodes.TryText(op, out string? name) || KindOf(name) is not { } kind)
            throw new ScimException(ScimErrorKind.InvalidSyntax, $"{label} must have an 'op' that is add, remove or replace.");

        string? path = null;
        if (JsonNodes.TryProperty(operation, "path", out JsonNode? given) && given is not null && !JsonNodes.TryText(given, out path))
            throw new ScimException(ScimErrorKind.InvalidPath, $"{label} has a path that is not text.");
        label = Label(label, kind, path);
        try
        {
            bool hasValue = JsonNodes.TryProperty(operation, "value", out JsonNode? value);
            if (!hasValue && kind != PatchOpKind.Remove)
                throw new ScimException(ScimErrorKind.InvalidValue, "The operation needs a value; null stands for no value.");
            return new PatchOperation(kind, label, [.. string.IsNullOrEmpty(path) ? Pathless(kind, value) : Steps(kind, path, value)]);
        }
        catch (ScimException e)
        {
            throw InOperation(label, e);
        }
    }

    /// <summary>The same failure, its message saying in which operation it happened.</summary>
    public static ScimException InOperation(string label, ScimException e) => new(e.Error.Kind, $"{label}: {e.Error.Detail}");

    private IEnumerable<PatchStep> Steps(PatchOpKind kind, string text, JsonNode? value)
    {
        PatchPath path = PatchPathParser.Parse(type, text, filterLimits);
        return path is PatchPath.WholeSchema whole
            ? Whole(kind, whole, value)
            : [new PatchStep(path, PatchPathParser.Shown(text), value, InValue: false)];
    }

    private IEnumerable<PatchStep> Whole(PatchOpKind kind, PatchPath.WholeSchema whole, JsonNode? value)
    {
        if (ReferenceEquals(whole.Schema, type.Schema))
        {
            if (kind == PatchOpKind.Remove) throw new ScimException(ScimErrorKind.NoTarget, "The core schema cannot be removed; name an attribute.");
            return Pathless(kind, value);
        }

        if (kind == PatchOpKind.Remove) return [new PatchStep(whole, whole.Schema.Id, null, InValue: false)];
        return Inside(whole.Schema, value);
    }

    private IEnumerable<PatchStep> Pathless(PatchOpKind kind, JsonNode? value)
    {
        if (kind == PatchOpKind.Remove) throw new ScimException(ScimErrorKind.NoTarget, "A remove operation needs a path.");
        if (value is not JsonObject attributes)
            throw new ScimException(ScimErrorKind.InvalidValue, "An operation without a path needs an object of attributes as its value.");
        foreach ((string key, JsonNode? part) in attributes)
        {
            if (PathResolver.TryResolveExtension(type, key, out SchemaDefinition? schema))
            {
                bool isCore = ReferenceEquals(schema, type.Schema);
                foreach (PatchStep step in isCore ? Pathless(kind, part ?? new JsonObject()) : Inside(schema, part)) yield return step;
            }
            else if (Key(key, key, part) is { } step)
            {
                yield return step;
            }
        }
    }

    // An object is merged key by key; anything that means "no value" takes the extension away. {} names nothing and so changes nothing.
    private IEnumerable<PatchStep> Inside(SchemaDefinition extension, JsonNode? value)
    {
        if (value is JsonObject data)
        {
            foreach ((string key, JsonNode? part) in data)
                if (Key($"{extension.Id}:{key}", $"{extension.Id}:{key}", part) is { } step) yield return step;
        }
        else if (JsonNodes.IsUnassigned(value))
        {
            yield return new PatchStep(new PatchPath.WholeSchema(extension), extension.Id, null, InValue: true);
        }
        else
        {
            throw ValueReader.Invalid(extension.Id, "must be an object with the attributes of the extension");
        }
    }

    private PatchStep? Key(string notation, string shown, JsonNode? value)
    {
        try
        {
            PatchPath path = PatchPathParser.Parse(type, notation, filterLimits);
            if (path is not PatchPath.WholeSchema) return new PatchStep(path, PatchPathParser.Shown(shown), value, InValue: true);
        }
        catch (ScimException e) when (e.Error.Kind is ScimErrorKind.InvalidPath or ScimErrorKind.InvalidFilter)
        {
            // An unknown key inside a value is ignored, as it is in a POST.
        }

        Ignored.Add(PatchPathParser.Shown(shown));
        return null;
    }

    private static string Label(string label, PatchOpKind kind, string? path)
    {
        string op = kind switch
        {
            PatchOpKind.Add => "add",
            PatchOpKind.Remove => "remove",
            _ => "replace",
        };
        return string.IsNullOrEmpty(path) ? $"{label} ({op})" : $"{label} ({op} {PatchPathParser.Shown(path)})";
    }

    private static PatchOpKind? KindOf(string op) => op.ToUpperInvariant() switch
    {
        "ADD" => PatchOpKind.Add,
        "REMOVE" => PatchOpKind.Remove,
        "REPLACE" => PatchOpKind.Replace,
        _ => null,
    };
}

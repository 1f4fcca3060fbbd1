using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Paths;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;
using Scim.Protocol.Values;

namespace Scim.Protocol.Patching;

/// <summary>Reads the elements of the <c>Operations</c> array of a PATCH request.</summary>
internal sealed class PatchOperationReader(ResourceType type, JsonLimits limits, FilterLimits filterLimits)
{
    /// <summary>The unknown keys found so far in values without a path.</summary>
    public IgnoredPaths Ignored { get; } = new();

    /// <summary>Reads one operation.</summary>
    public PatchOperation ReadOperation(JsonNode? node, int index)
    {
        string label = $"Operations[{index}]";
        if (node is not JsonObject operation)
            throw new ScimException(ScimErrorKind.InvalidSyntax, $"{label} must be a JSON object.");
        if (
            !JsonNodeReader.TryGetProperty(operation, "op", out JsonNode? op)
            || !JsonNodeReader.TryGetString(op, out string? name)
            || ParseOperationKind(name) is not { } kind
        )
            throw new ScimException(
                ScimErrorKind.InvalidSyntax,
                $"{label} must have 'op' set to add, remove or replace."
            );

        string? path = null;
        if (
            JsonNodeReader.TryGetProperty(operation, "path", out JsonNode? given)
            && given is not null
            && !JsonNodeReader.TryGetString(given, out path)
        )
            throw new ScimException(ScimErrorKind.InvalidPath, $"{label} has a 'path' that is not a string.");
        label = FormatLabel(label, kind, path);
        try
        {
            bool hasValue = JsonNodeReader.TryGetProperty(operation, "value", out JsonNode? value);
            if (!hasValue && kind != PatchOpKind.Remove)
                throw new ScimException(
                    ScimErrorKind.InvalidValue,
                    "The operation requires a 'value'. Use null to clear the attribute."
                );
            return new PatchOperation(
                kind,
                label,
                [.. string.IsNullOrEmpty(path) ? ReadPathlessSteps(kind, value) : ReadSteps(kind, path, value)]
            );
        }
        catch (ScimException e)
        {
            throw WithOperationLabel(label, e);
        }
    }

    /// <summary>Returns the same error with the operation's label in front of its message.</summary>
    public static ScimException WithOperationLabel(string label, ScimException e) =>
        new(e.Error.Kind, $"{label}: {e.Error.Detail}");

    private IEnumerable<PatchStep> ReadSteps(PatchOpKind kind, string text, JsonNode? value)
    {
        PatchPath path = PatchPathParser.Parse(type, text, filterLimits);
        return path is PatchPath.WholeSchema whole
            ? ReadWholeSchemaSteps(kind, whole, value)
            : [CreateStep(kind, path, PatchPathParser.FormatForMessage(text), value, isFromValue: false)];
    }

    private IEnumerable<PatchStep> ReadWholeSchemaSteps(PatchOpKind kind, PatchPath.WholeSchema whole, JsonNode? value)
    {
        if (ReferenceEquals(whole.Schema, type.Schema))
        {
            if (kind == PatchOpKind.Remove)
                throw new ScimException(
                    ScimErrorKind.NoTarget,
                    "The core schema cannot be removed. Specify an attribute."
                );
            return ReadPathlessSteps(kind, value);
        }

        if (kind == PatchOpKind.Remove)
            return [new PatchStep(whole, whole.Schema.Id, null, IsFromValue: false)];
        return ReadExtensionSteps(kind, whole.Schema, value);
    }

    private IEnumerable<PatchStep> ReadPathlessSteps(PatchOpKind kind, JsonNode? value)
    {
        if (kind == PatchOpKind.Remove)
            throw new ScimException(ScimErrorKind.NoTarget, "A remove operation requires a 'path'.");
        value = ValueUnwrapper.UnwrapObject(value, "value", limits);
        if (value is not JsonObject attributes)
            throw new ScimException(
                ScimErrorKind.InvalidValue,
                "An operation without a 'path' requires a 'value' that is an object of attributes."
            );
        foreach ((string key, JsonNode? part) in attributes)
        {
            if (PathResolver.TryResolveExtension(type, key, out SchemaDefinition? schema))
            {
                bool isCore = ReferenceEquals(schema, type.Schema);
                foreach (
                    PatchStep step in isCore
                        ? ReadPathlessSteps(kind, part ?? new JsonObject())
                        : ReadExtensionSteps(kind, schema, part)
                )
                    yield return step;
            }
            else if (ReadKeyStep(kind, key, part) is { } step)
            {
                yield return step;
            }
        }
    }

    // An object is merged key by key. A value that means "unassigned" removes the extension, except {}, which names no
    // attribute and therefore changes nothing.
    private IEnumerable<PatchStep> ReadExtensionSteps(PatchOpKind kind, SchemaDefinition extension, JsonNode? value)
    {
        value = ValueUnwrapper.UnwrapObject(value, extension.Id, limits);
        if (value is JsonObject data)
        {
            foreach ((string key, JsonNode? part) in data)
                if (ReadKeyStep(kind, $"{extension.Id}:{key}", part) is { } step)
                    yield return step;
        }
        else if (JsonNodeReader.IsUnassigned(value))
        {
            yield return new PatchStep(new PatchPath.WholeSchema(extension), extension.Id, null, IsFromValue: true);
        }
        else
        {
            throw ValueErrors.CreateInvalidValue(
                extension.Id,
                "must be an object that contains the attributes of the extension"
            );
        }
    }

    private PatchStep? ReadKeyStep(PatchOpKind kind, string notation, JsonNode? value)
    {
        string shown = PatchPathParser.FormatForMessage(notation);
        try
        {
            PatchPath path = PatchPathParser.Parse(type, notation, filterLimits);
            if (path is not PatchPath.WholeSchema)
                return CreateStep(kind, path, shown, value, isFromValue: true);
        }
        catch (ScimException e) when (e.Error.Kind is ScimErrorKind.InvalidPath or ScimErrorKind.InvalidFilter)
        {
            // Unknown keys in a value are ignored, as in a POST.
        }

        Ignored.Add(shown);
        return null;
    }

    private PatchStep CreateStep(PatchOpKind kind, PatchPath path, string shown, JsonNode? value, bool isFromValue) =>
        new(path, shown, UnwrapValue(kind, path, shown, value), isFromValue);

    private JsonNode? UnwrapValue(PatchOpKind kind, PatchPath path, string shown, JsonNode? value)
    {
        AttributeDefinition? target = path switch
        {
            PatchPath.Attribute(var attribute) => attribute.Leaf,
            PatchPath.Values(var outer, _, var sub) => sub ?? outer.Attribute,
            _ => null,
        };
        bool isUsed = kind != PatchOpKind.Remove || path is PatchPath.Attribute { Path.Leaf.MultiValued: true };
        if (target is null || target.Mutability == Mutability.ReadOnly || !isUsed)
            return value;
        return target.MultiValued && path is not PatchPath.Values { Sub: null }
            ? ValueUnwrapper.UnwrapText(target, value, shown, limits)
            : ValueUnwrapper.UnwrapSingleValue(target, value, shown, limits);
    }

    private static string FormatLabel(string label, PatchOpKind kind, string? path)
    {
        string op = kind switch
        {
            PatchOpKind.Add => "add",
            PatchOpKind.Remove => "remove",
            _ => "replace",
        };
        return string.IsNullOrEmpty(path)
            ? $"{label} ({op})"
            : $"{label} ({op} {PatchPathParser.FormatForMessage(path)})";
    }

    private static PatchOpKind? ParseOperationKind(string op) =>
        op.ToUpperInvariant() switch
        {
            "ADD" => PatchOpKind.Add,
            "REMOVE" => PatchOpKind.Remove,
            "REPLACE" => PatchOpKind.Replace,
            _ => null,
        };
}

using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Paths;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Patching;

/// <summary>
/// One application of a PATCH request. Routes each step to the part of the resource that it targets and enforces
/// mutability.
/// </summary>
internal sealed class PatchExecution
{
    private readonly ResourceType _type;
    private readonly JsonObject _document;
    private readonly IgnoredPaths _ignored = new();
    private readonly AttributeValueReader _values;
    private readonly AttributePatcher _attributes;
    private readonly MemberPatcher _members;
    private string? _password;
    private bool _isPasswordRemoved;

    public PatchExecution(ResourceType type, JsonObject current, IReadOnlyList<string> ignored, PatchOptions options)
    {
        _type = type;
        _document = (JsonObject)current.DeepClone();
        foreach (string path in ignored)
            _ignored.AddUnknown(path);
        _values = new AttributeValueReader(options.Limits, _ignored);
        _attributes = new AttributePatcher(_values, options);
        _members = new MemberPatcher(options, _ignored);
    }

    /// <summary>Applies one step.</summary>
    public void ApplyStep(PatchOpKind kind, PatchStep step)
    {
        switch (step.Path)
        {
            case PatchPath.WholeSchema(var schema):
                RemoveExtension(schema);
                break;
            case PatchPath.Attribute(var path) when ShouldApply(kind, step, path.Attribute, path.Sub):
                if (SpecialAttributes.IsMembers(path.Schema, path.Attribute))
                    _members.ApplyStep(kind, step);
                else if (SpecialAttributes.IsPassword(path.Attribute))
                    SetPassword(kind, step, path.Attribute);
                else
                    ChangeAttribute(kind, step, path);
                break;
            case PatchPath.Values(var outer, _, var sub) when ShouldApply(kind, step, outer.Attribute, sub):
                if (SpecialAttributes.IsMembers(outer.Schema, outer.Attribute))
                    _members.ApplyStep(kind, step);
                else
                    ChangeAttribute(kind, step, outer);
                break;
        }
    }

    /// <summary>Returns the outcome, compared with <paramref name="current"/>.</summary>
    public PatchOutcome BuildOutcome(JsonObject current)
    {
        JsonObject before = CanonicalDocument.CreateCanonicalCopy(_type, current);
        JsonObject after = CanonicalDocument.CreateCanonicalCopy(_type, _document);
        if (
            _type.Extensions.FirstOrDefault(e =>
                e.Required && before[e.Schema.Id] is not null && after[e.Schema.Id] is null
            ) is
            { } emptied
        )
            throw CreateRequiredExtensionError(emptied.Schema);
        foreach (SchemaDefinition schema in _type.Extensions.Select(e => e.Schema))
            if (!JsonEquality.AreEqual(before[schema.Id], after[schema.Id]))
                RequiredAttributeValidator.CheckExtension(schema, after);
        List<string> changed = [.. FindChangedAttributes(before, after)];
        if (_password is not null)
            changed.Add("password");
        return new PatchOutcome
        {
            Document = after,
            IsChanged = changed.Count > 0,
            ChangedAttributes = changed,
            MemberEdits = _members.Edits,
            Password = _password,
            IsPasswordRemoved = _isPasswordRemoved,
            Ignored = _ignored.Paths,
            Unknown = _ignored.UnknownPaths,
        };
    }

    // Returns false if the step is tolerated but has no effect.
    private bool ShouldApply(PatchOpKind kind, PatchStep step, AttributeDefinition attribute, AttributeDefinition? sub)
    {
        switch (attribute.Name)
        {
            case CanonicalDocument.Schemas when IsCommon(attribute):
                // schemas is derived from the data, so an explicit change has no additional effect.
                _ignored.Add(step.DisplayPath);
                return false;
            case CanonicalDocument.Id when IsCommon(attribute):
                bool isUnchanged =
                    JsonNodeReader.TryGetString(step.Value, out _)
                    && JsonEquality.AreEqual(step.Value, _document[CanonicalDocument.Id]);
                bool isUnassigned = step.IsFromValue && JsonNodeReader.IsUnassigned(step.Value);
                return kind != PatchOpKind.Remove && (isUnchanged || isUnassigned)
                    ? false
                    : throw CreateReadOnlyError(attribute.Name);
        }

        if (attribute.Mutability == Mutability.ReadOnly)
        {
            if (!step.IsFromValue || attribute.Name is not ("meta" or SpecialAttributes.Groups))
                throw CreateReadOnlyError(attribute.Name);
            if (!JsonNodeReader.IsUnassigned(step.Value))
                _ignored.Add(step.DisplayPath);
            return false;
        }

        // Only an explicit value changes active. Clearing it must not reactivate a user.
        if (
            SpecialAttributes.IsActive(attribute)
            && (kind == PatchOpKind.Remove || JsonNodeReader.IsUnassigned(step.Value))
        )
        {
            _ignored.Add(step.DisplayPath);
            return false;
        }

        // A member's display name is not stored, so a change to it is accepted without effect.
        bool isMemberDisplay =
            ReferenceEquals(attribute, BuiltInSchemas.Group.FindAttribute(SpecialAttributes.Members))
            && sub?.Name == "display";
        if (sub?.Mutability == Mutability.ReadOnly && !isMemberDisplay)
            throw CreateReadOnlyError($"{attribute.Name}.{sub.Name}");
        return true;
    }

    private static bool IsCommon(AttributeDefinition attribute) =>
        ReferenceEquals(attribute, CommonAttributes.Schema.FindAttribute(attribute.Name));

    private void ChangeAttribute(PatchOpKind kind, PatchStep step, AttributePath path)
    {
        JsonObject holder = CanonicalDocument.GetOrAddContainer(_type, _document, path.Schema);
        string name = path.Attribute.Name;
        JsonNode? before = HasImmutable(path.Attribute) ? holder[name]?.DeepClone() : null;
        switch (step.Path)
        {
            case PatchPath.Values values:
                _attributes.ChangeSelectedValues(kind, holder, values, step);
                break;
            case PatchPath.Attribute when path.Sub is { } sub:
                _attributes.ChangeSubAttribute(kind, holder, path.Attribute, sub, step);
                break;
            default:
                _attributes.ChangeAttribute(kind, holder, path.Attribute, step.Value, step.DisplayPath);
                break;
        }

        CheckRequired(kind, path, holder);
        if (before is not null)
            CheckImmutable(path.Attribute, before, holder[name]);
    }

    private static void CheckRequired(PatchOpKind kind, AttributePath path, JsonObject holder)
    {
        try
        {
            RequiredAttributeValidator.CheckAttribute(path.Schema, path.Attribute, holder, "");
        }
        catch (ScimException e) when (kind == PatchOpKind.Remove)
        {
            throw new ScimException(ScimErrorKind.Mutability, e.Error.Detail); // RFC 7644 section 3.5.2.2
        }
    }

    private static bool HasImmutable(AttributeDefinition attribute) =>
        attribute.Mutability == Mutability.Immutable
        || (!attribute.MultiValued && attribute.SubAttributes.Any(s => s.Mutability == Mutability.Immutable));

    private static void CheckImmutable(AttributeDefinition attribute, JsonNode before, JsonNode? after)
    {
        if (attribute.Mutability == Mutability.Immutable && !JsonEquality.AreEqual(before, after))
            throw CreateImmutableError(attribute.Name);
        if (attribute.MultiValued || before is not JsonObject was)
            return;
        foreach (AttributeDefinition sub in attribute.SubAttributes.Where(s => s.Mutability == Mutability.Immutable))
        {
            if (was[sub.Name] is { } value && after is JsonObject now && !JsonEquality.AreEqual(value, now[sub.Name]))
                throw CreateImmutableError($"{attribute.Name}.{sub.Name}");
        }
    }

    private void RemoveExtension(SchemaDefinition schema)
    {
        if (_type.Extensions.Any(e => e.Required && ReferenceEquals(e.Schema, schema)))
            throw CreateRequiredExtensionError(schema);
        JsonNode? data = _document[schema.Id];
        if (
            schema.Attributes.FirstOrDefault(a => a.Mutability == Mutability.Immutable && data?[a.Name] is not null) is
            { } kept
        )
            throw CreateImmutableError(kept.Name);
        _document.Remove(schema.Id);
    }

    private void SetPassword(PatchOpKind kind, PatchStep step, AttributeDefinition attribute)
    {
        JsonNode? value =
            kind == PatchOpKind.Remove ? null : _values.ReadSingleValue(attribute, step.Value, step.DisplayPath);
        _password = value?.GetValue<string>();
        _isPasswordRemoved = _password is null;
    }

    private IEnumerable<string> FindChangedAttributes(JsonObject before, JsonObject after)
    {
        foreach (string name in CommonAttributes.Schema.Attributes.Concat(_type.Schema.Attributes).Select(a => a.Name))
            if (name != CanonicalDocument.Schemas && !JsonEquality.AreEqual(before[name], after[name]))
                yield return name;
        foreach (SchemaDefinition schema in _type.Extensions.Select(e => e.Schema))
        {
            JsonNode? was = before[schema.Id],
                now = after[schema.Id];
            foreach (AttributeDefinition attribute in schema.Attributes)
                if (!JsonEquality.AreEqual(was?[attribute.Name], now?[attribute.Name]))
                    yield return $"{schema.Id}:{attribute.Name}";
        }
    }

    private static ScimException CreateReadOnlyError(string name) =>
        new(ScimErrorKind.Mutability, $"{name} is readOnly: it is set by the server. Remove it from the request.");

    private static ScimException CreateRequiredExtensionError(SchemaDefinition schema) =>
        new(ScimErrorKind.Mutability, $"The extension {schema.Id} is required and must keep at least one value.");

    private static ScimException CreateImmutableError(string name) =>
        new(ScimErrorKind.Mutability, $"{name} is immutable and already has a value, which cannot be changed.");
}

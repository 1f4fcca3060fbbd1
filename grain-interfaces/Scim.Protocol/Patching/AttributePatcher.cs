using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Patching;

/// <summary>
/// Applies add, remove and replace to the attributes of one object (RFC 7644 sections 3.5.2.1 to 3.5.2.3).
/// </summary>
internal sealed class AttributePatcher(AttributeValueReader values, PatchOptions options)
{
    /// <summary>Changes a whole attribute.</summary>
    public void ChangeAttribute(
        PatchOpKind kind,
        JsonObject holder,
        AttributeDefinition attribute,
        JsonNode? value,
        string path
    )
    {
        if (kind == PatchOpKind.Remove)
        {
            // With a value, only the listed values are removed (Entra ID, JumpCloud, authentik). A single-valued
            // attribute is removed in any case.
            if (attribute.MultiValued && value is not null)
                RemoveListed(holder, attribute, value, path);
            else
                holder.Remove(attribute.Name);
        }
        else if (attribute.MultiValued)
        {
            JsonArray? list = values.ReadValues(attribute, value, path);
            if (kind == PatchOpKind.Add)
                AddValues(holder, attribute, list, path);
            else
                SetOrRemove(holder, attribute, list);
        }
        else if (attribute.Type == AttributeType.Complex)
        {
            MergeComplex(kind, holder, attribute, value, path);
        }
        else
        {
            SetOrRemove(holder, attribute, values.ReadSingleValue(attribute, value, path));
        }
    }

    /// <summary>Changes <c>attr.sub</c>: in the single value, or in all values of a multi-valued attribute.</summary>
    public void ChangeSubAttribute(
        PatchOpKind kind,
        JsonObject holder,
        AttributeDefinition attribute,
        AttributeDefinition sub,
        PatchStep step
    )
    {
        List<JsonObject> targets = GetElements(holder[attribute.Name]);
        bool clears = kind == PatchOpKind.Remove || JsonNodeReader.IsUnassigned(step.Value);
        if (targets.Count == 0)
        {
            if (clears)
                return;
            targets.Add(AddNewValue(holder, attribute, []));
        }

        foreach (JsonObject target in targets)
            ChangeSubValue(kind, target, attribute, sub, step.Value, step.DisplayPath);
        NormalizeAfterChange(
            holder,
            attribute,
            targets,
            setsPrimary: sub.Name == MultiValuedAttribute.Primary && !clears,
            clears,
            step.DisplayPath
        );
    }

    /// <summary>Changes the values that match a filter, or one sub-attribute of them.</summary>
    public void ChangeSelectedValues(PatchOpKind kind, JsonObject holder, PatchPath.Values path, PatchStep step)
    {
        AttributeDefinition attribute = path.Outer.Attribute;
        if (attribute.IsPlainList)
        {
            ChangeSelectedPlainValues(kind, holder, attribute, path.Inner, step);
            return;
        }

        List<JsonObject> targets =
        [
            .. GetElements(holder[attribute.Name]).Where(e => FilterEvaluator.IsElementMatch(path.Inner, e)),
        ];
        if (kind == PatchOpKind.Remove || (path.Sub is null && ShouldClearWhole(step.Value)))
        {
            if (targets.Count == 0 && kind == PatchOpKind.Replace && !options.ReplaceCreates)
                throw CreateNoTargetError();
            if (path.Sub is null)
                RemoveValues(holder, attribute, targets);
            else
                ChangeEach(path.Sub);
            return;
        }

        if (targets.Count == 0)
        {
            if (kind == PatchOpKind.Replace && !options.ReplaceCreates)
                throw CreateNoTargetError();
            if (JsonNodeReader.IsUnassigned(step.Value))
                return; // An absent value is already cleared.
            targets.Add(
                AddNewValue(
                    holder,
                    attribute,
                    FilterElementBuilder.BuildElement(path.Inner) ?? throw CreateNoTargetError()
                )
            );
        }

        if (path.Sub is { } sub)
            ChangeEach(sub);
        else
            MergeEach();

        void ChangeEach(AttributeDefinition part)
        {
            bool clears = kind == PatchOpKind.Remove || JsonNodeReader.IsUnassigned(step.Value);
            foreach (JsonObject target in targets)
                ChangeSubValue(kind, target, attribute, part, step.Value, step.DisplayPath);
            NormalizeAfterChange(holder, attribute, targets, setsPrimary: true, clears, step.DisplayPath);
        }

        void MergeEach()
        {
            JsonObject given = AttributeValueReader.GetComplexObject(attribute, step.Value!, step.DisplayPath);
            foreach (JsonObject target in targets)
                MergeSubAttributes(kind, target, attribute, given, step.DisplayPath);
            NormalizeAfterChange(holder, attribute, targets, setsPrimary: true, clears: true, step.DisplayPath);
        }
    }

    // Each selected value is replaced or removed. If none is selected, the value is added where a complex value would
    // be.
    private void ChangeSelectedPlainValues(
        PatchOpKind kind,
        JsonObject holder,
        AttributeDefinition attribute,
        Filter filter,
        PatchStep step
    )
    {
        JsonNode? value =
            kind == PatchOpKind.Remove ? null : values.ReadSingleValue(attribute, step.Value, step.DisplayPath);
        JsonArray present = holder[attribute.Name] as JsonArray ?? [];
        bool isSelected = false;
        for (int i = present.Count - 1; i >= 0; i--)
        {
            if (!FilterEvaluator.IsElementMatch(filter, present[i]!))
                continue;
            isSelected = true;
            if (value is null)
                present.RemoveAt(i);
            else
                present[i] = value.DeepClone();
        }

        if (!isSelected)
        {
            if (kind == PatchOpKind.Replace && !options.ReplaceCreates)
                throw CreateNoTargetError();
            if (value is not null)
                present.Add(filter is Filter.Compare { Op: CompareOp.Eq } ? value : throw CreateNoTargetError());
        }

        MultiValuedAttribute.CollapseEqual(present);
        values.CheckValueCount(present.Count, step.DisplayPath);
        if (present.Count == 0)
            holder.Remove(attribute.Name);
        else if (present.Parent is null)
            holder[attribute.Name] = present;
    }

    private static bool ShouldClearWhole(JsonNode? value) =>
        value is not JsonObject && JsonNodeReader.IsUnassigned(value);

    private void MergeComplex(
        PatchOpKind kind,
        JsonObject holder,
        AttributeDefinition attribute,
        JsonNode? value,
        string path
    )
    {
        if (value is not JsonObject && JsonNodeReader.IsUnassigned(value))
        {
            holder.Remove(attribute.Name);
            return;
        }

        JsonObject given = AttributeValueReader.GetComplexObject(attribute, value!, path);
        JsonObject target = holder[attribute.Name] as JsonObject ?? AddNewValue(holder, attribute, []);
        MergeSubAttributes(kind, target, attribute, given, path);
        if (target.Count == 0)
            holder.Remove(attribute.Name);
    }

    // Sub-attributes that the request omits are kept (RFC 7644 section 3.5.2.3). $ref is applied last because a changed
    // value invalidates it.
    private void MergeSubAttributes(
        PatchOpKind kind,
        JsonObject target,
        AttributeDefinition attribute,
        JsonObject given,
        string path
    )
    {
        foreach (
            (AttributeDefinition sub, JsonNode? value) in values
                .EnumerateSubAttributes(attribute, given, path)
                .OrderBy(p => p.Sub.Name == "$ref")
        )
            ChangeSubValue(kind, target, attribute, sub, value, $"{path}.{sub.Name}");
    }

    private void ChangeSubValue(
        PatchOpKind kind,
        JsonObject target,
        AttributeDefinition attribute,
        AttributeDefinition sub,
        JsonNode? value,
        string path
    )
    {
        JsonNode? before = target[sub.Name]?.DeepClone();
        ChangeAttribute(kind, target, sub, value, path);
        if (before is null || JsonEquality.AreEqual(before, target[sub.Name]))
            return;
        if (sub.Mutability == Mutability.Immutable)
            throw CreateImmutableError(attribute, sub);
        if (sub.Name == "value")
            target.Remove("$ref");
    }

    private void AddValues(JsonObject holder, AttributeDefinition attribute, JsonArray? list, string path)
    {
        if (list is null)
            return;
        JsonArray present = holder[attribute.Name] as JsonArray ?? [];
        ValueIndex index = new(attribute, present);
        JsonNode? primary = null;
        foreach (JsonNode? added in list)
        {
            JsonNode? same = index.FindValue(added!);
            if (same is null)
            {
                same = added!.DeepClone();
                present.Add(same);
                index.Add(same);
            }
            else if (same is JsonObject target && added is JsonObject given)
            {
                MergeDifferences(attribute, target, given);
            }

            if (MultiValuedAttribute.IsPrimary(added))
                primary = same;
        }

        if (primary is not null)
            MultiValuedAttribute.KeepOnlyPrimary(present, primary);
        MultiValuedAttribute.CollapseEqual(present);
        values.CheckValueCount(present.Count, path);
        if (present.Parent is null)
            holder[attribute.Name] = present;
    }

    // An existing value is kept as it is, including its spelling (RFC 7644 section 3.5.2.1). Only sub-attributes that
    // differ are merged into it.
    private static void MergeDifferences(AttributeDefinition attribute, JsonObject target, JsonObject given)
    {
        foreach ((string name, JsonNode? value) in given)
        {
            if (attribute.FindSubAttribute(name) is not { } sub || ValueIndex.AreEqual(sub, target[name], value))
                continue;
            if (sub.Mutability == Mutability.Immutable && target[name] is not null)
                throw CreateImmutableError(attribute, sub);
            target[name] = value!.DeepClone();
        }
    }

    private void RemoveListed(JsonObject holder, AttributeDefinition attribute, JsonNode listed, string path)
    {
        if (holder[attribute.Name] is not JsonArray present || JsonNodeReader.IsUnassigned(listed))
            return;
        foreach (JsonNode? raw in listed is JsonArray list ? list : new JsonArray(listed.DeepClone()))
        {
            if (values.ReadSingleValue(attribute, raw, path) is not { } unwanted)
                continue;
            for (int i = present.Count - 1; i >= 0; i--)
                if (ValueIndex.ShouldRemove(attribute, present[i]!, unwanted))
                    present.RemoveAt(i);
        }

        if (present.Count == 0)
            holder.Remove(attribute.Name);
    }

    private static void RemoveValues(JsonObject holder, AttributeDefinition attribute, List<JsonObject> targets)
    {
        if (holder[attribute.Name] is JsonArray present)
        {
            foreach (JsonObject target in targets)
                present.Remove(target);
            if (present.Count == 0)
                holder.Remove(attribute.Name);
        }
        else if (targets.Count > 0)
        {
            holder.Remove(attribute.Name);
        }
    }

    private static JsonObject AddNewValue(JsonObject holder, AttributeDefinition attribute, JsonObject value)
    {
        if (!attribute.MultiValued)
        {
            // The existing value does not match the filter and must not be overwritten.
            if (holder[attribute.Name] is not null)
                throw CreateNoTargetError();
            holder[attribute.Name] = value;
        }
        else if (holder[attribute.Name] is JsonArray present)
        {
            present.Add((JsonNode)value);
        }
        else
        {
            holder[attribute.Name] = new JsonArray(value);
        }

        return value;
    }

    // Restores the invariants after single values changed: at most one primary value, no empty or duplicate values, and
    // no more than MaxValues. If the change clears parts, such as emails[type eq "work"].value, a value that is left
    // with only labels is removed. Otherwise it is kept: after emails[type eq "work"].primary the next operation may
    // set its value.
    private void NormalizeAfterChange(
        JsonObject holder,
        AttributeDefinition attribute,
        List<JsonObject> touched,
        bool setsPrimary,
        bool clears,
        string path
    )
    {
        if (holder[attribute.Name] is not JsonArray present)
        {
            if (holder[attribute.Name] is JsonObject { Count: 0 })
                holder.Remove(attribute.Name);
            return;
        }

        foreach (JsonObject element in touched)
            if (element.Count == 0 || (clears && MultiValuedAttribute.HasLabelsOnly(attribute, element)))
                present.Remove(element);
        if (setsPrimary && touched.Find(e => e.Parent is not null && MultiValuedAttribute.IsPrimary(e)) is { } primary)
            MultiValuedAttribute.KeepOnlyPrimary(present, primary);
        MultiValuedAttribute.CollapseEqual(present);
        values.CheckValueCount(present.Count, path);
        if (present.Count == 0)
            holder.Remove(attribute.Name);
    }

    private static List<JsonObject> GetElements(JsonNode? value) =>
        value switch
        {
            JsonArray list => [.. list.OfType<JsonObject>()],
            JsonObject one => [one],
            _ => [],
        };

    private static void SetOrRemove(JsonObject holder, AttributeDefinition attribute, JsonNode? value)
    {
        if (value is null)
            holder.Remove(attribute.Name);
        else
            holder[attribute.Name] = value;
    }

    private static ScimException CreateImmutableError(AttributeDefinition attribute, AttributeDefinition sub) =>
        new(
            ScimErrorKind.Mutability,
            $"{attribute.Name}.{sub.Name} is immutable and already has a value, which cannot be changed."
        );

    private static ScimException CreateNoTargetError() =>
        new(ScimErrorKind.NoTarget, "The path's filter matches no value, and a new value cannot be derived from it.");
}

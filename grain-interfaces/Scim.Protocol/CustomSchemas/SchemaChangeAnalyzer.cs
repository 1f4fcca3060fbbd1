using Scim.Protocol.Schema;

namespace Scim.Protocol.CustomSchemas;

/// <summary>
/// Compares a tenant's schemas before and after a change: what must be true of the stored resources for it, since every
/// one of them must be as its schemas say. What no stored resource can break, such as a new optional attribute, asks
/// for nothing. Pure.
/// </summary>
public static class SchemaChangeAnalyzer
{
    /// <summary>The conditions, those of a type together.</summary>
    public static IReadOnlyList<StoredRule> GetStoredRules(
        TenantSchemas before,
        TenantSchemas after
    )
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var rules = new List<StoredRule>();
        foreach (ResourceType type in before.ResourceTypes)
        {
            if (after.FindByName(type.Name) is { } changed)
                CompareDefinitions(type, changed, rules);
            else
                rules.Add(
                    new StoredRule.NoResource(
                        type.Name,
                        $"There are resources of the type {type.Name}. Delete them first."
                    )
                );
        }

        return rules;
    }

    /// <summary>The unique values that need be unique no longer: kind and path.</summary>
    public static IReadOnlyList<(string Kind, string Path)> GetReleasedUniqueValues(
        TenantSchemas before,
        TenantSchemas after
    )
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return
        [
            .. before
                .ResourceTypes.SelectMany(
                    t => t.UniqueValues.Attributes,
                    (t, u) => (t.Name, u.Path)
                )
                .Where(b =>
                    after.FindByName(b.Name)?.UniqueValues.Attributes.Any(u => u.Path == b.Path)
                    != true
                ),
        ];
    }

    private static void CompareDefinitions(
        ResourceType before,
        ResourceType after,
        List<StoredRule> rules
    )
    {
        if (before.Schema.Id != after.Schema.Id)
            rules.Add(
                new StoredRule.NoResource(
                    before.Name,
                    $"The core schema of {before.Name} cannot be changed, as there are resources of the type."
                )
            );
        CompareDefinitions(
            before.Name,
            null,
            before.Schema.Attributes,
            after.Schema.Attributes,
            rules
        );
        foreach (SchemaExtension extension in before.Extensions)
        {
            string urn = extension.Schema.Id;
            SchemaExtension? kept = after.Extensions.FirstOrDefault(e => e.Schema.Id == urn);
            CompareDefinitions(
                before.Name,
                urn,
                extension.Schema.Attributes,
                kept?.Schema.Attributes ?? [],
                rules
            );
        }

        foreach (SchemaExtension extension in after.Extensions.Where(e => e.Required))
        {
            string urn = extension.Schema.Id;
            if (before.Extensions.Any(e => e.Schema.Id == urn && e.Required))
                continue;
            rules.Add(
                new StoredRule.EveryExtension(
                    before.Name,
                    urn,
                    $"Some {before.Name} has no {urn}, so the extension cannot be required."
                )
            );
        }

        foreach (UniqueAttributePath unique in after.UniqueValues.Attributes)
        {
            if (before.UniqueValues.Attributes.Any(u => u.Path == unique.Path))
                continue;
            var place = new StoredAttributePath(unique.Urn, unique.Attribute, unique.Sub);
            rules.Add(
                place.IsHidden
                    ? new StoredRule.NoValue(
                        before.Name,
                        place,
                        $"{unique.Path} cannot be made unique, as resources of the type {before.Name} have values there and they are never returned."
                    )
                    : new StoredRule.DistinctValues(
                        before.Name,
                        place,
                        $"{unique.Path} cannot be unique: resources of the type {before.Name} share a value, or one is longer than {UniqueValues.MaxLength} characters."
                    )
            );
        }
    }

    private static void CompareDefinitions(
        string kind,
        string? urn,
        IReadOnlyList<AttributeDefinition> before,
        IReadOnlyList<AttributeDefinition> after,
        List<StoredRule> rules
    )
    {
        foreach (AttributeDefinition attribute in before)
        {
            // Stored documents have the spelling, so another spelling is another attribute.
            AttributeDefinition? kept = after.FirstOrDefault(a => a.Name == attribute.Name);
            CompareDefinitions(kind, new StoredAttributePath(urn, attribute, null), kept, rules);
            if (kept is null || FindFormChange(attribute, kept) is not null)
                continue;
            foreach (AttributeDefinition sub in attribute.SubAttributes)
                CompareDefinitions(
                    kind,
                    new StoredAttributePath(urn, attribute, sub),
                    kept.SubAttributes.FirstOrDefault(s => s.Name == sub.Name),
                    rules
                );
            foreach (
                AttributeDefinition added in kept.SubAttributes.Where(s =>
                    attribute.SubAttributes.All(b => b.Name != s.Name)
                )
            )
                AddRequiredRule(kind, new StoredAttributePath(urn, attribute, added), rules);
        }

        foreach (AttributeDefinition added in after.Where(a => before.All(b => b.Name != a.Name)))
            AddRequiredRule(kind, new StoredAttributePath(urn, added, null), rules);
    }

    private static void CompareDefinitions(
        string kind,
        StoredAttributePath place,
        AttributeDefinition? after,
        List<StoredRule> rules
    )
    {
        AttributeDefinition before = place.Leaf;
        if (ReferenceEquals(before, after))
            return;
        if (after is null)
        {
            rules.Add(
                new StoredRule.NoValue(
                    kind,
                    place,
                    $"{place} cannot be removed: resources of the type {kind} have values there."
                )
            );
        }
        else if (FindFormChange(before, after) is { } what)
        {
            rules.Add(
                new StoredRule.NoValue(
                    kind,
                    place,
                    $"{place}: {what} cannot be changed, as resources of the type {kind} have values there."
                )
            );
            AddRequiredRule(kind, WithLeaf(place, after), rules);
        }
        else
        {
            if (!IsRequiredOfClient(before))
                AddRequiredRule(kind, WithLeaf(place, after), rules);
            bool narrower =
                after.CanonicalValues.Count > 0
                && (
                    before.CanonicalValues.Count == 0
                    || before.CanonicalValues.Except(after.CanonicalValues).Any()
                );
            if (narrower)
            {
                rules.Add(
                    new StoredRule.OnlyValues(
                        kind,
                        place,
                        after.CanonicalValues,
                        $"{place}: resources of the type {kind} have values that are not among the new canonicalValues."
                    )
                );
            }
        }
    }

    // Nobody can be made to set what only the server sets.
    private static bool IsRequiredOfClient(AttributeDefinition attribute) =>
        attribute is { Required: true, Mutability: not Mutability.ReadOnly };

    private static StoredAttributePath WithLeaf(
        StoredAttributePath place,
        AttributeDefinition leaf
    ) => place.Sub is null ? place with { Attribute = leaf } : place with { Sub = leaf };

    // The place has the definition that is to come; where it is new, there is no value.
    private static void AddRequiredRule(
        string kind,
        StoredAttributePath place,
        List<StoredRule> rules
    )
    {
        if (IsRequiredOfClient(place.Leaf))
            rules.Add(
                new StoredRule.EveryValue(
                    kind,
                    place,
                    $"{place} cannot be required: resources of the type {kind} lack it."
                )
            );
    }

    // What of an attribute the stored values depend on: their form, how they are folded and whether they are searched.
    private static string? FindFormChange(AttributeDefinition before, AttributeDefinition after)
    {
        if (before.Type != after.Type)
            return "the type";
        if (before.MultiValued != after.MultiValued)
            return "multiValued";
        if (before.CaseExact != after.CaseExact)
            return "caseExact";
        if ((before.Returned == Returned.Never) != (after.Returned == Returned.Never))
            return "returned from or to never";
        bool narrower =
            after.ReferenceTypes.Count > 0
            && (
                before.ReferenceTypes.Count == 0
                || before.ReferenceTypes.Except(after.ReferenceTypes).Any()
            );
        return narrower && !after.ReferenceTypes.Contains("uri") ? "referenceTypes" : null;
    }
}

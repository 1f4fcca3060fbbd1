using Scim.Protocol.Schema;

namespace Scim.Protocol.CustomSchemas;

/// <summary>
/// Compares a tenant's schemas before and after a change and determines what must be true of the stored resources for
/// it. Pure.
/// </summary>
/// <remarks>
/// Every stored resource must conform to its schemas. Changes that no stored resource can violate, such as a new
/// optional attribute, have no conditions.
/// </remarks>
public static class SchemaChangeAnalyzer
{
    /// <summary>Returns the conditions for the change, grouped by resource type.</summary>
    public static IReadOnlyList<StoredRule> GetStoredRules(TenantSchemas before, TenantSchemas after)
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
                    new StoredRule.NoResource(type.Name, $"Resources of the type {type.Name} exist. Delete them first.")
                );
        }

        return rules;
    }

    /// <summary>
    /// Returns the unique attributes that no longer need to be unique: name of the resource type and attribute path.
    /// </summary>
    public static IReadOnlyList<(string TypeName, string Path)> GetReleasedUniqueValues(
        TenantSchemas before,
        TenantSchemas after
    )
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return
        [
            .. before
                .ResourceTypes.SelectMany(t => t.UniqueValues.Attributes, (t, u) => (t.Name, u.Path))
                .Where(b => after.FindByName(b.Name)?.UniqueValues.Attributes.Any(u => u.Path == b.Path) != true),
        ];
    }

    private static void CompareDefinitions(ResourceType before, ResourceType after, List<StoredRule> rules)
    {
        if (before.Schema.Id != after.Schema.Id)
            rules.Add(
                new StoredRule.NoResource(
                    before.Name,
                    $"The core schema of {before.Name} cannot be changed while resources of the type exist. "
                        + "Delete them first."
                )
            );
        CompareDefinitions(before.Name, null, before.Schema.Attributes, after.Schema.Attributes, rules);
        foreach (SchemaExtension extension in before.Extensions)
        {
            string urn = extension.Schema.Id;
            SchemaExtension? kept = after.Extensions.FirstOrDefault(e => e.Schema.Id == urn);
            CompareDefinitions(before.Name, urn, extension.Schema.Attributes, kept?.Schema.Attributes ?? [], rules);
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
                    $"{urn} cannot be required: some resources of the type {before.Name} do not have the extension. "
                        + "Add it to them first."
                )
            );
        }

        foreach (UniqueAttributePath unique in after.UniqueValues.Attributes)
        {
            if (before.UniqueValues.Attributes.Any(u => u.Path == unique.Path))
                continue;
            var path = new StoredAttributePath(unique.Urn, unique.Attribute, unique.Sub);
            rules.Add(
                path.IsHidden
                    ? new StoredRule.NoValue(
                        before.Name,
                        path,
                        $"{unique.Path} cannot be made unique: it is never returned, and resources "
                            + $"of the type {before.Name} have values for it. Remove the values first."
                    )
                    : new StoredRule.DistinctValues(
                        before.Name,
                        path,
                        $"{unique.Path} cannot be made unique: resources of the type {before.Name} have equal values "
                            + $"or values longer than {UniqueValues.MaxLength} characters. Change them first."
                    )
            );
        }
    }

    private static void CompareDefinitions(
        string typeName,
        string? urn,
        IReadOnlyList<AttributeDefinition> before,
        IReadOnlyList<AttributeDefinition> after,
        List<StoredRule> rules
    )
    {
        foreach (AttributeDefinition attribute in before)
        {
            // Stored documents contain the spelling, so a name with another spelling is another attribute.
            AttributeDefinition? kept = after.FirstOrDefault(a => a.Name == attribute.Name);
            CompareDefinitions(typeName, new StoredAttributePath(urn, attribute, null), kept, rules);
            if (kept is null || FindFormChange(attribute, kept) is not null)
                continue;
            foreach (AttributeDefinition sub in attribute.SubAttributes)
                CompareDefinitions(
                    typeName,
                    new StoredAttributePath(urn, attribute, sub),
                    kept.SubAttributes.FirstOrDefault(s => s.Name == sub.Name),
                    rules
                );
            foreach (
                AttributeDefinition added in kept.SubAttributes.Where(s =>
                    attribute.SubAttributes.All(b => b.Name != s.Name)
                )
            )
                AddRequiredRule(typeName, new StoredAttributePath(urn, attribute, added), rules);
        }

        foreach (AttributeDefinition added in after.Where(a => before.All(b => b.Name != a.Name)))
            AddRequiredRule(typeName, new StoredAttributePath(urn, added, null), rules);
    }

    private static void CompareDefinitions(
        string typeName,
        StoredAttributePath path,
        AttributeDefinition? after,
        List<StoredRule> rules
    )
    {
        AttributeDefinition before = path.Leaf;
        if (ReferenceEquals(before, after))
            return;
        if (after is null)
        {
            rules.Add(
                new StoredRule.NoValue(
                    typeName,
                    path,
                    $"{path} cannot be removed: resources of the type {typeName} have values for it. "
                        + "Remove the values first."
                )
            );
        }
        else if (FindFormChange(before, after) is { } characteristic)
        {
            rules.Add(
                new StoredRule.NoValue(
                    typeName,
                    path,
                    $"{path}: {characteristic} cannot be changed while resources of the type {typeName} "
                        + "have values for it. Remove the values first."
                )
            );
            AddRequiredRule(typeName, WithLeaf(path, after), rules);
        }
        else
        {
            if (!IsRequiredOfClient(before))
                AddRequiredRule(typeName, WithLeaf(path, after), rules);
            bool narrower =
                after.CanonicalValues.Count > 0
                && (before.CanonicalValues.Count == 0 || before.CanonicalValues.Except(after.CanonicalValues).Any());
            if (narrower)
            {
                rules.Add(
                    new StoredRule.OnlyValues(
                        typeName,
                        path,
                        after.CanonicalValues,
                        $"{path}: resources of the type {typeName} have values that are not among "
                            + "the new canonicalValues. Change the values first."
                    )
                );
            }
        }
    }

    // A client cannot be required to set an attribute that only the server sets.
    private static bool IsRequiredOfClient(AttributeDefinition attribute) =>
        attribute is { Required: true, Mutability: not Mutability.ReadOnly };

    private static StoredAttributePath WithLeaf(StoredAttributePath path, AttributeDefinition leaf) =>
        path.Sub is null ? path with { Attribute = leaf } : path with { Sub = leaf };

    // The path holds the new definition. No resource has a value yet if the attribute is new.
    private static void AddRequiredRule(string typeName, StoredAttributePath path, List<StoredRule> rules)
    {
        if (IsRequiredOfClient(path.Leaf))
            rules.Add(
                new StoredRule.EveryValue(
                    typeName,
                    path,
                    $"{path} cannot be required: some resources of the type {typeName} have no value for it. "
                        + "Set the values first."
                )
            );
    }

    // The characteristics that stored values depend on: their form, how they are folded and whether they are
    // searchable.
    private static string? FindFormChange(AttributeDefinition before, AttributeDefinition after)
    {
        if (before.Type != after.Type)
            return "the type";
        if (before.MultiValued != after.MultiValued)
            return "multiValued";
        if (before.CaseExact != after.CaseExact)
            return "caseExact";
        if ((before.Returned == Returned.Never) != (after.Returned == Returned.Never))
            return "whether it is never returned";
        bool narrower =
            after.ReferenceTypes.Count > 0
            && (before.ReferenceTypes.Count == 0 || before.ReferenceTypes.Except(after.ReferenceTypes).Any());
        return narrower && !after.ReferenceTypes.Contains("uri") ? "referenceTypes" : null;
    }
}

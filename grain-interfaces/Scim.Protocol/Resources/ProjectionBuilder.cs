using System.Runtime.CompilerServices;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Resources;

/// <summary>
/// Compiles attribute lists and the schema characteristic <c>returned</c> to rules (RFC 7644 section 3.9).
/// </summary>
internal static class ProjectionBuilder
{
    /// <summary>Builds the rules for a response with the named attributes and those that are always returned.</summary>
    public static ProjectionRule BuildForIncluded(ResourceType type, IReadOnlyList<string> names)
    {
        Selection requested = new(type, names);
        return BuildRules(
            type,
            others: ProjectionRule.Omit,
            wants: (schema, attribute) =>
                attribute.Returned switch
                {
                    Returned.Always => true,
                    Returned.Never => false,
                    Returned.Request => requested.HasAttribute(attribute),
                    _ => requested.HasAttribute(attribute) || requested.HasSchema(schema),
                },
            wantsSub: (schema, attribute, sub) =>
                sub.Returned switch
                {
                    Returned.Always => true,
                    Returned.Never => false,
                    Returned.Request => requested.HasSubAttribute(attribute, sub),
                    _ => requested.HasSubAttribute(attribute, sub)
                        || requested.HasWholeAttribute(attribute)
                        || requested.HasSchema(schema)
                        || attribute.Returned == Returned.Always,
                }
        );
    }

    /// <summary>
    /// Builds the rules for a response with all attributes except the named ones that may be omitted and those that are
    /// returned only on request.
    /// </summary>
    public static ProjectionRule BuildForExcluded(ResourceType type, IReadOnlyList<string> names)
    {
        Selection excluded = new(type, names);
        return BuildRules(
            type,
            others: ProjectionRule.Include,
            wants: (schema, attribute) =>
                attribute.Returned switch
                {
                    Returned.Always => true,
                    Returned.Default => !excluded.HasWholeAttribute(attribute) && !excluded.HasSchema(schema),
                    _ => false,
                },
            wantsSub: (_, attribute, sub) =>
                sub.Returned switch
                {
                    Returned.Always => true,
                    Returned.Default => !excluded.HasSubAttribute(attribute, sub),
                    _ => false,
                }
        );
    }

    private static ProjectionRule BuildRules(
        ResourceType type,
        ProjectionRule others,
        Func<SchemaDefinition, AttributeDefinition, bool> wants,
        Func<SchemaDefinition, AttributeDefinition, AttributeDefinition, bool> wantsSub
    )
    {
        ProjectionRule root = ProjectionRule.CreateForParts(others);
        AddAttributes(CommonAttributes.Schema, root);
        AddAttributes(type.Schema, root);
        foreach (SchemaExtension extension in type.Extensions)
        {
            ProjectionRule parts = ProjectionRule.CreateForParts(others);
            AddAttributes(extension.Schema, parts);
            bool nothing = extension.Schema.Attributes.All(a => !wants(extension.Schema, a));
            root.SetRule(extension.Schema.Id, nothing ? ProjectionRule.Omit : parts);
        }

        return root.Compile();

        void AddAttributes(SchemaDefinition schema, ProjectionRule rules)
        {
            foreach (AttributeDefinition attribute in schema.Attributes)
                rules.SetRule(
                    attribute.Name,
                    wants(schema, attribute) ? BuildParts(schema, attribute) : ProjectionRule.Omit
                );
        }

        ProjectionRule BuildParts(SchemaDefinition schema, AttributeDefinition attribute)
        {
            int wanted = attribute.SubAttributes.Count(s => wantsSub(schema, attribute, s));
            if (wanted == attribute.SubAttributes.Count)
                return ProjectionRule.Include;
            if (wanted == 0)
                return ProjectionRule.Omit;
            ProjectionRule parts = ProjectionRule.CreateForParts(others);
            foreach (AttributeDefinition sub in attribute.SubAttributes)
                parts.SetRule(
                    sub.Name,
                    wantsSub(schema, attribute, sub) ? ProjectionRule.Include : ProjectionRule.Omit
                );
            return parts;
        }
    }

    /// <summary>The attributes, sub-attributes and schemas that a list of notations selects.</summary>
    private sealed class Selection
    {
        private readonly HashSet<AttributeDefinition> _whole = new(ReferenceEqualityComparer.Instance);
        private readonly HashSet<AttributeDefinition> _parents = new(ReferenceEqualityComparer.Instance);
        private readonly HashSet<(AttributeDefinition Attribute, string Sub)> _subs = new(new PartComparer());
        private readonly HashSet<SchemaDefinition> _schemas = new(ReferenceEqualityComparer.Instance);

        public Selection(ResourceType type, IReadOnlyList<string> names)
        {
            foreach (string name in names)
            {
                if (PathResolver.TryResolveExtension(type, name, out SchemaDefinition? schema))
                    _schemas.Add(schema);
                else if (!PathResolver.TryResolve(type, name, out AttributePath? path, out _))
                    continue;
                else if (path.Sub is null)
                    _whole.Add(path.Attribute);
                else
                {
                    _parents.Add(path.Attribute);
                    _subs.Add((path.Attribute, path.Sub.Name));
                }
            }
        }

        public bool HasAttribute(AttributeDefinition attribute) =>
            _whole.Contains(attribute) || _parents.Contains(attribute);

        public bool HasWholeAttribute(AttributeDefinition attribute) => _whole.Contains(attribute);

        public bool HasSubAttribute(AttributeDefinition attribute, AttributeDefinition sub) =>
            _subs.Contains((attribute, sub.Name));

        public bool HasSchema(SchemaDefinition schema) => _schemas.Contains(schema);
    }

    // Attributes are compared by reference. Sub-attributes are compared by name, since two attributes may share the
    // definition of a sub-attribute.
    private sealed class PartComparer : IEqualityComparer<(AttributeDefinition Attribute, string Sub)>
    {
        public bool Equals(
            (AttributeDefinition Attribute, string Sub) x,
            (AttributeDefinition Attribute, string Sub) y
        ) => ReferenceEquals(x.Attribute, y.Attribute) && string.Equals(x.Sub, y.Sub, StringComparison.Ordinal);

        public int GetHashCode((AttributeDefinition Attribute, string Sub) part) =>
            HashCode.Combine(RuntimeHelpers.GetHashCode(part.Attribute), part.Sub);
    }
}

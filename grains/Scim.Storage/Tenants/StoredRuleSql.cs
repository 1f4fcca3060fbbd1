using Scim.Protocol.CustomSchemas;
using Scim.Protocol.Schema;
using Scim.Storage.Sql;

namespace Scim.Storage.Tenants;

/// <summary>
/// Translates rules over stored resources to SQL conditions on a row <c>r</c> of <c>scim_resource</c>.
/// </summary>
/// <remarks>
/// Values are read from the search document. Attributes that are never returned are not part of it, so their values are
/// read from the document itself.
/// </remarks>
internal sealed class StoredRuleSql(SqlDialect dialect, SqlParameters parameters)
{
    private int _aliasCount;

    /// <summary>Builds the condition that is true for a resource that violates the rule.</summary>
    public string BuildViolation(StoredRule rule) =>
        rule switch
        {
            StoredRule.NoResource => "TRUE",
            StoredRule.NoValue(_, var path, _) => BuildHasValue(path),
            StoredRule.EveryExtension(_, var urn, _) =>
                $"(NOT {dialect.HasAny(new JsonExpression("r.search", [urn]))})",
            StoredRule.EveryValue(_, var path, _) => BuildLacksValue(path),
            StoredRule.OnlyValues(_, var path, var values, _) => BuildHasOtherValue(path, values),
            _ => throw new NotSupportedException(rule.GetType().Name),
        };

    /// <summary>
    /// Selects the rid and the value, as text, of all values of an attribute, each once per resource.
    /// </summary>
    public string SelectValues(StoredAttributePath path, string tenant, string type)
    {
        string from = "scim_resource AS r";
        JsonExpression at = UnnestValues(GetRootExpression(path), path.Attribute);
        if (path.Sub is { } sub)
            at = UnnestValues(at[sub.Name], sub);
        string value = dialect.ExtractScalar(at, path.Leaf.Type);
        return $"SELECT DISTINCT r.rid AS rid, CAST({value} AS TEXT) AS value FROM {from} "
            + $"WHERE r.tenant = {tenant} AND r.kind = {type} AND {value} IS NOT NULL";

        JsonExpression UnnestValues(JsonExpression json, AttributeDefinition attribute)
        {
            if (!attribute.MultiValued)
                return json;
            string alias = CreateAlias();
            from += $" CROSS JOIN {dialect.UnnestElements(json, alias)}";
            return dialect.GetElement(alias);
        }
    }

    private string BuildHasValue(StoredAttributePath path) =>
        path.Sub is { } sub
            ? BuildAnyValue(path.Attribute, GetRootExpression(path), value => dialect.HasAny(value[sub.Name]))
            : dialect.HasAny(GetRootExpression(path));

    private string BuildLacksValue(StoredAttributePath path)
    {
        JsonExpression root = GetRootExpression(path);
        if (path.Sub is { } sub)
        {
            string lacksSub = BuildAnyValue(path.Attribute, root, value => $"(NOT {dialect.HasAny(value[sub.Name])})");
            return $"({dialect.HasAny(root)} AND {lacksSub})";
        }

        string lacks = $"(NOT {dialect.HasAny(root)})";
        return path.Urn is null
            ? lacks
            : $"({dialect.HasAny(root with { Path = [.. root.Path.SkipLast(1)] })} AND {lacks})";
    }

    private string BuildHasOtherValue(StoredAttributePath path, IReadOnlyList<string> values)
    {
        AttributeDefinition leaf = path.Leaf;
        bool folded = !leaf.CaseExact && !path.IsHidden;
        string list = parameters.Add(dialect.CreateListParameter(values.Select(v => folded ? TextFolding.Fold(v) : v)));
        return BuildAnyValue(
            path.Attribute,
            GetRootExpression(path),
            value => path.Sub is { } sub ? BuildAnyValue(sub, value[sub.Name], BuildOtherValue) : BuildOtherValue(value)
        );

        string BuildOtherValue(JsonExpression value)
        {
            string scalar = dialect.ExtractScalar(value, leaf.Type);
            return $"({scalar} IS NOT NULL AND NOT {dialect.IsIn(scalar, list)})";
        }
    }

    // Whether the condition holds for the value, or for any value of a multi-valued attribute.
    private string BuildAnyValue(
        AttributeDefinition attribute,
        JsonExpression json,
        Func<JsonExpression, string> condition
    )
    {
        if (!attribute.MultiValued)
            return condition(json);
        string alias = CreateAlias();
        return $"EXISTS (SELECT 1 FROM {dialect.UnnestElements(json, alias)} "
            + $"WHERE {condition(dialect.GetElement(alias))})";
    }

    private JsonExpression GetRootExpression(StoredAttributePath path)
    {
        JsonExpression root = path.IsHidden ? dialect.DocumentJson : new JsonExpression("r.search", []);
        return path.Urn is { } urn ? root[urn][path.Attribute.Name] : root[path.Attribute.Name];
    }

    private string CreateAlias() => $"d{_aliasCount++}";
}

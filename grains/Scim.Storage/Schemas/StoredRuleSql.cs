using Scim.Protocol.CustomSchemas;
using Scim.Protocol.Schema;
using Scim.Storage.Directory;
using Scim.Storage.Sql;

namespace Scim.Storage.Schemas;

/// <summary>
/// Rules over stored resources as SQL: on a row <c>r</c> of <c>scim_resource</c> and its state <c>s</c>. What is
/// searched is looked for in the search document, what is never returned in the document itself.
/// </summary>
internal sealed class StoredRuleSql(SqlDialect dialect, SqlParameters parameters)
{
    private int _aliasCount;

    /// <summary>The condition that holds for a resource that breaks the rule.</summary>
    public string BuildViolation(StoredRule rule) =>
        rule switch
        {
            StoredRule.NoResource => "TRUE",
            StoredRule.NoValue(_, var place, _) => BuildHasValue(place),
            StoredRule.EveryExtension(_, var urn, _) =>
                $"(NOT {dialect.HasAny(new JsonExpression("r.search", [urn]))})",
            StoredRule.EveryValue(_, var place, _) => BuildLacksValue(place),
            StoredRule.OnlyValues(_, var place, var values, _) => BuildHasOtherValue(place, values),
            _ => throw new NotSupportedException(rule.GetType().Name),
        };

    /// <summary>Selects rid and value, as text, of all values at a place, each once for a resource.</summary>
    public string SelectValues(StoredAttributePath place, string tenant, string kind)
    {
        string from = "scim_resource AS r";
        JsonExpression at = UnnestValues(GetRootExpression(place), place.Attribute);
        if (place.Sub is { } sub)
            at = UnnestValues(at[sub.Name], sub);
        string value = dialect.ExtractScalar(at, place.Leaf.Type);
        return $"SELECT DISTINCT r.rid AS rid, CAST({value} AS TEXT) AS value FROM {from} WHERE r.tenant = {tenant} AND r.kind = {kind} AND {value} IS NOT NULL";

        JsonExpression UnnestValues(JsonExpression json, AttributeDefinition attribute)
        {
            if (!attribute.MultiValued)
                return json;
            string alias = CreateAlias();
            from += $" CROSS JOIN {dialect.UnnestElements(json, alias)}";
            return dialect.GetElement(alias);
        }
    }

    private string BuildHasValue(StoredAttributePath place) =>
        place.Sub is { } sub
            ? BuildAnyValue(
                place.Attribute,
                GetRootExpression(place),
                value => dialect.HasAny(value[sub.Name])
            )
            : dialect.HasAny(GetRootExpression(place));

    private string BuildLacksValue(StoredAttributePath place)
    {
        JsonExpression root = GetRootExpression(place);
        if (place.Sub is { } sub)
            return $"({dialect.HasAny(root)} AND {BuildAnyValue(place.Attribute, root, value => $"(NOT {dialect.HasAny(value[sub.Name])})")})";
        string lacks = $"(NOT {dialect.HasAny(root)})";
        return place.Urn is null
            ? lacks
            : $"({dialect.HasAny(root with { Path = [.. root.Path.SkipLast(1)] })} AND {lacks})";
    }

    private string BuildHasOtherValue(StoredAttributePath place, IReadOnlyList<string> values)
    {
        AttributeDefinition leaf = place.Leaf;
        bool folded = !leaf.CaseExact && !place.IsHidden;
        string list = parameters.Add(
            dialect.CreateListParameter(values.Select(v => folded ? TextFolding.Fold(v) : v))
        );
        return BuildAnyValue(
            place.Attribute,
            GetRootExpression(place),
            value =>
                place.Sub is { } sub
                    ? BuildAnyValue(sub, value[sub.Name], BuildOtherValue)
                    : BuildOtherValue(value)
        );

        string BuildOtherValue(JsonExpression value)
        {
            string scalar = dialect.ExtractScalar(value, leaf.Type);
            return $"({scalar} IS NOT NULL AND NOT {dialect.IsIn(scalar, list)})";
        }
    }

    // Whether something is true of the one value, or of any of several.
    private string BuildAnyValue(
        AttributeDefinition attribute,
        JsonExpression place,
        Func<JsonExpression, string> condition
    )
    {
        if (!attribute.MultiValued)
            return condition(place);
        string alias = CreateAlias();
        return $"EXISTS (SELECT 1 FROM {dialect.UnnestElements(place, alias)} WHERE {condition(dialect.GetElement(alias))})";
    }

    private JsonExpression GetRootExpression(StoredAttributePath place)
    {
        JsonExpression root = place.IsHidden
            ? dialect.DocumentJson
            : new JsonExpression("r.search", []);
        return place.Urn is { } urn ? root[urn][place.Attribute.Name] : root[place.Attribute.Name];
    }

    private string CreateAlias() => $"d{_aliasCount++}";
}

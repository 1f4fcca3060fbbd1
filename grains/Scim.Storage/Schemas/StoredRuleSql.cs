using Scim.Protocol.Schema;
using Scim.Protocol.Schema.Declared;
using Scim.Storage.Directory;

namespace Scim.Storage.Schemas;

/// <summary>
/// Rules over stored resources as SQL: on a row <c>r</c> of <c>scim_resource</c> and its state <c>s</c>. What is searched is looked for in the search document, what is
/// never returned in the document itself.
/// </summary>
internal sealed class StoredRuleSql(SqlDialect dialect, SqlParameters parameters)
{
    private int _aliases;

    /// <summary>The condition that holds for a resource that breaks the rule.</summary>
    public string Broken(StoredRule rule) => rule switch
    {
        StoredRule.NoResource => "TRUE",
        StoredRule.NoValue(_, var place, _) => Has(place),
        StoredRule.EveryExtension(_, var urn, _) => $"(NOT {dialect.HasAny(new JsonPlace("r.search", [urn]))})",
        StoredRule.EveryValue(_, var place, _) => Lacks(place),
        StoredRule.OnlyValues(_, var place, var values, _) => HasOther(place, values),
        _ => throw new NotSupportedException(rule.GetType().Name),
    };

    /// <summary>Selects rid and value, as text, of all values at a place, each once for a resource.</summary>
    public string Values(StoredPlace place, string tenant, string kind)
    {
        string from = "scim_resource AS r";
        JsonPlace at = Unfold(Root(place), place.Attribute);
        if (place.Sub is { } sub) at = Unfold(at[sub.Name], sub);
        string value = dialect.Scalar(at, place.Leaf.Type);
        return $"SELECT DISTINCT r.rid AS rid, CAST({value} AS TEXT) AS value FROM {from} WHERE r.tenant = {tenant} AND r.kind = {kind} AND {value} IS NOT NULL";

        JsonPlace Unfold(JsonPlace json, AttributeDefinition attribute)
        {
            if (!attribute.MultiValued) return json;
            string alias = Alias();
            from += $" CROSS JOIN {dialect.Elements(json, alias)}";
            return dialect.Element(alias);
        }
    }

    private string Has(StoredPlace place) => place.Sub is { } sub
        ? Each(place.Attribute, Root(place), value => dialect.HasAny(value[sub.Name]))
        : dialect.HasAny(Root(place));

    private string Lacks(StoredPlace place)
    {
        JsonPlace root = Root(place);
        if (place.Sub is { } sub)
            return $"({dialect.HasAny(root)} AND {Each(place.Attribute, root, value => $"(NOT {dialect.HasAny(value[sub.Name])})")})";
        string lacks = $"(NOT {dialect.HasAny(root)})";
        return place.Urn is null ? lacks : $"({dialect.HasAny(root with { Path = [.. root.Path.SkipLast(1)] })} AND {lacks})";
    }

    private string HasOther(StoredPlace place, IReadOnlyList<string> values)
    {
        AttributeDefinition leaf = place.Leaf;
        bool folded = !leaf.CaseExact && !place.Hidden;
        string list = parameters.Add(dialect.List(values.Select(v => folded ? TextFolding.Fold(v) : v)));
        return Each(place.Attribute, Root(place), value => place.Sub is { } sub ? Each(sub, value[sub.Name], Other) : Other(value));

        string Other(JsonPlace value)
        {
            string scalar = dialect.Scalar(value, leaf.Type);
            return $"({scalar} IS NOT NULL AND NOT {dialect.IsIn(scalar, list)})";
        }
    }

    // Whether something is true of the one value, or of any of several.
    private string Each(AttributeDefinition attribute, JsonPlace place, Func<JsonPlace, string> condition)
    {
        if (!attribute.MultiValued) return condition(place);
        string alias = Alias();
        return $"EXISTS (SELECT 1 FROM {dialect.Elements(place, alias)} WHERE {condition(dialect.Element(alias))})";
    }

    private JsonPlace Root(StoredPlace place)
    {
        JsonPlace root = place.Hidden ? dialect.DocumentPlace : new JsonPlace("r.search", []);
        return place.Urn is { } urn ? root[urn][place.Attribute.Name] : root[place.Attribute.Name];
    }

    private string Alias() => $"d{_aliases++}";
}

using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;
using Scim.Storage.Sql;

namespace Scim.Storage.Filters;

/// <summary>
/// Translates a filter to a condition on a row <c>r</c> of <c>scim_resource</c>.
/// </summary>
/// <remarks>
/// The condition selects exactly what <see cref="FilterEvaluator"/> selects; a property test verifies this. It does not
/// use indexes: <see cref="IndexSql"/> finds the candidate rows.
/// </remarks>
internal sealed class FilterSql(SqlDialect dialect, ResourceType type, string tenant, SqlParameters parameters)
{
    private readonly AttributeColumnMap _attributes = new(type);
    private readonly ComparisonSql _comparison = new(dialect, parameters);
    private readonly RelationSql _relation = new(dialect, tenant, parameters);
    private int _aliasCount;

    /// <summary>Builds the condition.</summary>
    /// <exception cref="Protocol.Errors.ScimException">InvalidFilter: the filter names an attribute that is not stored.
    /// </exception>
    public string BuildWhere(Filter filter) =>
        BooleanSql.BuildCondition(
            filter,
            leaf =>
                leaf switch
                {
                    Filter.Compare compare => BuildComparison(compare),
                    Filter.Present(var path) => BuildPresence(path),
                    Filter.ValuePath(var path, var inner) => BuildValuePath(path, inner),
                    _ => throw new NotSupportedException(leaf.GetType().Name),
                }
        );

    /// <summary>
    /// Builds a condition on a row of <c>scim_member</c>, for a filter over the sub-attributes of <c>members</c>. See
    /// <see cref="RelationSql.GetMemberColumn"/> for the aliases.
    /// </summary>
    public string BuildMemberWhere(Filter inner) => BuildRowCondition(inner, _relation.GetMemberColumn);

    /// <summary>
    /// Builds the expression that a list is sorted by. For a multi-valued attribute this is the primary value, or the
    /// first one if no value is primary (RFC 7644 section 3.4.2.3).
    /// </summary>
    public string BuildSortKey(AttributePath path)
    {
        if (_attributes.GetColumn(path) is { } column)
            return $"r.{column}";
        if (AttributeColumnMap.IsMeta(path) && path.Sub is { Name: not "location" })
            return BuildMetaValue(path.Sub);
        if (_attributes.IsRelation(path))
            return _relation.BuildFirstValue(path);
        if (ReferenceEquals(path.Schema, CommonAttributes.Schema) && path.Sub?.Name == "location")
            return "r.id";
        JsonExpression root = new("r.search", _attributes.GetRootPath(path));
        if (!path.Attribute.MultiValued)
            return BuildFirstValue(path.Sub is null ? root : root[path.Sub.Name], path.Leaf, path.Sub is not null);
        string e = CreateAlias();
        JsonExpression element = dialect.GetElement(e);
        string value = path.Sub is null
            ? dialect.ExtractScalar(element, path.Attribute.Type)
            : BuildFirstValue(element[path.Sub.Name], path.Sub, nested: true);
        string from = dialect.UnnestElements(root, e);
        string first = $"(SELECT {value} FROM {from} LIMIT 1)";
        if (path.Attribute.FindSubAttribute("primary") is not { } primary)
            return first;
        string isPrimary = _comparison.BuildCondition(
            dialect.ExtractScalar(element["primary"], primary.Type),
            primary,
            CompareOp.Eq,
            new FilterValue.Boolean(true)
        );
        return $"coalesce((SELECT {value} FROM {from} WHERE {isPrimary} LIMIT 1), {first})";
    }

    private string BuildFirstValue(JsonExpression json, AttributeDefinition leaf, bool nested)
    {
        if (!nested || !leaf.MultiValued)
            return dialect.ExtractScalar(json, leaf.Type);
        string e = CreateAlias();
        string value = dialect.ExtractScalar(dialect.GetElement(e), leaf.Type);
        return $"(SELECT {value} FROM {dialect.UnnestElements(json, e)} LIMIT 1)";
    }

    private string BuildComparison(Filter.Compare compare)
    {
        (AttributePath path, CompareOp op, FilterValue constant) = (compare.Path, compare.Op, compare.Value);
        _attributes.CheckStored(path);
        if (_attributes.GetColumn(path) is { } column)
        {
            string test = _comparison.BuildCondition($"r.{column}", path.Leaf, op, constant);
            return
                op == CompareOp.Eq && constant is FilterValue.Text && _attributes.GetLinkedValuesPath(path) is { } links
                ? $"({test} OR {BuildLinkedValueMatch(links, path, constant)})"
                : test;
        }

        if (AttributeColumnMap.IsMeta(path) && path.Sub is not null)
            return _comparison.BuildCondition(BuildMetaValue(path.Sub), path.Leaf, op, constant);
        if (constant is FilterValue.Null)
            return op == CompareOp.Ne ? BuildPresence(path) : $"(NOT {BuildPresence(path)})";
        return _attributes.IsRelation(path)
            ? _relation.BuildComparison(path, op, sub => _comparison.BuildCondition(sub, path.Leaf, op, constant))
            : BuildValueMatch(
                new JsonExpression("r.search", _attributes.GetRootPath(path)),
                path.Attribute,
                path.Sub,
                op,
                constant
            );
    }

    private string BuildLinkedValueMatch(IReadOnlyList<string> links, AttributePath path, FilterValue constant)
    {
        string e = CreateAlias();
        string test = _comparison.BuildCondition(
            dialect.ExtractScalar(dialect.GetElement(e), path.Leaf.Type),
            path.Leaf,
            CompareOp.Eq,
            constant
        );
        string from = dialect.UnnestElements(new JsonExpression("r.search", links), e);
        return $"EXISTS (SELECT 1 FROM {from} WHERE {test})";
    }

    // One matching value is sufficient. An attribute without a value is not equal to any constant.
    private string BuildValueMatch(
        JsonExpression json,
        AttributeDefinition attribute,
        AttributeDefinition? sub,
        CompareOp op,
        FilterValue constant
    )
    {
        if (!attribute.MultiValued)
            return BuildSingleValueMatch(json);
        string e = CreateAlias();
        string any =
            $"EXISTS (SELECT 1 FROM {dialect.UnnestElements(json, e)} "
            + $"WHERE {BuildSingleValueMatch(dialect.GetElement(e))})";
        return op == CompareOp.Ne ? $"({any} OR NOT {dialect.HasAny(json)})" : any;

        string BuildSingleValueMatch(JsonExpression value) =>
            sub is null
                ? _comparison.BuildCondition(dialect.ExtractScalar(value, attribute.Type), attribute, op, constant)
                : BuildValueMatch(value[sub.Name], sub, null, op, constant);
    }

    private string BuildPresence(AttributePath path)
    {
        _attributes.CheckStored(path);
        if (_attributes.GetColumn(path) is { } column)
            return $"(r.{column} IS NOT NULL)";
        if (AttributeColumnMap.IsMeta(path))
            return "TRUE";
        if (_attributes.IsRelation(path))
            return _relation.BuildExists(
                path,
                column => path.Sub is null ? "TRUE" : $"({column(path.Sub)} IS NOT NULL)"
            );
        JsonExpression root = new("r.search", _attributes.GetRootPath(path));
        if (path.Sub is null)
            return dialect.HasAny(root);
        if (!path.Attribute.MultiValued)
            return dialect.HasAny(root[path.Sub.Name]);
        string e = CreateAlias();
        return $"EXISTS (SELECT 1 FROM {dialect.UnnestElements(root, e)} "
            + $"WHERE {dialect.HasAny(dialect.GetElement(e)[path.Sub.Name])})";
    }

    private string BuildValuePath(AttributePath path, Filter inner)
    {
        if (AttributeColumnMap.IsMeta(path))
            return BuildRowCondition(inner, BuildMetaValue);
        if (_attributes.IsRelation(path))
            return _relation.BuildExists(path, column => BuildRowCondition(inner, column));
        JsonExpression root = new("r.search", _attributes.GetRootPath(path));
        if (!path.Attribute.MultiValued)
            return $"({dialect.HasAny(root)} AND {BuildElementCondition(inner, root)})";
        string e = CreateAlias();
        return $"EXISTS (SELECT 1 FROM {dialect.UnnestElements(root, e)} "
            + $"WHERE {BuildElementCondition(inner, dialect.GetElement(e))})";
    }

    // A filter in brackets, applied to one value of the complex attribute.
    private string BuildElementCondition(Filter inner, JsonExpression element) =>
        BooleanSql.BuildCondition(
            inner,
            leaf =>
                leaf switch
                {
                    Filter.Compare(var path, CompareOp.Eq, FilterValue.Null) => RequireStored(
                        path,
                        $"(NOT {dialect.HasAny(element[path.Leaf.Name])})"
                    ),
                    Filter.Compare(var path, CompareOp.Ne, FilterValue.Null) => RequireStored(
                        path,
                        dialect.HasAny(element[path.Leaf.Name])
                    ),
                    Filter.Compare(var path, var op, var constant) => RequireStored(
                        path,
                        BuildValueMatch(element[path.Leaf.Name], path.Leaf, null, op, constant)
                    ),
                    Filter.Present(var path) => RequireStored(path, dialect.HasAny(element[path.Leaf.Name])),
                    _ => throw new NotSupportedException(leaf.GetType().Name),
                }
        );

    // meta.version is formatted as the entity tag that clients see.
    private string BuildMetaValue(AttributeDefinition sub) =>
        sub.Name switch
        {
            "resourceType" => "r.kind",
            "created" => "r.created",
            "lastModified" => "r.modified",
            "version" => dialect.BinaryCollate("('W/\"' || r.version || '\"')"),
            _ => "NULL",
        };

    // A filter in brackets, applied to a row of a relation.
    private string BuildRowCondition(Filter inner, Func<AttributeDefinition, string> column) =>
        BooleanSql.BuildCondition(
            inner,
            leaf =>
                leaf switch
                {
                    Filter.Compare(var path, var op, var constant) => RequireStored(
                        path,
                        _comparison.BuildCondition(column(path.Leaf), path.Leaf, op, constant)
                    ),
                    Filter.Present(var path) => RequireStored(path, $"({column(path.Leaf)} IS NOT NULL)"),
                    _ => throw new NotSupportedException(leaf.GetType().Name),
                }
        );

    private string RequireStored(AttributePath path, string condition)
    {
        _attributes.CheckStored(path);
        return condition;
    }

    private string CreateAlias() => $"e{_aliasCount++}";
}

using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Storage.Directory;

/// <summary>
/// A filter as a condition on a row <c>r</c> of <c>scim_resource</c>. It selects exactly what <see cref="FilterEvaluator"/> selects, which a property test holds
/// it to. Exact, and blind to indexes: <see cref="IndexSql"/> finds the rows worth looking at.
/// </summary>
internal sealed class FilterSql(SqlDialect dialect, ResourceType type, string tenant, SqlParameters parameters)
{
    private readonly Attributes _attributes = new(type);
    private readonly Comparison _comparison = new(dialect, parameters);
    private readonly RelationSql _relation = new(dialect, tenant, parameters);
    private int _aliases;

    /// <summary>The condition.</summary>
    /// <exception cref="Protocol.Errors.ScimException">InvalidFilter: an attribute that is stored nowhere.</exception>
    public string Where(Filter filter) => Logic.Write(filter, leaf => leaf switch
    {
        Filter.Compare compare => Compare(compare),
        Filter.Present(var path) => Present(path),
        Filter.ValuePath(var path, var inner) => ValuePath(path, inner),
        _ => throw new NotSupportedException(leaf.GetType().Name),
    });

    /// <summary>A condition on a row of <c>scim_member</c>, for a filter over the sub-attributes of <c>members</c>. See <see cref="RelationSql.Member"/> for its aliases.</summary>
    public string WhereMember(Filter inner) => Row(inner, _relation.Member);

    /// <summary>The value that a list is sorted by: of a multi-valued attribute the primary one, else the first (RFC 7644 section 3.4.2.3).</summary>
    public string SortKey(AttributePath path)
    {
        if (_attributes.Column(path) is { } column) return $"r.{column}";
        if (_attributes.IsRelation(path)) return _relation.First(path);
        if (ReferenceEquals(path.Schema, CommonAttributes.Schema) && path.Sub?.Name == "location") return "r.id";
        JsonPlace root = new("r.search", _attributes.Root(path));
        if (!path.Attribute.MultiValued) return First(path.Sub is null ? root : root[path.Sub.Name], path.Leaf, path.Sub is not null);
        string e = Alias();
        JsonPlace element = dialect.Element(e);
        string value = path.Sub is null ? dialect.Scalar(element, path.Attribute.Type) : First(element[path.Sub.Name], path.Sub, nested: true);
        string from = dialect.Elements(root, e);
        string first = $"(SELECT {value} FROM {from} LIMIT 1)";
        if (path.Attribute.Sub("primary") is not { } primary) return first;
        string isPrimary = _comparison.Test(dialect.Scalar(element["primary"], primary.Type), primary, CompareOp.Eq, new FilterValue.Flag(true));
        return $"coalesce((SELECT {value} FROM {from} WHERE {isPrimary} LIMIT 1), {first})";
    }

    private string First(JsonPlace place, AttributeDefinition leaf, bool nested)
    {
        if (!nested || !leaf.MultiValued) return dialect.Scalar(place, leaf.Type);
        string e = Alias();
        return $"(SELECT {dialect.Scalar(dialect.Element(e), leaf.Type)} FROM {dialect.Elements(place, e)} LIMIT 1)";
    }

    private string Compare(Filter.Compare compare)
    {
        (AttributePath path, CompareOp op, FilterValue constant) = (compare.Path, compare.Op, compare.Value);
        _attributes.CheckStored(path);
        if (_attributes.Column(path) is { } column)
        {
            string test = _comparison.Test($"r.{column}", path.Leaf, op, constant);
            return op == CompareOp.Eq && constant is FilterValue.Text && _attributes.Links(path) is { } links ? $"({test} OR {Linked(links, path, constant)})" : test;
        }

        if (constant is FilterValue.Null) return op == CompareOp.Ne ? Present(path) : $"(NOT {Present(path)})";
        return _attributes.IsRelation(path)
            ? _relation.Compare(path, op, sub => _comparison.Test(sub, path.Leaf, op, constant))
            : Values(new JsonPlace("r.search", _attributes.Root(path)), path.Attribute, path.Sub, op, constant);
    }

    private string Linked(IReadOnlyList<string> links, AttributePath path, FilterValue constant)
    {
        string e = Alias();
        string test = _comparison.Test(dialect.Scalar(dialect.Element(e), path.Leaf.Type), path.Leaf, CompareOp.Eq, constant);
        return $"EXISTS (SELECT 1 FROM {dialect.Elements(new JsonPlace("r.search", links), e)} WHERE {test})";
    }

    // One value that satisfies is enough; what has no value differs from everything.
    private string Values(JsonPlace place, AttributeDefinition attribute, AttributeDefinition? sub, CompareOp op, FilterValue constant)
    {
        if (!attribute.MultiValued) return One(place);
        string e = Alias();
        string any = $"EXISTS (SELECT 1 FROM {dialect.Elements(place, e)} WHERE {One(dialect.Element(e))})";
        return op == CompareOp.Ne ? $"({any} OR NOT {dialect.HasAny(place)})" : any;

        string One(JsonPlace value) => sub is null
            ? _comparison.Test(dialect.Scalar(value, attribute.Type), attribute, op, constant)
            : Values(value[sub.Name], sub, null, op, constant);
    }

    private string Present(AttributePath path)
    {
        _attributes.CheckStored(path);
        if (_attributes.Column(path) is { } column) return $"(r.{column} IS NOT NULL)";
        if (_attributes.IsRelation(path)) return _relation.Any(path, column => path.Sub is null ? "TRUE" : $"({column(path.Sub)} IS NOT NULL)");
        JsonPlace root = new("r.search", _attributes.Root(path));
        if (path.Sub is null) return dialect.HasAny(root);
        if (!path.Attribute.MultiValued) return dialect.HasAny(root[path.Sub.Name]);
        string e = Alias();
        return $"EXISTS (SELECT 1 FROM {dialect.Elements(root, e)} WHERE {dialect.HasAny(dialect.Element(e)[path.Sub.Name])})";
    }

    private string ValuePath(AttributePath path, Filter inner)
    {
        if (_attributes.IsRelation(path)) return _relation.Any(path, column => Row(inner, column));
        JsonPlace root = new("r.search", _attributes.Root(path));
        if (!path.Attribute.MultiValued) return $"({dialect.HasAny(root)} AND {Element(inner, root)})";
        string e = Alias();
        return $"EXISTS (SELECT 1 FROM {dialect.Elements(root, e)} WHERE {Element(inner, dialect.Element(e))})";
    }

    // A filter inside brackets, on one value of the complex attribute.
    private string Element(Filter inner, JsonPlace element) => Logic.Write(inner, leaf => leaf switch
    {
        Filter.Compare(var path, CompareOp.Eq, FilterValue.Null) => Checked(path, $"(NOT {dialect.HasAny(element[path.Leaf.Name])})"),
        Filter.Compare(var path, CompareOp.Ne, FilterValue.Null) => Checked(path, dialect.HasAny(element[path.Leaf.Name])),
        Filter.Compare(var path, var op, var constant) => Checked(path, Values(element[path.Leaf.Name], path.Leaf, null, op, constant)),
        Filter.Present(var path) => Checked(path, dialect.HasAny(element[path.Leaf.Name])),
        _ => throw new NotSupportedException(leaf.GetType().Name),
    });

    // The same on a row of a relation.
    private string Row(Filter inner, Func<AttributeDefinition, string> column) => Logic.Write(inner, leaf => leaf switch
    {
        Filter.Compare(var path, var op, var constant) => Checked(path, _comparison.Test(column(path.Leaf), path.Leaf, op, constant)),
        Filter.Present(var path) => Checked(path, $"({column(path.Leaf)} IS NOT NULL)"),
        _ => throw new NotSupportedException(leaf.GetType().Name),
    });

    private string Checked(AttributePath path, string condition)
    {
        _attributes.CheckStored(path);
        return condition;
    }

    private string Alias() => $"e{_aliases++}";
}

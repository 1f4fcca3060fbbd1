using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Storage.Directory;

/// <summary>
/// A filter as a condition on a row <c>r</c> of <c>scim_resource</c>. It selects exactly what <see cref="FilterEvaluator"/> selects, which a property test holds
/// it to: every comparison is two-valued (<c>IS TRUE</c>), so that <c>not</c> is the complement.
/// </summary>
internal sealed class FilterSql(SqlDialect dialect, ResourceType type, string tenant, string kind, SqlParameters parameters)
{
    private readonly RelationSql _relations = new(dialect, tenant, parameters);
    private int _aliases;

    /// <summary>The condition, led by one that an index answers where there is any.</summary>
    public string Where(Filter filter)
    {
        string exact = Condition(filter);
        return Narrow(filter, null) is { } indexed ? $"({indexed} AND {exact})" : exact;
    }

    /// <summary>The value that a list is sorted by: of a multi-valued attribute the primary one, else the first (RFC 7644 section 3.4.2.3).</summary>
    public string SortKey(AttributePath path)
    {
        if (IsId(path)) return "r.id";
        JsonScalar scalar = ScalarOf(path.Leaf);
        if (!path.Attribute.MultiValued) return dialect.Scalar("r.search", Path(path), scalar);
        string e = Alias();
        string value = path.Sub is { } sub ? dialect.Scalar(dialect.Element(e), [sub.Name], scalar) : dialect.ElementScalar(e, scalar);
        string from = dialect.Elements("r.search", Root(path), e);
        string first = $"(SELECT {value} FROM {from} LIMIT 1)";
        if (path.Attribute.Sub("primary") is null) return first;
        string primary = dialect.Scalar(dialect.Element(e), ["primary"], JsonScalar.Flag);
        return $"coalesce((SELECT {value} FROM {from} WHERE {primary} = {parameters.Add(dialect.Flag(true))} LIMIT 1), {first})";
    }

    private string Condition(Filter filter) => filter switch
    {
        Filter.And(var left, var right) => $"({Condition(left)} AND {Condition(right)})",
        Filter.Or(var left, var right) => $"({Condition(left)} OR {Condition(right)})",
        Filter.Not(var inner) => $"(NOT {Condition(inner)})",
        Filter.Compare(var path, CompareOp.Eq, FilterValue.Null) => $"(NOT {Present(path)})",
        Filter.Compare(var path, CompareOp.Ne, FilterValue.Null) => Present(path),
        Filter.Compare compare => Compare(compare),
        Filter.Present(var path) => Present(path),
        Filter.ValuePath value => ValuePath(value),
        _ => throw new NotSupportedException(filter.GetType().Name),
    };

    private string Compare(Filter.Compare compare)
    {
        AttributePath path = compare.Path;
        if (IsId(path)) return Test("r.id", compare);
        if (Name(path) && compare.Op == CompareOp.Eq) return $"(r.name = {parameters.Add(Value(compare))}) IS TRUE";
        if (IsExternalId(path) && compare.Op == CompareOp.Eq) return $"(r.external_id = {parameters.Add(Value(compare))}) IS TRUE";
        if (IsRelation(path)) return _relations.Compare(compare, (expression, c) => Test(expression, c));
        JsonScalar scalar = ScalarOf(path.Leaf);
        if (!path.Attribute.MultiValued) return Test(dialect.Scalar("r.search", Path(path), scalar), compare);

        string e = Alias();
        string value = path.Sub is { } sub ? dialect.Scalar(dialect.Element(e), [sub.Name], scalar) : dialect.ElementScalar(e, scalar);
        string any = $"EXISTS (SELECT 1 FROM {dialect.Elements("r.search", Root(path), e)} WHERE {Test(value, compare)})";
        return compare.Op == CompareOp.Ne ? $"({any} OR NOT {dialect.HasAny("r.search", Root(path))})" : any;
    }

    private string Present(AttributePath path)
    {
        if (IsId(path)) return "TRUE";
        if (IsRelation(path)) return _relations.Present(path);
        if (!path.Attribute.MultiValued || path.Sub is null) return dialect.HasAny("r.search", Path(path));
        string e = Alias();
        return $"EXISTS (SELECT 1 FROM {dialect.Elements("r.search", Root(path), e)} WHERE {dialect.HasAny(dialect.Element(e), [path.Sub.Name])})";
    }

    private string ValuePath(Filter.ValuePath value)
    {
        if (IsRelation(value.Path)) return _relations.Any(value.Path, column => Element(value.Inner, column));
        if (!value.Path.Attribute.MultiValued)
        {
            string inside = Element(value.Inner, sub => dialect.Scalar("r.search", [.. Root(value.Path), sub.Name], ScalarOf(sub)));
            return $"({dialect.HasAny("r.search", Root(value.Path))} AND {inside})";
        }

        string e = Alias();
        string matches = Element(value.Inner, sub => dialect.Scalar(dialect.Element(e), [sub.Name], ScalarOf(sub)));
        return $"EXISTS (SELECT 1 FROM {dialect.Elements("r.search", Root(value.Path), e)} WHERE {matches})";
    }

    /// <summary>A filter inside brackets, where <paramref name="column"/> is the expression of a sub-attribute.</summary>
    internal string Element(Filter filter, Func<AttributeDefinition, string> column) => filter switch
    {
        Filter.And(var left, var right) => $"({Element(left, column)} AND {Element(right, column)})",
        Filter.Or(var left, var right) => $"({Element(left, column)} OR {Element(right, column)})",
        Filter.Not(var inner) => $"(NOT {Element(inner, column)})",
        Filter.Compare(var path, CompareOp.Eq, FilterValue.Null) => $"({column(path.Leaf)} IS NULL)",
        Filter.Compare(var path, CompareOp.Ne, FilterValue.Null) => $"({column(path.Leaf)} IS NOT NULL)",
        Filter.Compare compare => Test(column(compare.Path.Leaf), compare),
        Filter.Present(var path) => $"({column(path.Leaf)} IS NOT NULL)",
        _ => throw new NotSupportedException(filter.GetType().Name),
    };

    private string Test(string expression, Filter.Compare compare)
    {
        string value = parameters.Add(Value(compare));
        return compare.Op switch
        {
            CompareOp.Eq => $"(({expression} = {value}) IS TRUE)",
            CompareOp.Ne => $"(({expression} = {value}) IS NOT TRUE)",
            CompareOp.Co => $"({dialect.Contains(expression, value)} IS TRUE)",
            CompareOp.Sw => $"({dialect.StartsWith(expression, value)} IS TRUE)",
            CompareOp.Ew => $"({dialect.EndsWith(expression, value)} IS TRUE)",
            CompareOp.Gt => $"(({expression} > {value}) IS TRUE)",
            CompareOp.Ge => $"(({expression} >= {value}) IS TRUE)",
            CompareOp.Lt => $"(({expression} < {value}) IS TRUE)",
            CompareOp.Le => $"(({expression} <= {value}) IS TRUE)",
            _ => throw new NotSupportedException(compare.Op.ToString()),
        };
    }

    // What an index can say beforehand: every resource that matches is among those it finds.
    private string? Narrow(Filter filter, IReadOnlyList<string>? outer) => filter switch
    {
        Filter.And(var left, var right) => (Narrow(left, outer), Narrow(right, outer)) switch
        {
            ({ } l, { } r) => $"({l} AND {r})",
            var (l, r) => l ?? r,
        },
        Filter.Or(var left, var right) => Narrow(left, outer) is { } l && Narrow(right, outer) is { } r ? $"({l} OR {r})" : null,
        Filter.ValuePath value when !IsRelation(value.Path) => Narrow(value.Inner, Root(value.Path)),
        Filter.Compare { Op: CompareOp.Eq, Value: FilterValue.Text or FilterValue.Whole or FilterValue.Instant } compare => Indexed(compare, outer),
        _ => null,
    };

    private string? Indexed(Filter.Compare compare, IReadOnlyList<string>? outer)
    {
        AttributePath path = compare.Path;
        bool answeredElsewhere = outer is null && (IsId(path) || IsExternalId(path) || Name(path) || IsRelation(path) || path.Attribute.Name is "meta" or "schemas");
        if (answeredElsewhere || path.Leaf.Name == "$ref") return null;
        IReadOnlyList<string> names = outer is null ? Path(path) : [.. outer, path.Leaf.Name];
        return dialect.Indexed(tenant, kind, parameters.Add(dialect.IndexPath(names)), parameters.Add(dialect.IndexValue(Value(compare))));
    }

    private object Value(Filter.Compare compare) => compare.Value switch
    {
        FilterValue.Text(var text) => compare.Path.Leaf.CaseExact || !Folds(compare.Path.Leaf) ? text : TextFolding.Fold(text),
        FilterValue.Flag(var flag) => dialect.Flag(flag),
        FilterValue.Whole(var number) => number,
        FilterValue.Real(var number) => number,
        FilterValue.Instant(var instant) => ScimDateTime.Format(instant),
        _ => throw new NotSupportedException(compare.Value.GetType().Name),
    };

    private static bool Folds(AttributeDefinition leaf) => leaf.Type is AttributeType.String or AttributeType.Reference or AttributeType.Binary;

    private bool Name(AttributePath path) => path.Sub is null && ReferenceEquals(path.Schema, type.Schema) &&
        path.Attribute.Name == (type.Name == "User" ? "userName" : type.Name == "Group" ? "displayName" : "");

    private bool IsRelation(AttributePath path) => ReferenceEquals(path.Schema, type.Schema) &&
        path.Attribute.Name == (type.Name == "User" ? "groups" : type.Name == "Group" ? "members" : "");

    private static bool IsId(AttributePath path) => ReferenceEquals(path.Schema, CommonAttributes.Schema) && path.Attribute.Name == "id";

    private static bool IsExternalId(AttributePath path) => ReferenceEquals(path.Schema, CommonAttributes.Schema) && path.Attribute.Name == "externalId";

    private IReadOnlyList<string> Root(AttributePath path) =>
        type.IsExtension(path.Schema) ? [path.Schema.Id, path.Attribute.Name] : [path.Attribute.Name];

    private IReadOnlyList<string> Path(AttributePath path) => path.Sub is { } sub ? [.. Root(path), sub.Name] : Root(path);

    private string Alias() => $"e{_aliases++}";

    private static JsonScalar ScalarOf(AttributeDefinition leaf) => leaf.Type switch
    {
        AttributeType.Boolean => JsonScalar.Flag,
        AttributeType.Integer => JsonScalar.Whole,
        AttributeType.Decimal => JsonScalar.Real,
        _ => JsonScalar.Text,
    };
}

using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Storage.Directory;

/// <summary>
/// Finds what an index can say of a filter beforehand: a subselect of rids among which every match is. Of an <c>and</c> the side that promises fewer rows,
/// of an <c>or</c> both, or nothing when one of them has no index.
/// </summary>
internal sealed class IndexSql(SqlDialect dialect, ResourceType type, string tenant, string kind, SqlParameters parameters)
{
    private readonly Attributes _attributes = new(type);
    private readonly Comparison _comparison = new(dialect, parameters);
    private readonly RelationSql _relation = new(dialect, tenant, parameters);

    // How many rows to expect, from few to many.
    private enum Promise
    {
        One,
        Few,
        Some,
        Range,
        Many,
    }

    /// <summary>The subselect, or null when only reading all of the tenant's resources of the type tells.</summary>
    public string? Rows(Filter filter) => Best(filter, null) is { } candidate ? candidate.Select() : null;

    private Candidate? Best(Filter filter, IReadOnlyList<string>? outer) => filter switch
    {
        Filter.And and => Logic.Terms(and).Select(f => Best(f, outer)).Where(c => c is not null).MinBy(c => c!.Promise),
        Filter.Or or => Union([.. Logic.Terms(or).Select(f => Best(f, outer))]),
        Filter.ValuePath(var path, var inner) => _attributes.IsRelation(path) ? Relation(path, inner) : Best(inner, Root(path)),
        Filter.Compare compare => Compare(compare, outer),
        _ => null,
    };

    private static Candidate? Union(Candidate?[] sides) => Array.Exists(sides, s => s is null)
        ? null
        : new Candidate(sides.Max(s => s!.Promise), () => string.Join(" UNION ALL ", sides.Select(s => s!.Select())));

    private Candidate? Compare(Filter.Compare compare, IReadOnlyList<string>? outer)
    {
        (AttributePath path, CompareOp op, FilterValue constant) = (compare.Path, compare.Op, compare.Value);
        if (constant is FilterValue.Null) return null;
        if (outer is null && _attributes.Column(path) is { } column && Promised(column, op) is { } promise)
        {
            return new Candidate(promise, () =>
            {
                object value = _comparison.Constant(path.Leaf, constant);
                string rows = ByColumn(column, op, value);
                return op == CompareOp.Eq && _attributes.Links(path) is { } links ? $"{rows} UNION ALL {dialect.RowsWithValue(tenant, kind, [.. links.Select(l => new JsonStep(l, IsList: true))], value, parameters)}" : rows;
            });
        }

        if (op != CompareOp.Eq) return null;
        if (outer is null && _attributes.IsRelation(path)) return path.Leaf.Name == "value" ? ById(path, constant) : null;
        return Value(path, constant, outer);
    }

    private Candidate? Value(AttributePath path, FilterValue constant, IReadOnlyList<string>? outer)
    {
        // What is not in scim_value, or not under one path: lists inside lists.
        bool isMeta = ReferenceEquals(path.Schema, CommonAttributes.Schema) && path.Sub?.Name != "created";
        if (isMeta || (path.Attribute.MultiValued && path.Sub is { MultiValued: true })) return null;
        IReadOnlyList<string> root = outer ?? Root(path);
        JsonStep[] steps = [.. root.Select((name, i) => new JsonStep(name, path.Attribute.MultiValued && i == root.Count - 1))];
        if (path.Sub is { } sub) steps = [.. steps, new JsonStep(sub.Name, sub.MultiValued)];

        // Most things are active and hardly any is not; half of all values are of type "work". Of what a tenant declared nobody knows.
        if (constant is FilterValue.Flag(true) && !path.Leaf.Declared) return null;
        Promise promise = constant is FilterValue.Flag || path.Leaf.CanonicalValues.Count > 0 || path.Leaf.Name is "type" ? Promise.Many : Promise.Some;
        return new Candidate(promise, () => dialect.RowsWithValue(tenant, kind, steps, _comparison.Constant(path.Leaf, constant), parameters));
    }

    private Candidate? Relation(AttributePath path, Filter inner) => inner switch
    {
        Filter.And and => Logic.Terms(and).Select(f => Relation(path, f)).FirstOrDefault(c => c is not null),
        Filter.Or or => Union([.. Logic.Terms(or).Select(f => Relation(path, f))]),
        Filter.Compare(var member, CompareOp.Eq, FilterValue.Text id) when member.Leaf.Name == "value" => ById(member, id),
        _ => null,
    };

    private Candidate? ById(AttributePath path, FilterValue constant) => constant is not FilterValue.Text ? null : new Candidate(Promise.Some, () =>
    {
        string ids = _relation.IdsWith(path, (string)_comparison.Constant(path.Leaf, constant));
        return $"SELECT rid FROM scim_resource WHERE tenant = {tenant} AND kind = {kind} AND id IN ({ids})";
    });

    private static Promise? Promised(string column, CompareOp op) => (column, op) switch
    {
        ("id", CompareOp.Eq) => Promise.One,
        ("name" or "external_id", CompareOp.Eq) => Promise.Few,
        ("modified", CompareOp.Eq) => Promise.Some,
        ("modified", CompareOp.Gt or CompareOp.Ge or CompareOp.Lt or CompareOp.Le) => Promise.Range,
        _ => null,
    };

    private string ByColumn(string column, CompareOp op, object value)
    {
        string parameter = parameters.Add(value);
        string test = op == CompareOp.Eq && column is "name" or "external_id" ? dialect.Same(column, parameter) : $"{column} {Comparison.Sign(op)} {parameter}";
        return $"SELECT rid FROM scim_resource WHERE tenant = {tenant} AND kind = {kind} AND {test}";
    }

    private IReadOnlyList<string> Root(AttributePath path) => _attributes.Root(path);

    // Written only when chosen, so that no parameter is left over.
    private sealed record Candidate(Promise Promise, Func<string> Select);
}

using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;
using Scim.Storage.Sql;

namespace Scim.Storage.Filters;

/// <summary>
/// Finds what an index can say of a filter beforehand: a subselect of rids among which every match is. Of an <c>and</c>
/// the side that promises fewer rows, of an <c>or</c> both, or nothing when one of them has no index.
/// </summary>
internal sealed class IndexSql(
    SqlDialect dialect,
    ResourceType type,
    string tenant,
    string kind,
    SqlParameters parameters
)
{
    private readonly AttributeColumnMap _attributes = new(type);
    private readonly ComparisonSql _comparison = new(dialect, parameters);
    private readonly RelationSql _relation = new(dialect, tenant, parameters);

    // How many rows to expect, from few to many.
    private enum Selectivity
    {
        One,
        Few,
        Some,
        Range,
        Many,
    }

    /// <summary>The subselect, or null when only reading all of the tenant's resources of the type tells.</summary>
    public string? BuildCandidateQuery(Filter filter) =>
        ChooseCandidate(filter, null) is { } candidate ? candidate.BuildSelect() : null;

    private Candidate? ChooseCandidate(Filter filter, IReadOnlyList<string>? outer) =>
        filter switch
        {
            Filter.And and => BooleanSql
                .FlattenTerms(and)
                .Select(f => ChooseCandidate(f, outer))
                .Where(c => c is not null)
                .MinBy(c => c!.Selectivity),
            Filter.Or or => UnionCandidates([
                .. BooleanSql.FlattenTerms(or).Select(f => ChooseCandidate(f, outer)),
            ]),
            Filter.ValuePath(var path, var inner) => _attributes.IsRelation(path)
                ? CreateRelationCandidate(path, inner)
                : ChooseCandidate(inner, GetRootPath(path)),
            Filter.Compare compare => CreateComparisonCandidate(compare, outer),
            _ => null,
        };

    private static Candidate? UnionCandidates(Candidate?[] sides) =>
        Array.Exists(sides, s => s is null)
            ? null
            : new Candidate(
                sides.Max(s => s!.Selectivity),
                () => string.Join(" UNION ALL ", sides.Select(s => s!.BuildSelect()))
            );

    private Candidate? CreateComparisonCandidate(
        Filter.Compare compare,
        IReadOnlyList<string>? outer
    )
    {
        (AttributePath path, CompareOp op, FilterValue constant) = (
            compare.Path,
            compare.Op,
            compare.Value
        );
        if (constant is FilterValue.Null)
            return null;
        if (
            outer is null
            && _attributes.GetColumn(path) is { } column
            && GetSelectivity(column, op) is { } promise
        )
        {
            return new Candidate(
                promise,
                () =>
                {
                    object value = _comparison.ConvertConstant(path.Leaf, constant);
                    string rows = SelectRowsByColumn(column, op, value);
                    return op == CompareOp.Eq && _attributes.GetLinkedValuesPath(path) is { } links
                        ? $"{rows} UNION ALL {dialect.SelectRowsWithValue(tenant, kind, [.. links.Select(l => new JsonPathSegment(l, IsList: true))], value, parameters)}"
                        : rows;
                }
            );
        }

        if (op != CompareOp.Eq)
            return null;
        if (outer is null && _attributes.IsRelation(path))
            return path.Leaf.Name == "value" ? CreateIdCandidate(path, constant) : null;
        return CreateValueCandidate(path, constant, outer);
    }

    private Candidate? CreateValueCandidate(
        AttributePath path,
        FilterValue constant,
        IReadOnlyList<string>? outer
    )
    {
        // What is not in scim_value, or not under one path: lists inside lists.
        bool isMeta =
            ReferenceEquals(path.Schema, CommonAttributes.Schema) && path.Sub?.Name != "created";
        if (isMeta || (path.Attribute.MultiValued && path.Sub is { MultiValued: true }))
            return null;
        IReadOnlyList<string> root = outer ?? GetRootPath(path);
        JsonPathSegment[] steps =
        [
            .. root.Select(
                (name, i) =>
                    new JsonPathSegment(name, path.Attribute.MultiValued && i == root.Count - 1)
            ),
        ];
        if (path.Sub is { } sub)
            steps = [.. steps, new JsonPathSegment(sub.Name, sub.MultiValued)];

        // Most things are active and hardly any is not; half of all values are of type "work". Of what a tenant
        // declared nobody knows.
        if (constant is FilterValue.Boolean(true) && !path.Leaf.IsCustom)
            return null;
        Selectivity promise =
            constant is FilterValue.Boolean
            || path.Leaf.CanonicalValues.Count > 0
            || path.Leaf.Name is "type"
                ? Selectivity.Many
                : Selectivity.Some;
        return new Candidate(
            promise,
            () =>
                dialect.SelectRowsWithValue(
                    tenant,
                    kind,
                    steps,
                    _comparison.ConvertConstant(path.Leaf, constant),
                    parameters
                )
        );
    }

    private Candidate? CreateRelationCandidate(AttributePath path, Filter inner) =>
        inner switch
        {
            Filter.And and => BooleanSql
                .FlattenTerms(and)
                .Select(f => CreateRelationCandidate(path, f))
                .FirstOrDefault(c => c is not null),
            Filter.Or or => UnionCandidates([
                .. BooleanSql.FlattenTerms(or).Select(f => CreateRelationCandidate(path, f)),
            ]),
            Filter.Compare(var member, CompareOp.Eq, FilterValue.Text id)
                when member.Leaf.Name == "value" => CreateIdCandidate(member, id),
            _ => null,
        };

    private Candidate? CreateIdCandidate(AttributePath path, FilterValue constant) =>
        constant is not FilterValue.Text
            ? null
            : new Candidate(
                Selectivity.Some,
                () =>
                {
                    string ids = _relation.SelectIdsByRelatedId(
                        path,
                        (string)_comparison.ConvertConstant(path.Leaf, constant)
                    );
                    return $"SELECT rid FROM scim_resource WHERE tenant = {tenant} AND kind = {kind} AND id IN ({ids})";
                }
            );

    private static Selectivity? GetSelectivity(string column, CompareOp op) =>
        (column, op) switch
        {
            ("id", CompareOp.Eq) => Selectivity.One,
            ("name" or "external_id", CompareOp.Eq) => Selectivity.Few,
            ("modified", CompareOp.Eq) => Selectivity.Some,
            ("modified", CompareOp.Gt or CompareOp.Ge or CompareOp.Lt or CompareOp.Le) =>
                Selectivity.Range,
            _ => null,
        };

    private string SelectRowsByColumn(string column, CompareOp op, object value)
    {
        string parameter = parameters.Add(value);
        string test =
            op == CompareOp.Eq && column is "name" or "external_id"
                ? dialect.IndexedEquals(column, parameter)
                : $"{column} {ComparisonSql.GetOperator(op)} {parameter}";
        return $"SELECT rid FROM scim_resource WHERE tenant = {tenant} AND kind = {kind} AND {test}";
    }

    private IReadOnlyList<string> GetRootPath(AttributePath path) => _attributes.GetRootPath(path);

    // Written only when chosen, so that no parameter is left over.
    private sealed record Candidate(Selectivity Selectivity, Func<string> BuildSelect);
}

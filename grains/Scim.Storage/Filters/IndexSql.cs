using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;
using Scim.Storage.Sql;

namespace Scim.Storage.Filters;

/// <summary>
/// Builds a subquery that finds the candidates of a filter from an index: the rids of a superset of the matches.
/// </summary>
/// <remarks>
/// For an <c>and</c>, the operand with the best selectivity is used. An <c>or</c> needs an index for all of its
/// operands.
/// </remarks>
/// <param name="dialect">The SQL dialect of the database.</param>
/// <param name="type">The resource type.</param>
/// <param name="tenant">The parameter that holds the tenant.</param>
/// <param name="typeName">The parameter that holds the name of the resource type.</param>
/// <param name="parameters">Receives the values of the subquery.</param>
internal sealed class IndexSql(
    SqlDialect dialect,
    ResourceType type,
    string tenant,
    string typeName,
    SqlParameters parameters
)
{
    private readonly AttributeColumnMap _attributes = new(type);
    private readonly ComparisonSql _comparison = new(dialect, parameters);
    private readonly RelationSql _relation = new(dialect, tenant, parameters);

    // The expected number of rows, from few to many.
    private enum Selectivity
    {
        One,
        Few,
        Some,
        Range,
        Many,
    }

    /// <summary>
    /// Builds the subquery. Returns null when all of the tenant's resources of the type have to be read.
    /// </summary>
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
            Filter.Or or => UnionCandidates([.. BooleanSql.FlattenTerms(or).Select(f => ChooseCandidate(f, outer))]),
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

    private Candidate? CreateComparisonCandidate(Filter.Compare compare, IReadOnlyList<string>? outer)
    {
        (AttributePath path, CompareOp op, FilterValue constant) = (compare.Path, compare.Op, compare.Value);
        if (constant is FilterValue.Null)
            return null;
        if (
            outer is null
            && _attributes.GetColumn(path) is { } column
            && GetSelectivity(column, op) is { } columnSelectivity
        )
        {
            return new Candidate(
                columnSelectivity,
                () =>
                {
                    object value = _comparison.ConvertConstant(path.Leaf, op, constant);
                    string rows = SelectRowsByColumn(column, op, value);
                    if (op != CompareOp.Eq || _attributes.GetLinkedValuesPath(path) is not { } links)
                        return rows;
                    JsonPathSegment[] segments = [.. links.Select(l => new JsonPathSegment(l, IsList: true))];
                    string linkedRows = dialect.SelectRowsWithValue(tenant, typeName, segments, value, parameters);
                    return $"{rows} UNION ALL {linkedRows}";
                }
            );
        }

        if (op != CompareOp.Eq)
            return null;
        if (outer is null && _attributes.GetColumn(path) == "active")
        {
            return constant is FilterValue.Boolean(false)
                ? new Candidate(
                    Selectivity.Many,
                    () => $"SELECT rid FROM scim_resource WHERE tenant = {tenant} AND kind = {typeName} AND NOT active"
                )
                : null;
        }

        if (outer is null && _attributes.IsRelation(path))
            return path.Leaf.Name == "value" ? CreateIdCandidate(path, constant) : null;
        return CreateValueCandidate(path, constant, outer);
    }

    private Candidate? CreateValueCandidate(AttributePath path, FilterValue constant, IReadOnlyList<string>? outer)
    {
        // These values are not in the value index, or not under a single path (a list within a list).
        bool isMeta = ReferenceEquals(path.Schema, CommonAttributes.Schema) && path.Sub?.Name != "created";
        if (isMeta || (path.Attribute.MultiValued && path.Sub is { MultiValued: true }))
            return null;
        IReadOnlyList<string> root = outer ?? GetRootPath(path);
        JsonPathSegment[] segments =
        [
            .. root.Select((name, i) => new JsonPathSegment(name, path.Attribute.MultiValued && i == root.Count - 1)),
        ];
        if (path.Sub is { } sub)
            segments = [.. segments, new JsonPathSegment(sub.Name, sub.MultiValued)];

        // Nearly all resources are active, and half of all values have the type "work", so such comparisons are not
        // selective. The selectivity of custom attributes is unknown.
        if (constant is FilterValue.Boolean(true) && !path.Leaf.IsCustom)
            return null;
        Selectivity selectivity =
            constant is FilterValue.Boolean || path.Leaf.CanonicalValues.Count > 0 || path.Leaf.Name is "type"
                ? Selectivity.Many
                : Selectivity.Some;
        return new Candidate(
            selectivity,
            () =>
                dialect.SelectRowsWithValue(
                    tenant,
                    typeName,
                    segments,
                    _comparison.ConvertConstant(path.Leaf, CompareOp.Eq, constant),
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
            Filter.Compare(var member, CompareOp.Eq, FilterValue.Text id) when member.Leaf.Name == "value" =>
                CreateIdCandidate(member, id),
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
                        (string)_comparison.ConvertConstant(path.Leaf, CompareOp.Eq, constant)
                    );
                    return "SELECT rid FROM scim_resource "
                        + $"WHERE tenant = {tenant} AND kind = {typeName} AND id IN ({ids})";
                }
            );

    private static Selectivity? GetSelectivity(string column, CompareOp op) =>
        (column, op) switch
        {
            ("id", CompareOp.Eq) => Selectivity.One,
            ("name" or "external_id", CompareOp.Eq) => Selectivity.Few,
            ("name" or "external_id", CompareOp.Sw) => Selectivity.Range,
            ("modified", CompareOp.Eq) => Selectivity.Some,
            ("modified", CompareOp.Gt or CompareOp.Ge or CompareOp.Lt or CompareOp.Le) => Selectivity.Range,
            _ => null,
        };

    private string SelectRowsByColumn(string column, CompareOp op, object value)
    {
        if (column == "modified")
            return $"SELECT r.rid FROM {dialect.LastChanges} WHERE c.tenant = {tenant} AND c.kind = {typeName} "
                + $"AND c.committed_at {ComparisonSql.GetOperator(op)} {parameters.Add(value)}";
        return $"SELECT rid FROM scim_resource WHERE tenant = {tenant} AND kind = {typeName} AND "
            + (op == CompareOp.Sw ? BuildPrefixTest(column, (string)value) : BuildColumnTest(column, op, value));
    }

    private string BuildColumnTest(string column, CompareOp op, object value)
    {
        string parameter = parameters.Add(value);
        return op == CompareOp.Eq && column is "name" or "external_id"
            ? dialect.IndexedEquals(column, parameter)
            : $"{column} {ComparisonSql.GetOperator(op)} {parameter}";
    }

    private string BuildPrefixTest(string column, string prefix)
    {
        var range = TextRange.FromPrefix(prefix);
        string indexed = dialect.IndexPrefix(column) ?? column,
            start = $"{indexed} >= {parameters.Add(range.Start)}";
        return range.End is null ? start : $"{start} AND {indexed} < {parameters.Add(range.End)}";
    }

    private IReadOnlyList<string> GetRootPath(AttributePath path) => _attributes.GetRootPath(path);

    // The subquery is built only when it is chosen, so that no parameter remains unused.
    private sealed record Candidate(Selectivity Selectivity, Func<string> BuildSelect);
}

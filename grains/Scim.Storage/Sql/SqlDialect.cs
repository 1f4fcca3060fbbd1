using Scim.Protocol.Schema;

namespace Scim.Storage.Sql;

/// <summary>
/// What differs between database brands when a filter becomes SQL. Expressions are made of column names and of paths
/// that come from schemas; values are parameters, always.
/// </summary>
internal abstract class SqlDialect
{
    /// <summary>
    /// The scalar at a path below a JSON expression, with SQL's type; NULL where there is none. An empty path is the
    /// value itself.
    /// </summary>
    public abstract string ExtractScalar(JsonExpression place, AttributeType type);

    /// <summary>Whether there is anything at a path below a JSON expression.</summary>
    public abstract string HasAny(JsonExpression place);

    /// <summary>
    /// A FROM item that yields the elements of the list at a path; <see cref="GetElement"/> is then each element.
    /// </summary>
    public abstract string UnnestElements(JsonExpression list, string alias);

    /// <summary>An element of <see cref="UnnestElements"/>.</summary>
    public abstract JsonExpression GetElement(string alias);

    /// <summary>Whether text contains other text.</summary>
    public abstract string ContainsText(string text, string part);

    /// <summary>Whether text ends with other text.</summary>
    public abstract string EndsWithText(string text, string part);

    /// <summary>Whether text starts with other text.</summary>
    public abstract string StartsWithText(string text, string part);

    /// <summary>
    /// Selects the rids of resources that have, among other values, the scalar <paramref name="value"/> at the path:
    /// from an index, perhaps too many.
    /// </summary>
    public abstract string SelectRowsWithValue(
        string tenant,
        string kind,
        IReadOnlyList<JsonPathSegment> path,
        object value,
        SqlParameters parameters
    );

    /// <summary>
    /// Whether a text column that may hold more than an index entry can (<c>name</c>, <c>external_id</c>) equals a
    /// parameter: by its index.
    /// </summary>
    public abstract string IndexedEquals(string column, string parameter);

    /// <summary>The beginning of a name by which its index is ordered; null where that is all of it.</summary>
    public virtual string? IndexPrefix(string text) => null;

    /// <summary>A text expression that is no column, comparing by its bytes as the columns do.</summary>
    public abstract string BinaryCollate(string expression);

    /// <summary>The key of one resource type in a list sorted over several.</summary>
    /// <param name="expression">The key.</param>
    /// <param name="types">What each of the list's types sorts by; null where a type has no such attribute.</param>
    public abstract string CastSortKey(string expression, IReadOnlyList<AttributeType?> types);

    /// <summary>The column, made useless for an index: when an index was chosen already.</summary>
    public abstract string SuppressIndex(string column);

    /// <summary>
    /// Whether an expression is among the values of a parameter that <see cref="CreateListParameter"/> made.
    /// </summary>
    public abstract string IsIn(string expression, string parameter);

    /// <summary>
    /// The tenant's users and groups with the ids of a list, as rows of <c>id</c> and <c>kind</c>: a table for FROM,
    /// each looked up by its id.
    /// </summary>
    public abstract string SelectResourcesByIds(string tenant, string ids);

    /// <summary>
    /// A parameter for <see cref="IsIn"/>: one for the whole list, so that the statement's text does not depend on its
    /// length.
    /// </summary>
    public abstract object CreateListParameter(IEnumerable<string> values);

    /// <summary>A parameter for a truth value.</summary>
    public abstract object CreateBooleanParameter(bool value);

    /// <summary>
    /// A scalar that marks the last of a tenant's commits: NULL before the first. What <see cref="IsCommittedAfter"/>
    /// takes.
    /// </summary>
    public abstract string SelectChangeLogPosition(string tenant);

    /// <summary>
    /// Whether a row of <c>scim_change</c> called <paramref name="alias"/> was committed after the marked moment.
    /// </summary>
    public abstract string IsCommittedAfter(string alias, string mark);

    /// <summary>
    /// Whether the marked commit is still in the log, so that <see cref="IsCommittedAfter"/> misses none.
    /// </summary>
    public abstract string IsBookmarkRetained(string tenant, string mark);

    /// <summary>The resource's document as JSON, from the state row <c>s</c>.</summary>
    public abstract JsonExpression DocumentJson { get; }

    /// <summary>The resource's document as bytes, from the state row <c>s</c>.</summary>
    public abstract string DocumentBytes { get; }
}

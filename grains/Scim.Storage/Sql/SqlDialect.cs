using Scim.Protocol.Schema;

namespace Scim.Storage.Sql;

/// <summary>
/// The SQL that differs between databases. Expressions consist of column names and of paths that come from schemas;
/// values are always parameters.
/// </summary>
internal abstract class SqlDialect
{
    /// <summary>
    /// The scalar that a JSON expression addresses, with its SQL type; NULL if it does not exist. An empty path
    /// addresses the document itself.
    /// </summary>
    public abstract string ExtractScalar(JsonExpression expression, AttributeType type);

    /// <summary>Whether the value that a JSON expression addresses exists.</summary>
    public abstract string HasAny(JsonExpression expression);

    /// <summary>
    /// A FROM item that yields the elements of a list. <see cref="GetElement"/> addresses the current element.
    /// </summary>
    public abstract string UnnestElements(JsonExpression list, string alias);

    /// <summary>The current element of <see cref="UnnestElements"/>.</summary>
    public abstract JsonExpression GetElement(string alias);

    /// <summary>Whether a text contains another text.</summary>
    public abstract string ContainsText(string text, string part);

    /// <summary>Whether a text ends with another text.</summary>
    public abstract string EndsWithText(string text, string part);

    /// <summary>Whether a text starts with another text.</summary>
    public abstract string StartsWithText(string text, string part);

    /// <summary>
    /// Selects, from an index, the rids of resources that have the scalar <paramref name="value"/> at the path. The
    /// result may contain resources that do not match.
    /// </summary>
    public abstract string SelectRowsWithValue(
        string tenant,
        string type,
        IReadOnlyList<JsonPathSegment> path,
        object value,
        SqlParameters parameters
    );

    /// <summary>
    /// Whether a text column equals a parameter, in the form that the column's index supports. For columns whose values
    /// may be longer than an index entry (<c>name</c>, <c>external_id</c>).
    /// </summary>
    public abstract string IndexedEquals(string column, string parameter);

    /// <summary>
    /// The prefix of a name by which its index is ordered, or null if the index holds the whole name.
    /// </summary>
    public virtual string? IndexPrefix(string text) => null;

    /// <summary>A text expression that compares by its bytes, as the columns do.</summary>
    public abstract string BinaryCollate(string expression);

    /// <summary>The sort key of one resource type, in a list that may contain several types.</summary>
    /// <param name="expression">The sort key.</param>
    /// <param name="types">The attribute type of the sort key for each resource type; null where a resource type does
    /// not define the attribute.</param>
    public abstract string CastSortKey(string expression, IReadOnlyList<AttributeType?> types);

    /// <summary>The column in a form that no index matches, for use after another index was chosen.</summary>
    public abstract string SuppressIndex(string column);

    /// <summary>
    /// Whether an expression equals one of the values of a parameter from <see cref="CreateListParameter"/>.
    /// </summary>
    public abstract string IsIn(string expression, string parameter);

    /// <summary>
    /// A FROM item that yields the tenant's users and groups with the given ids, as rows of <c>id</c> and <c>kind</c>.
    /// Each is looked up by its id.
    /// </summary>
    public abstract string SelectResourcesByIds(string tenant, string ids);

    /// <summary>
    /// A FROM item that yields the rows <c>c</c> of <c>scim_change</c> that are the last commits of live resources,
    /// each with the resource as <c>r</c>. The rows are read in the order of the change log, and resources are looked
    /// up.
    /// </summary>
    public abstract string LastChanges { get; }

    /// <summary>
    /// A query for the groups that contain each of the members, directly or through nesting, as rows of <c>Member</c>,
    /// <c>Id</c>, <c>Direct</c> (1 or 0) and <c>Display</c>, ordered by group id within each member. A group is listed
    /// once for a member; a direct membership takes precedence.
    /// </summary>
    public abstract string SelectGroupsByMember(string tenant, string members);

    /// <summary>
    /// A query for the tenant's users whose column has one of the values, as rows of <c>id</c>, <c>unique_name</c> and
    /// <c>external_id</c>. Each value is looked up in the column's index.
    /// </summary>
    /// <param name="tenant">The parameter that holds the tenant.</param>
    /// <param name="column"><c>unique_name</c> or <c>external_id</c>.</param>
    /// <param name="values">The parameter from <see cref="CreateListParameter"/>.</param>
    public abstract string SelectUsersByColumn(string tenant, string column, string values);

    /// <summary>
    /// Creates a parameter for <see cref="IsIn"/>. It holds the whole list, so that the statement's text does not
    /// depend on the length of the list.
    /// </summary>
    public abstract object CreateListParameter(IEnumerable<string> values);

    /// <summary>Creates a parameter for a Boolean value.</summary>
    public abstract object CreateBooleanParameter(bool value);

    /// <summary>
    /// A scalar that identifies the tenant's current position in the change log, for <see cref="IsCommittedAfter"/>.
    /// NULL before the first commit.
    /// </summary>
    public abstract string SelectChangeLogPosition(string tenant);

    /// <summary>
    /// Whether the row <paramref name="alias"/> of <c>scim_change</c> was committed after a position from
    /// <see cref="SelectChangeLogPosition"/>.
    /// </summary>
    public abstract string IsCommittedAfter(string alias, string position);

    /// <summary>
    /// Whether the commit at a position is still in the change log, so that <see cref="IsCommittedAfter"/> finds every
    /// later one.
    /// </summary>
    public abstract string IsBookmarkRetained(string tenant, string position);

    /// <summary>The resource's document as JSON, from the row <c>r</c> of <c>scim_resource</c>.</summary>
    public abstract JsonExpression DocumentJson { get; }

    /// <summary>The resource's document as UTF-8 bytes, from the row <c>r</c> of <c>scim_resource</c>.</summary>
    public abstract string DocumentBytes { get; }
}

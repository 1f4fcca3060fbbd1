namespace Scim.Storage.Sql;

/// <summary>A place in a JSON document.</summary>
/// <param name="Json">The SQL expression of the document.</param>
/// <param name="Path">Member names from there on, as a schema spells them.</param>
internal readonly record struct JsonExpression(string Json, IReadOnlyList<string> Path)
{
    /// <summary>The place of a member.</summary>
    public JsonExpression this[string name] => new(Json, [.. Path, name]);
}

namespace Scim.Storage.Sql;

/// <summary>A value in a JSON document, addressed by an SQL expression and a path.</summary>
/// <param name="Json">The SQL expression of the document.</param>
/// <param name="Path">The member names below the document, as the schema spells them.</param>
internal readonly record struct JsonExpression(string Json, IReadOnlyList<string> Path)
{
    /// <summary>A member of the value.</summary>
    public JsonExpression this[string name] => new(Json, [.. Path, name]);
}

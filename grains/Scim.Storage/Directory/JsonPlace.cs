namespace Scim.Storage.Directory;

/// <summary>A place in a JSON document.</summary>
/// <param name="Json">The SQL expression of the document.</param>
/// <param name="Path">Member names from there on, as a schema spells them.</param>
internal readonly record struct JsonPlace(string Json, IReadOnlyList<string> Path)
{
    /// <summary>The place of a member.</summary>
    public JsonPlace this[string name] => new(Json, [.. Path, name]);
}

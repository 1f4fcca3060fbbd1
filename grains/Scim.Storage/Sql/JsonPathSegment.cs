namespace Scim.Storage.Sql;

/// <summary>A segment of the path to a value in a document.</summary>
/// <param name="Name">The member's name, as the schema spells it.</param>
/// <param name="IsList">Whether the member is a list; the path then addresses any of its elements.</param>
internal readonly record struct JsonPathSegment(string Name, bool IsList);

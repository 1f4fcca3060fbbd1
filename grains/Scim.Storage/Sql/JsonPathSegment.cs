namespace Scim.Storage.Sql;

/// <summary>A step on the way to a value in a document.</summary>
/// <param name="Name">The member's name, as a schema spells it.</param>
/// <param name="IsList">Whether the member is a list, of whose elements any may be meant.</param>
internal readonly record struct JsonPathSegment(string Name, bool IsList);

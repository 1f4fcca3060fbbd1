namespace Scim.Storage.Directory;

/// <summary>
/// What differs between database brands when a filter becomes SQL. Expressions are made of column names and of paths that come from schemas; values are
/// parameters, always.
/// </summary>
internal abstract class SqlDialect
{
    /// <summary>The scalar at a path below a JSON expression, with SQL's type; NULL where there is none.</summary>
    public abstract string Scalar(string json, IReadOnlyList<string> path, JsonScalar type);

    /// <summary>Whether there is anything at a path below a JSON expression.</summary>
    public abstract string HasAny(string json, IReadOnlyList<string> path);

    /// <summary>A FROM item that yields the elements of the list at a path; <see cref="Element"/> is then each element.</summary>
    public abstract string Elements(string json, IReadOnlyList<string> path, string alias);

    /// <summary>The JSON of an element of <see cref="Elements"/>.</summary>
    public abstract string Element(string alias);

    /// <summary>The element of <see cref="Elements"/> itself as a scalar, for lists of plain values.</summary>
    public abstract string ElementScalar(string alias, JsonScalar type);

    /// <summary>Whether text contains other text.</summary>
    public abstract string Contains(string text, string part);

    /// <summary>Whether text ends with other text.</summary>
    public abstract string EndsWith(string text, string part);

    /// <summary>Whether text starts with other text.</summary>
    public abstract string StartsWith(string text, string part);

    /// <summary>A condition that every match meets and that an index answers: some scalar at the path equals the parameter.</summary>
    public abstract string Indexed(string tenant, string kind, string pathParameter, string valueParameter);

    /// <summary>The path as the index of scalars spells it.</summary>
    public abstract string IndexPath(IReadOnlyList<string> path);

    /// <summary>The value as the index of scalars holds it.</summary>
    public abstract object IndexValue(object value);

    /// <summary>A parameter for a truth value.</summary>
    public abstract object Flag(bool value);

    /// <summary>The resource's document, as UTF-8 text, from the state row <c>s</c>.</summary>
    public abstract string Document { get; }
}

/// <summary>How a JSON scalar is read.</summary>
internal enum JsonScalar
{
    /// <summary>Text, dates included.</summary>
    Text,

    /// <summary>A truth value.</summary>
    Flag,

    /// <summary>A 64-bit whole number.</summary>
    Whole,

    /// <summary>A double.</summary>
    Real,
}

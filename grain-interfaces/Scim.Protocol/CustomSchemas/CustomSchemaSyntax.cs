using System.Text.RegularExpressions;

namespace Scim.Protocol.CustomSchemas;

/// <summary>How what a tenant declares may be spelt.</summary>
public static partial class CustomSchemaSyntax
{
    /// <summary>The rule of <see cref="IsAttributeName"/>, as a clause.</summary>
    internal const string AttributeNameRule =
        "must begin with a letter and go on with letters, digits, '-', '_' or '$' (RFC 7643 section 2.1)";

    /// <summary>The rule of <see cref="IsTypeName"/>, as a clause.</summary>
    internal const string TypeNameRule =
        "must begin with a letter and go on with letters, digits, '-' or '_'";

    /// <summary>The rule of <see cref="IsUrn"/>, as a clause.</summary>
    internal const string UrnRule =
        "must be a URN such as urn:example:hr:2.0:User: 'urn:', a namespace, and letters, digits, '.', '-', '_' separated by single colons";

    // What the protocol itself is made of, in every tenant.
    private static readonly HashSet<string> ReservedNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "User",
        "Users",
        "Group",
        "Groups",
        "Me",
        "Bulk",
        "Schema",
        "Schemas",
        "ResourceType",
        "ResourceTypes",
        "ServiceProviderConfig",
        "ServiceProviderConfigs",
        "Tenant",
        "Tenants",
        "Search",
    };

    /// <summary>Whether an attribute may have this name (RFC 7643 section 2.1).</summary>
    public static bool IsAttributeName(string name) => AttributeNameRegex().IsMatch(name);

    /// <summary>Whether a resource type may have this name.</summary>
    public static bool IsTypeName(string name) => TypeNameRegex().IsMatch(name);

    /// <summary>
    /// Whether a schema may have this URN (RFC 8141, without what a path in a filter could not hold).
    /// </summary>
    public static bool IsUrn(string urn) => UrnRegex().IsMatch(urn);

    /// <summary>Whether a name or an endpoint, without its slash, is one of the protocol's own.</summary>
    public static bool IsReserved(string name) => ReservedNames.Contains(name);

    // \z: $ would let a line break at the end pass.
    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_$-]*\z")]
    private static partial Regex AttributeNameRegex();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_-]*\z")]
    private static partial Regex TypeNameRegex();

    [GeneratedRegex(@"^[Uu][Rr][Nn]:[A-Za-z0-9][A-Za-z0-9-]{0,30}[A-Za-z0-9](:[A-Za-z0-9._-]+)+\z")]
    private static partial Regex UrnRegex();
}

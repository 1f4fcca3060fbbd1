using System.Text.RegularExpressions;

namespace Scim.Protocol.CustomSchemas;

/// <summary>The syntax rules for the names and URNs of custom schemas.</summary>
public static partial class CustomSchemaSyntax
{
    /// <summary>The rule of <see cref="IsAttributeName"/>, as a clause.</summary>
    internal const string AttributeNameRule =
        "must start with a letter, followed by letters, digits, '-', '_' or '$' (RFC 7643 section 2.1)";

    /// <summary>The rule of <see cref="IsTypeName"/>, as a clause.</summary>
    internal const string TypeNameRule = "must start with a letter, followed by letters, digits, '-' or '_'";

    /// <summary>The rule of <see cref="IsUrn"/>, as a clause.</summary>
    internal const string UrnRule =
        "must be a URN such as urn:example:hr:2.0:User: 'urn:', a namespace, "
        + "and segments of letters, digits, '.', '-' or '_' separated by single colons";

    // Names that the protocol uses in every tenant.
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

    /// <summary>Whether <paramref name="name"/> is a valid attribute name (RFC 7643 section 2.1).</summary>
    public static bool IsAttributeName(string name) => AttributeNameRegex().IsMatch(name);

    /// <summary>Whether <paramref name="name"/> is a valid resource type name.</summary>
    public static bool IsTypeName(string name) => TypeNameRegex().IsMatch(name);

    /// <summary>
    /// Whether <paramref name="urn"/> is a valid schema URN: RFC 8141 without the characters that a path in a filter
    /// cannot contain.
    /// </summary>
    public static bool IsUrn(string urn) => UrnRegex().IsMatch(urn);

    /// <summary>
    /// Whether the protocol reserves <paramref name="name"/>, a resource type name or an endpoint without its slash.
    /// </summary>
    public static bool IsReserved(string name) => ReservedNames.Contains(name);

    // \z instead of $, which would also match before a trailing line break.
    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_$-]*\z")]
    private static partial Regex AttributeNameRegex();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_-]*\z")]
    private static partial Regex TypeNameRegex();

    [GeneratedRegex(@"^[Uu][Rr][Nn]:[A-Za-z0-9][A-Za-z0-9-]{0,30}[A-Za-z0-9](:[A-Za-z0-9._-]+)+\z")]
    private static partial Regex UrnRegex();
}

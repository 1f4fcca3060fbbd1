using System.Runtime.CompilerServices;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Resources;

/// <summary>
/// The attributes of a response (RFC 7644 section 3.9): the <c>attributes</c> or <c>excludedAttributes</c> of the
/// request combined with the schema's <c>returned</c> (RFC 7643 section 7). Immutable and thread-safe; created once for
/// a whole list.
/// </summary>
public sealed class Projection
{
    private static readonly ConditionalWeakTable<ResourceType, Projection> Defaults = [];

    private Projection(ProjectionRule root, bool isDefault) => (Root, IsDefault) = (root, isDefault);

    /// <summary>Whether the request specifies neither parameter.</summary>
    public bool IsDefault { get; }

    /// <summary>The rules for the properties of a representation.</summary>
    internal ProjectionRule Root { get; }

    /// <summary>Returns the projection of a request without either parameter.</summary>
    public static Projection GetDefault(ResourceType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Defaults.GetValue(
            type,
            static t => new Projection(ProjectionBuilder.BuildForExcluded(t, []), isDefault: true)
        );
    }

    /// <summary>Parses the query parameters.</summary>
    /// <remarks>
    /// Each parameter is a comma-separated list of attribute notations, case-insensitive and with or without a URN. The
    /// URN of an extension stands for all its attributes. Unknown names are ignored.
    /// </remarks>
    /// <param name="type">The resource type.</param>
    /// <param name="attributes">The parameter <c>attributes</c>. Null or blank if it is not specified.</param>
    /// <param name="excludedAttributes">The parameter <c>excludedAttributes</c>. Null or blank if it is not
    /// specified.</param>
    /// <exception cref="ScimException"><see cref="ScimErrorKind.InvalidValue"/>: both parameters are
    /// specified.</exception>
    public static Projection Parse(ResourceType type, string? attributes, string? excludedAttributes) =>
        FromLists(type, SplitNames(attributes), SplitNames(excludedAttributes));

    /// <summary>Creates a projection from the lists of a <c>.search</c> body (RFC 7644 section 3.4.3).</summary>
    /// <inheritdoc cref="Parse(ResourceType, string, string)"/>
    /// <param name="type">The resource type.</param>
    /// <param name="attributes">The notations. Null or empty if none are specified.</param>
    /// <param name="excludedAttributes">The notations. Null or empty if none are specified.</param>
    public static Projection FromLists(
        ResourceType type,
        IReadOnlyList<string>? attributes,
        IReadOnlyList<string>? excludedAttributes
    )
    {
        ArgumentNullException.ThrowIfNull(type);
        bool hasAttributes = attributes is { Count: > 0 },
            hasExcluded = excludedAttributes is { Count: > 0 };
        if (hasAttributes && hasExcluded)
            throw new ScimException(
                ScimErrorKind.InvalidValue,
                "'attributes' and 'excludedAttributes' cannot be combined. Specify only one of them."
            );
        if (hasAttributes)
            return new Projection(ProjectionBuilder.BuildForIncluded(type, attributes!), isDefault: false);
        return hasExcluded
            ? new Projection(ProjectionBuilder.BuildForExcluded(type, excludedAttributes!), isDefault: false)
            : GetDefault(type);
    }

    /// <summary>
    /// Whether the response includes any part of the attribute. Allows the caller to skip reading <c>members</c> and
    /// <c>groups</c>.
    /// </summary>
    /// <param name="attributeName">The name of a core or common attribute, case-insensitive.</param>
    public bool IsIncluded(string attributeName) => !ReferenceEquals(Root.GetRule(attributeName), ProjectionRule.Omit);

    private static string[]? SplitNames(string? list) =>
        list?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

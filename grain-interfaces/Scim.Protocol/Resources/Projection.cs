using System.Runtime.CompilerServices;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Resources;

/// <summary>
/// Which attributes an answer holds (RFC 7644 section 3.9): <c>attributes</c> or <c>excludedAttributes</c>, together
/// with what the schema says in <c>returned</c> (RFC 7643 section 7). Immutable, safe to share; made once for a whole
/// list.
/// </summary>
public sealed class Projection
{
    private static readonly ConditionalWeakTable<ResourceType, Projection> Defaults = [];

    private Projection(ProjectionRule root, bool isDefault) =>
        (Root, IsDefault) = (root, isDefault);

    /// <summary>Whether the request asks for nothing in particular.</summary>
    public bool IsDefault { get; }

    /// <summary>The rules for the properties of a representation.</summary>
    internal ProjectionRule Root { get; }

    /// <summary>The projection of a request without either parameter.</summary>
    public static Projection GetDefault(ResourceType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Defaults.GetValue(
            type,
            static t => new Projection(ProjectionBuilder.BuildForExcluded(t, []), isDefault: true)
        );
    }

    /// <summary>
    /// Reads the query parameters: attribute notations separated by commas, in any case, with or without URN; an
    /// extension's URN alone stands for all its attributes. Names that are in no schema are ignored.
    /// </summary>
    /// <param name="type">The resource type.</param>
    /// <param name="attributes">The parameter <c>attributes</c>; null or blank when it is not given.</param>
    /// <param name="excludedAttributes">The parameter <c>excludedAttributes</c>; null or blank when it is not
    /// given.</param>
    /// <exception cref="ScimException"><see cref="ScimErrorKind.InvalidValue"/> when both are given: they exclude each
    /// other.</exception>
    public static Projection Parse(
        ResourceType type,
        string? attributes,
        string? excludedAttributes
    ) => FromLists(type, SplitNames(attributes), SplitNames(excludedAttributes));

    /// <summary>Reads the lists of a <c>.search</c> body (RFC 7644 section 3.4.3).</summary>
    /// <inheritdoc cref="Parse(ResourceType, string, string)"/>
    /// <param name="type">The resource type.</param>
    /// <param name="attributes">The notations; null or empty when none are given.</param>
    /// <param name="excludedAttributes">The notations; null or empty when none are given.</param>
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
                "'attributes' and 'excludedAttributes' exclude each other; give one of them."
            );
        if (hasAttributes)
            return new Projection(
                ProjectionBuilder.BuildForIncluded(type, attributes!),
                isDefault: false
            );
        return hasExcluded
            ? new Projection(
                ProjectionBuilder.BuildForExcluded(type, excludedAttributes!),
                isDefault: false
            )
            : GetDefault(type);
    }

    /// <summary>
    /// Whether the answer holds anything of the attribute <paramref name="attributeName"/>, so that <c>members</c> and
    /// <c>groups</c> need not be read where it does not.
    /// </summary>
    /// <param name="attributeName">A core or common attribute's name in any case.</param>
    public bool IsIncluded(string attributeName) =>
        !ReferenceEquals(Root.GetRule(attributeName), ProjectionRule.Omit);

    private static string[]? SplitNames(string? list) =>
        list?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

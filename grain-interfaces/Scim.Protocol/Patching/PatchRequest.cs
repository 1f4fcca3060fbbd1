using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Patching;

/// <summary>
/// A PATCH body, read and resolved against a resource type (RFC 7644 section 3.5.2). Needs no resource, so that a
/// request that cannot be right is refused before one is loaded. Immutable; may be applied any number of times.
/// </summary>
public sealed class PatchRequest
{
    private PatchRequest(IReadOnlyList<PatchOperation> operations, IReadOnlyList<string> ignored)
    {
        Operations = operations;
        Ignored = ignored;
        HasMemberOperations = operations
            .SelectMany(o => o.Steps)
            .Any(s => MemberPatcher.FindMembersPath(s.Path) is not null);
    }

    /// <summary>How many operations the request has.</summary>
    public int Count => Operations.Count;

    /// <summary>Whether an operation names a group's <c>members</c>.</summary>
    public bool HasMemberOperations { get; }

    /// <summary>
    /// Unknown keys in pathless values, without values. <see cref="PatchOutcome.Ignored"/> has them too.
    /// </summary>
    public IReadOnlyList<string> Ignored { get; }

    /// <summary>The operations in their order.</summary>
    internal IReadOnlyList<PatchOperation> Operations { get; }

    /// <summary>Reads a body.</summary>
    /// <param name="utf8">The body.</param>
    /// <param name="type">The type of the resource it is for.</param>
    /// <param name="limits">How much it may hold.</param>
    /// <param name="filterLimits">How large the filters in its paths may be.</param>
    /// <exception cref="ScimException"><see cref="ScimErrorKind.InvalidSyntax"/> for a body that is no PATCH;
    /// <see cref="ScimErrorKind.InvalidPath"/>, <see cref="ScimErrorKind.InvalidFilter"/>,
    /// <see cref="ScimErrorKind.NoTarget"/>, <see cref="ScimErrorKind.InvalidValue"/> for an operation, named with
    /// index, op and path; <see cref="ScimErrorKind.TooMany"/> for too many operations or members.</exception>
    public static PatchRequest Parse(
        ReadOnlyMemory<byte> utf8,
        ResourceType type,
        JsonLimits limits,
        FilterLimits filterLimits
    ) => Parse(ScimJson.ParseObject(utf8, limits), type, limits, filterLimits);

    /// <summary>Reads a body that is parsed already, such as the <c>data</c> of a bulk operation.</summary>
    /// <inheritdoc cref="Parse(ReadOnlyMemory{byte}, ResourceType, JsonLimits, FilterLimits)"/>
    /// <param name="body">The body; left as it is.</param>
    /// <param name="type">The type of the resource it is for.</param>
    /// <param name="limits">How much it may hold.</param>
    /// <param name="filterLimits">How large the filters in its paths may be.</param>
    public static PatchRequest Parse(
        JsonObject body,
        ResourceType type,
        JsonLimits limits,
        FilterLimits filterLimits
    )
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(filterLimits);
        if (
            !JsonNodeReader.TryGetProperty(body, "Operations", out JsonNode? given)
            || given is not JsonArray { Count: > 0 } list
        )
            throw new ScimException(
                ScimErrorKind.InvalidSyntax,
                "The body must have 'Operations', a list of at least one PATCH operation."
            );
        if (list.Count > limits.MaxOperations)
        {
            throw new ScimException(
                ScimErrorKind.TooMany,
                $"The request has {list.Count} operations, more than the limit MaxOperations of {limits.MaxOperations}."
            );
        }

        PatchOperationReader reader = new(type, filterLimits);
        PatchOperation[] operations = [.. list.Select(reader.ReadOperation)];
        MemberReader.CheckMemberCount(
            operations
                .SelectMany(o => o.Steps)
                .Where(s => MemberPatcher.FindMembersPath(s.Path) is not null)
                .Sum(CountValues),
            limits
        );
        return new PatchRequest(operations, reader.Ignored.Paths);
    }

    private static int CountValues(PatchStep step) =>
        step.Value switch
        {
            null => 0,
            JsonArray list => list.Count,
            _ => 1,
        };
}

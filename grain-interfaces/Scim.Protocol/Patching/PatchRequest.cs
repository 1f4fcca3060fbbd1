using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Patching;

/// <summary>
/// A PATCH body, parsed and resolved against a resource type (RFC 7644 section 3.5.2). Immutable; can be applied any
/// number of times.
/// </summary>
/// <remarks>Parsing needs no resource, so an invalid request is rejected before a resource is loaded.</remarks>
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

    /// <summary>The number of operations.</summary>
    public int Count => Operations.Count;

    /// <summary>Whether an operation targets a group's <c>members</c>.</summary>
    public bool HasMemberOperations { get; }

    /// <summary>
    /// The unknown keys in values without a path, as paths without values. Also part of
    /// <see cref="PatchOutcome.Ignored"/>.
    /// </summary>
    public IReadOnlyList<string> Ignored { get; }

    /// <summary>The operations, in request order.</summary>
    internal IReadOnlyList<PatchOperation> Operations { get; }

    /// <summary>Parses a request body.</summary>
    /// <param name="utf8">The body.</param>
    /// <param name="type">The resource type that the request is for.</param>
    /// <param name="limits">The limits for the body.</param>
    /// <param name="filterLimits">The limits for filters in paths.</param>
    /// <exception cref="ScimException"><see cref="ScimErrorKind.InvalidSyntax"/>: the body is not a PATCH request.
    /// <see cref="ScimErrorKind.InvalidPath"/>, <see cref="ScimErrorKind.InvalidFilter"/>,
    /// <see cref="ScimErrorKind.NoTarget"/>, <see cref="ScimErrorKind.InvalidValue"/>: an operation is invalid; the
    /// detail names its index, op and path. <see cref="ScimErrorKind.TooMany"/>: too many operations or
    /// members.</exception>
    public static PatchRequest Parse(
        ReadOnlyMemory<byte> utf8,
        ResourceType type,
        JsonLimits limits,
        FilterLimits filterLimits
    ) => Parse(ScimJson.ParseObject(utf8, limits), type, limits, filterLimits);

    /// <summary>Parses a body that is already JSON, such as the <c>data</c> of a bulk operation.</summary>
    /// <inheritdoc cref="Parse(ReadOnlyMemory{byte}, ResourceType, JsonLimits, FilterLimits)"/>
    /// <param name="body">The body. It is not modified.</param>
    /// <param name="type">The resource type that the request is for.</param>
    /// <param name="limits">The limits for the body.</param>
    /// <param name="filterLimits">The limits for filters in paths.</param>
    public static PatchRequest Parse(JsonObject body, ResourceType type, JsonLimits limits, FilterLimits filterLimits)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(filterLimits);
        BodySchemas.CheckMessage(body, SchemaUrns.PatchOp);
        if (
            !JsonNodeReader.TryGetProperty(body, "Operations", out JsonNode? given)
            || given is not JsonArray { Count: > 0 } list
        )
            throw new ScimException(
                ScimErrorKind.InvalidSyntax,
                "The body must contain 'Operations', an array of at least one PATCH operation."
            );
        if (list.Count > limits.MaxOperations)
        {
            throw new ScimException(
                ScimErrorKind.TooMany,
                $"The request contains {list.Count} operations, which exceeds the MaxOperations limit "
                    + $"of {limits.MaxOperations}. Split the operations into several requests."
            );
        }

        PatchOperationReader reader = new(type, limits, filterLimits);
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

using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Bulk;

/// <summary>
/// A bulk request (RFC 7644 section 3.7), read operation by operation: what is wrong with one of them is that one's
/// error. Immutable.
/// </summary>
public sealed class BulkRequest
{
    // The operations' bodies may nest as deep as they may alone: they lie two levels further down.
    private const int EnvelopeDepth = 3;

    private BulkRequest(int? failOnErrors, IReadOnlyList<BulkOperation> operations) =>
        (FailOnErrors, Operations) = (failOnErrors, operations);

    /// <summary>After how many errors no further operation is begun; null for never.</summary>
    public int? FailOnErrors { get; }

    /// <summary>The operations in their order.</summary>
    public IReadOnlyList<BulkOperation> Operations { get; }

    /// <summary>Reads a body. Names are case-insensitive, and the message's URN may be missing.</summary>
    /// <param name="utf8">The body.</param>
    /// <param name="schemas">The resource types that paths can name.</param>
    /// <param name="maxOperations">How many operations there may be.</param>
    /// <param name="limits">How much each operation's body may hold.</param>
    /// <exception cref="ScimException"><see cref="ScimErrorKind.InvalidSyntax"/> for what is no bulk request,
    /// <see cref="ScimErrorKind.InvalidValue"/> for a <c>failOnErrors</c> that is no whole number above 0,
    /// <see cref="ScimErrorKind.PayloadTooLarge"/> for too many operations.</exception>
    public static BulkRequest Parse(
        ReadOnlyMemory<byte> utf8,
        TenantSchemas schemas,
        int maxOperations,
        JsonLimits limits
    )
    {
        ArgumentNullException.ThrowIfNull(schemas);
        ArgumentNullException.ThrowIfNull(limits);
        JsonObject body = ScimJson.ParseObject(
            utf8,
            limits with
            {
                MaxDepth = limits.MaxDepth + EnvelopeDepth,
            }
        );
        if (
            !JsonNodeReader.TryGetProperty(body, "Operations", out JsonNode? given)
            || given is not JsonArray list
        )
            throw new ScimException(
                ScimErrorKind.InvalidSyntax,
                "The body must have 'Operations', a list of bulk operations."
            );
        if (list.Count > maxOperations)
        {
            throw new ScimException(
                ScimErrorKind.PayloadTooLarge,
                $"The request has {list.Count} operations, more than the limit maxOperations of {maxOperations}; send them in several requests."
            );
        }

        BulkOperationReader reader = new(schemas);
        return new BulkRequest(ReadFailOnErrors(body), [.. list.Select(reader.ReadOperation)]);
    }

    private static int? ReadFailOnErrors(JsonObject body)
    {
        if (
            !JsonNodeReader.TryGetProperty(body, "failOnErrors", out JsonNode? value)
            || value is null
        )
            return null;
        if (!JsonNodeReader.TryGetInt64(value, out long limit) || limit < 1)
            throw AttributeValueReader.CreateInvalidValueError(
                "failOnErrors",
                "must be a whole number above 0"
            );
        return (int)Math.Min(limit, int.MaxValue);
    }
}

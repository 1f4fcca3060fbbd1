using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;
using Scim.Protocol.Values;

namespace Scim.Protocol.Bulk;

/// <summary>
/// A parsed bulk request (RFC 7644 section 3.7). An error in one operation affects only that operation. Immutable.
/// </summary>
public sealed class BulkRequest
{
    // The body of an operation may nest as deep as in a single request; the bulk envelope adds these levels.
    private const int EnvelopeDepth = 3;

    private BulkRequest(int? failOnErrors, IReadOnlyList<BulkOperation> operations) =>
        (FailOnErrors, Operations) = (failOnErrors, operations);

    /// <summary>
    /// The number of errors after which no further operation is started. Null means no limit, for which clients also
    /// send 0.
    /// </summary>
    public int? FailOnErrors { get; }

    /// <summary>The operations, in request order.</summary>
    public IReadOnlyList<BulkOperation> Operations { get; }

    /// <summary>
    /// Parses a request body. Names are case-insensitive, and <c>schemas</c> may be omitted.
    /// </summary>
    /// <param name="utf8">The body.</param>
    /// <param name="schemas">The resource types that paths can refer to.</param>
    /// <param name="maxOperations">The maximum number of operations.</param>
    /// <param name="limits">The limits for the body of each operation.</param>
    /// <exception cref="ScimException"><see cref="ScimErrorKind.InvalidSyntax"/>: the body is not a bulk request.
    /// <see cref="ScimErrorKind.InvalidValue"/>: <c>failOnErrors</c> is not an integer or is negative.
    /// <see cref="ScimErrorKind.PayloadTooLarge"/>: too many operations.</exception>
    public static BulkRequest Parse(
        ReadOnlyMemory<byte> utf8,
        TenantSchemas schemas,
        int maxOperations,
        JsonLimits limits
    )
    {
        ArgumentNullException.ThrowIfNull(schemas);
        ArgumentNullException.ThrowIfNull(limits);
        JsonObject body = ScimJson.ParseObject(utf8, limits with { MaxDepth = limits.MaxDepth + EnvelopeDepth });
        BodySchemas.CheckMessage(body, SchemaUrns.BulkRequest);
        if (!JsonNodeReader.TryGetProperty(body, "Operations", out JsonNode? given) || given is not JsonArray list)
            throw new ScimException(
                ScimErrorKind.InvalidSyntax,
                "The body must contain 'Operations', an array of bulk operations."
            );
        if (list.Count > maxOperations)
        {
            throw new ScimException(
                ScimErrorKind.PayloadTooLarge,
                $"The request contains {list.Count} operations, which exceeds the maxOperations limit "
                    + $"of {maxOperations}. Split the operations into several requests."
            );
        }

        BulkOperationReader reader = new(schemas, limits);
        return new BulkRequest(ReadFailOnErrors(body), [.. list.Select(reader.ReadOperation)]);
    }

    private static int? ReadFailOnErrors(JsonObject body)
    {
        if (!JsonNodeReader.TryGetProperty(body, "failOnErrors", out JsonNode? value) || value is null)
            return null;
        if (!JsonNodeReader.TryGetInt64(value, out long limit) || limit < 0)
            throw ValueErrors.CreateInvalidValue(
                "failOnErrors",
                "must be an integer greater than 0, or 0 for no limit"
            );
        return limit == 0 ? null : (int)Math.Min(limit, int.MaxValue);
    }
}

using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;

namespace Scim.Protocol.Schema;

/// <summary>Checks the <c>schemas</c> attribute of request bodies (RFC 7643 section 3, RFC 7644 section 3.1).</summary>
/// <remarks>
/// A body without <c>schemas</c> is accepted, because some clients omit it. One that has it must name the schema that
/// the endpoint expects: otherwise the body was meant for another endpoint or another version of the protocol.
/// </remarks>
internal static class BodySchemas
{
    private const string Name = "schemas";

    /// <summary>Checks a message, such as a PATCH or bulk request.</summary>
    /// <param name="body">The body.</param>
    /// <param name="urn">The URN of the message.</param>
    /// <exception cref="ScimException"><see cref="ScimErrorKind.InvalidSyntax"/>: <c>schemas</c> does not contain the
    /// URN.</exception>
    public static void CheckMessage(JsonObject body, string urn)
    {
        if (JsonNodeReader.TryGetProperty(body, Name, out JsonNode? value))
            CheckContains(ReadUrns(value), urn);
    }

    /// <summary>Reads the URNs; empty if the attribute has no value.</summary>
    /// <exception cref="ScimException"><see cref="ScimErrorKind.InvalidSyntax"/>: the value is not an array of strings.
    /// </exception>
    public static IReadOnlyList<string> ReadUrns(JsonNode? value)
    {
        if (value is null)
            return [];
        if (value is not JsonArray list)
            throw CreateSyntaxError();
        return [.. list.Select(e => JsonNodeReader.TryGetString(e, out string? urn) ? urn : throw CreateSyntaxError())];
    }

    /// <summary>Checks that a list that is not empty contains <paramref name="urn"/>, ignoring case.</summary>
    public static void CheckContains(IReadOnlyList<string> urns, string urn)
    {
        if (urns.Count > 0 && !urns.Contains(urn, StringComparer.OrdinalIgnoreCase))
            throw new ScimException(
                ScimErrorKind.InvalidSyntax,
                $"schemas must contain {urn}, because the request is for that schema. Add the URN or omit schemas."
            );
    }

    private static ScimException CreateSyntaxError() =>
        new(ScimErrorKind.InvalidSyntax, "schemas must be an array of schema URNs.");
}

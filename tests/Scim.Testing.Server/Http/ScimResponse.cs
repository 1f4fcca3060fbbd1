using System.Globalization;
using System.Text.Json;
using Xunit.Sdk;

namespace Scim.Testing.Server.Http;

/// <summary>A response, with the assertions that tests use.</summary>
/// <param name="request">Method and URL, for messages.</param>
/// <param name="status">The status code.</param>
/// <param name="headers">The headers; their names are case-insensitive.</param>
/// <param name="body">The body as text; empty for none.</param>
public sealed class ScimResponse(string request, int status, IReadOnlyDictionary<string, string> headers, string body)
{
    private const int MaxShownLength = 2000;

    /// <summary>The status code.</summary>
    public int Status => status;

    /// <summary>The headers. Their names are case-insensitive.</summary>
    public IReadOnlyDictionary<string, string> Headers => headers;

    /// <summary>The body as text; empty for none.</summary>
    public string Body => body;

    /// <summary>The body as JSON; <see cref="JsonValueKind.Undefined"/> if the body is not JSON.</summary>
    public JsonElement Json { get; } = ParseJson(body);

    /// <summary>The resource's id.</summary>
    public string Id => GetText("/id");

    /// <summary>The entity tag.</summary>
    public string ETag => GetHeader("ETag");

    /// <summary>The resources of a list response.</summary>
    public IReadOnlyList<JsonElement> Resources =>
        GetElement("/Resources") is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];

    /// <summary>The total number of results of a query.</summary>
    public int TotalResults => GetInt32("/totalResults");

    /// <summary>The value at a JSON pointer; <see cref="JsonValueKind.Undefined"/> if there is none.</summary>
    public JsonElement GetElement(string pointer) => JsonPointer.FindElement(Json, pointer);

    /// <summary>Whether there is a value at a JSON pointer.</summary>
    public bool HasElement(string pointer) => GetElement(pointer).ValueKind != JsonValueKind.Undefined;

    /// <summary>The string at a JSON pointer.</summary>
    /// <exception cref="FailException">There is no string at the pointer.</exception>
    public string GetText(string pointer) =>
        GetElement(pointer) is { ValueKind: JsonValueKind.String } value
            ? value.GetString()!
            : throw CreateFailure($"no string at {pointer}");

    /// <summary>The integer at a JSON pointer.</summary>
    /// <exception cref="FailException">There is no integer at the pointer.</exception>
    public int GetInt32(string pointer) =>
        GetElement(pointer) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int number)
            ? number
            : throw CreateFailure($"no integer at {pointer}");

    /// <summary>A header's value.</summary>
    /// <exception cref="FailException">The header is missing.</exception>
    public string GetHeader(string name) =>
        headers.TryGetValue(name, out string? value) ? value : throw CreateFailure($"no header {name}");

    /// <summary>The strings at one pointer below each element of an array, in order.</summary>
    public IReadOnlyList<string> GetTexts(string arrayPointer, string pointer) =>
        GetElement(arrayPointer) is { ValueKind: JsonValueKind.Array } array
            ? [.. array.EnumerateArray().Select(item => JsonPointer.FindElement(item, pointer).GetString()!)]
            : [];

    /// <summary>Fails unless the status is one of the given ones.</summary>
    public ScimResponse AssertStatus(params int[] statuses) =>
        statuses.Contains(status) ? this : throw CreateFailure($"expected status {string.Join(" or ", statuses)}");

    /// <summary>
    /// Fails unless the response is a SCIM error (RFC 7644 section 3.12) with one of the given statuses, a detail and
    /// no internal information.
    /// </summary>
    public ScimResponse AssertError(params int[] statuses)
    {
        AssertStatus(statuses);
        if (!GetHeader("Content-Type").StartsWith("application/scim+json", StringComparison.OrdinalIgnoreCase))
            throw CreateFailure("an error whose media type is not application/scim+json");
        if (
            GetElement("/schemas") is not { ValueKind: JsonValueKind.Array } schemas
            || schemas.GetArrayLength() != 1
            || schemas[0].GetString() != ScimUrns.Error
        )
            throw CreateFailure("an error without the error schema");
        if (GetText("/status") != status.ToString(CultureInfo.InvariantCulture))
            throw CreateFailure("an error whose status member differs from the response status");
        if (string.IsNullOrWhiteSpace(GetText("/detail")))
            throw CreateFailure("an error without a detail");
        if (body.Contains("Exception", StringComparison.Ordinal) || body.Contains("   at ", StringComparison.Ordinal))
            throw CreateFailure("an error that exposes internal information");
        return this;
    }

    /// <summary>Fails unless the response is a SCIM error with the given status and <c>scimType</c>.</summary>
    public ScimResponse AssertError(int status, string scimType)
    {
        AssertError(status);
        return GetText("/scimType") == scimType ? this : throw CreateFailure($"expected scimType {scimType}");
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{request} answered {status}: {(body.Length > MaxShownLength ? body[..MaxShownLength] + "..." : body)}";

    private FailException CreateFailure(string what) => FailException.ForFailure($"{what}\n{this}");

    private static JsonElement ParseJson(string text)
    {
        if (text.Length == 0)
            return default;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }
}

using System.Text.Json;

namespace Scim.Conformance.Tests.Replay;

/// <summary>One <c>expect</c>: one or several statuses, headers, an empty body and assertions on the body.</summary>
public static class Expectation
{
    /// <summary>Compares a response with an expectation.</summary>
    /// <returns>The failures; empty when the response is as expected.</returns>
    public static IReadOnlyList<string> CheckResponse(JsonElement expectation, ScimResponse response)
    {
        List<string> failures = [];
        JsonElement[] statuses = [.. expectation.GetMember("status").ToList()];
        if (statuses.Length > 0 && !statuses.Any(status => status.GetInt32() == response.Status))
            failures.Add($"status should be {string.Join(" or ", statuses)}, got {response.Status}");
        if (expectation.GetMember("headers") is { ValueKind: JsonValueKind.Object } headers)
        {
            foreach (JsonProperty header in headers.EnumerateObject())
                failures.AddRange(CheckHeader(header, response));
        }
        foreach (JsonElement assertion in expectation.GetMember("body").ToList())
            failures.AddRange(CheckBody(assertion, response));
        if (expectation.GetMember("noBody").ValueKind == JsonValueKind.True && response.Body.Length > 0)
            failures.Add($"body should be empty, got {response.Body[..Math.Min(200, response.Body.Length)]}");
        return failures;
    }

    private static IReadOnlyList<string> CheckHeader(JsonProperty header, ScimResponse response)
    {
        JsonElement assertion =
            header.Value.ValueKind == JsonValueKind.String
                ? JsonSerializer.SerializeToElement(new { equals = header.Value.GetString() })
                : header.Value;
        JsonElement value = response.Headers.TryGetValue(header.Name, out string? text)
            ? JsonSerializer.SerializeToElement(text)
            : default;
        return Assertion.CheckValue(assertion, value, $"header {header.Name}");
    }

    private static IReadOnlyList<string> CheckBody(JsonElement assertion, ScimResponse response)
    {
        if (
            assertion.GetMember("onStatus") is { ValueKind: not JsonValueKind.Undefined } on
            && !on.ToList().Any(status => status.GetInt32() == response.Status)
        )
            return [];
        string pointer = assertion.GetMember("ptr").GetString()!;
        string where = pointer.Length > 0 ? pointer : "(root)";
        return response.Json.IsAbsent()
            ? [$"{where}: response has no JSON body"]
            : Assertion.CheckValue(assertion, JsonPointer.FindElement(response.Json, pointer), where);
    }
}

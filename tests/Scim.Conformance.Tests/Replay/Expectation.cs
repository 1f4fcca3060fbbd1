using System.Text.Json;

namespace Scim.Conformance.Tests.Replay;

/// <summary>One <c>expect</c>: a status (or several), headers, an empty body, and assertions on the body.</summary>
public static class Expectation
{
    /// <summary>Compares an answer with an expectation.</summary>
    /// <returns>What is wrong; empty when nothing is.</returns>
    public static IReadOnlyList<string> Judge(JsonElement expectation, ScimResponse response)
    {
        List<string> wrongs = [];
        JsonElement[] statuses = [.. expectation.Member("status").AsList()];
        if (statuses.Length > 0 && !statuses.Any(status => status.GetInt32() == response.Status))
            wrongs.Add($"status should be {string.Join(" or ", statuses)}, got {response.Status}");
        if (expectation.Member("headers") is { ValueKind: JsonValueKind.Object } headers)
        {
            foreach (JsonProperty header in headers.EnumerateObject())
                wrongs.AddRange(Header(header, response));
        }
        foreach (JsonElement assertion in expectation.Member("body").AsList())
            wrongs.AddRange(Body(assertion, response));
        if (expectation.Member("noBody").ValueKind == JsonValueKind.True && response.Body.Length > 0)
            wrongs.Add($"body should be empty, got {response.Body[..Math.Min(200, response.Body.Length)]}");
        return wrongs;
    }

    private static IReadOnlyList<string> Header(JsonProperty header, ScimResponse response)
    {
        JsonElement assertion = header.Value.ValueKind == JsonValueKind.String
            ? JsonSerializer.SerializeToElement(new { equals = header.Value.GetString() }) : header.Value;
        JsonElement value = response.Headers.TryGetValue(header.Name, out string? text) ? JsonSerializer.SerializeToElement(text) : default;
        return Assertion.Check(assertion, value, $"header {header.Name}");
    }

    private static IReadOnlyList<string> Body(JsonElement assertion, ScimResponse response)
    {
        if (assertion.Member("onStatus") is { ValueKind: not JsonValueKind.Undefined } on
            && !on.AsList().Any(status => status.GetInt32() == response.Status))
            return [];
        string pointer = assertion.Member("ptr").GetString()!;
        string where = pointer.Length > 0 ? pointer : "(root)";
        return response.Json.IsAbsent()
            ? [$"{where}: response has no JSON body"]
            : Assertion.Check(assertion, JsonPointer.Find(response.Json, pointer), where);
    }
}

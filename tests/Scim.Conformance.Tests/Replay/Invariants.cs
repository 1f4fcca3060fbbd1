using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Scim.Conformance.Tests.Replay;

/// <summary>Checks that apply to every SCIM response, so that traffic files need not repeat them.</summary>
public sealed partial class Invariants
{
    private static readonly string[] ListNumbers = ["startIndex", "itemsPerPage"];
    private static readonly string[] PrimaryAttributes = ["emails", "phoneNumbers", "addresses", "roles"];

    private readonly HashSet<string> _skipped;
    private readonly List<string> _failures = [];

    private Invariants(IEnumerable<string> skipped) => _skipped = [.. skipped];

    /// <summary>Checks a response.</summary>
    /// <param name="response">The response.</param>
    /// <param name="path">The request's path below the base URL.</param>
    /// <param name="accept">The request's Accept header.</param>
    /// <param name="skipped">Names of checks to skip; <c>all</c> skips every check.</param>
    /// <returns>The failures; empty when every check passes.</returns>
    public static IReadOnlyList<string> CheckResponse(
        ScimResponse response,
        string path,
        string accept,
        IEnumerable<string> skipped
    )
    {
        Invariants invariants = new(skipped);
        invariants.CheckEnvelope(response, accept);
        if (response.Json.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            invariants.CheckMessage(response, path);
        return invariants._failures;
    }

    private void CheckEnvelope(ScimResponse response, string accept)
    {
        if (response.Body.Length > 0)
        {
            string type = response.Headers.TryGetValue("Content-Type", out string? given) ? given : "";
            bool wantsPlain =
                accept.Contains("application/json", StringComparison.Ordinal)
                && !accept.Contains("scim+json", StringComparison.Ordinal);
            RecordResult(
                "content-type",
                (wantsPlain ? EitherJsonRegex() : ScimJsonRegex()).IsMatch(type),
                $"Content-Type is \"{type}\""
            );
            RecordResult("json", !response.Json.IsAbsent(), "body is not JSON");
        }
        if (response.Status == 204)
            RecordResult("204-empty", response.Body.Length == 0, "204 with a body");
    }

    private void CheckMessage(ScimResponse response, string path)
    {
        JsonElement body = response.Json;
        string[] schemas = [.. body.GetMember("schemas").ToList().Select(JavaScriptValues.ToText)];
        if (response.Status >= 400)
        {
            RecordResult(
                "error-shape",
                schemas.Contains(ScimUrns.Error),
                $"error without the Error schema: {JavaScriptValues.FormatForMessage(body)}"
            );
            string status = response.Status.ToString(CultureInfo.InvariantCulture);
            RecordResult(
                "error-status",
                body.GetMember("status") is { ValueKind: JsonValueKind.String } given && given.GetString() == status,
                $"error \"status\" should be the string \"{status}\", "
                    + $"is {JavaScriptValues.FormatForMessage(body.GetMember("status"))}"
            );
        }
        else if (schemas.Contains(ScimUrns.ListResponse))
        {
            CheckList(body, path);
        }
        else if (response.Status < 300 && schemas.Any(schema => ResourceUrnRegex().IsMatch(schema)))
        {
            CheckResource(response, schemas);
        }
    }

    private void CheckList(JsonElement body, string path)
    {
        RecordResult(
            "list-total",
            JavaScriptValues.IsInteger(body.GetMember("totalResults")),
            "totalResults is not an integer"
        );
        foreach (string name in ListNumbers.Where(name => !body.GetMember(name).IsAbsent()))
            RecordResult("list-int", JavaScriptValues.IsInteger(body.GetMember(name)), $"{name} is not an integer");
        JsonElement resources = body.GetMember("Resources");
        if (!resources.IsAbsent())
            RecordResult("list-array", resources.ValueKind == JsonValueKind.Array, "Resources is not an array");
        if (resources.ValueKind != JsonValueKind.Array)
            return;
        if (
            JavaScriptValues.IsInteger(body.GetMember("totalResults"))
            && body.GetMember("totalResults").GetDouble() > 0
            && JavaScriptValues.IsInteger(body.GetMember("itemsPerPage"))
        )
            RecordResult(
                "list-page",
                body.GetMember("itemsPerPage").GetDouble() >= resources.GetArrayLength(),
                "itemsPerPage smaller than the page"
            );
        if (!ResourcePathRegex().IsMatch(path))
            return;
        foreach (JsonElement resource in resources.EnumerateArray())
            RecordResult(
                "id",
                HasId(resource),
                $"resource without string id: {JavaScriptValues.FormatForMessage(resource)}"
            );
    }

    private void CheckResource(ScimResponse response, string[] schemas)
    {
        JsonElement body = response.Json;
        RecordResult("id", HasId(body), "resource without string id");
        RecordResult("no-password", body.GetMember("password").IsAbsent(), "password was returned");
        RecordResult(
            "schemas-unique",
            schemas.Distinct(StringComparer.Ordinal).Count() == schemas.Length,
            "duplicate value in schemas"
        );
        if (response.Status == 201)
        {
            string? location = response.Headers.TryGetValue("Location", out string? given) ? given : null;
            string metaLocation = JavaScriptValues.ToText(body.GetMember("meta").GetMember("location"));
            RecordResult("location", !string.IsNullOrEmpty(location), "201 without Location");
            RecordResult(
                "location-same",
                metaLocation.Length == 0 || location == metaLocation,
                $"Location {location} differs from meta.location {metaLocation}"
            );
        }
        foreach (string name in PrimaryAttributes.Where(name => body.GetMember(name).ValueKind == JsonValueKind.Array))
        {
            int primaries = body.GetMember(name)
                .EnumerateArray()
                .Count(item => item.GetMember("primary").ValueKind == JsonValueKind.True);
            RecordResult("one-primary", primaries <= 1, $"{name} has more than one primary");
        }
    }

    private static bool HasId(JsonElement resource) =>
        resource.GetMember("id") is { ValueKind: JsonValueKind.String } id && id.GetString()!.Length > 0;

    private void RecordResult(string name, bool holds, string wrong)
    {
        if (!holds && !_skipped.Contains(name) && !_skipped.Contains("all"))
            _failures.Add($"[{name}] {wrong}");
    }

    [GeneratedRegex(@"^application/(scim\+)?json\b", RegexOptions.IgnoreCase)]
    private static partial Regex EitherJsonRegex();

    [GeneratedRegex(@"^application/scim\+json\b", RegexOptions.IgnoreCase)]
    private static partial Regex ScimJsonRegex();

    [GeneratedRegex(@"core:2\.0:(User|Group)\z")]
    private static partial Regex ResourceUrnRegex();

    [GeneratedRegex(@"/(Users|Groups)\b")]
    private static partial Regex ResourcePathRegex();
}

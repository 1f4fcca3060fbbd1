using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Scim.Conformance.Tests.Replay;

/// <summary>What holds for every SCIM answer, so that files need not repeat it.</summary>
public sealed partial class Invariants
{
    private static readonly string[] ListNumbers = ["startIndex", "itemsPerPage"];
    private static readonly string[] WithPrimary = ["emails", "phoneNumbers", "addresses", "roles"];

    private readonly HashSet<string> _skipped;
    private readonly List<string> _wrongs = [];

    private Invariants(IEnumerable<string> skipped) => _skipped = [.. skipped];

    /// <summary>Checks an answer.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="path">The request's path below the base URL.</param>
    /// <param name="accept">The request's Accept header.</param>
    /// <param name="skipped">Names of checks to leave out; <c>all</c> for all.</param>
    /// <returns>What is wrong; empty when nothing is.</returns>
    public static IReadOnlyList<string> Check(ScimResponse response, string path, string accept, IEnumerable<string> skipped)
    {
        Invariants invariants = new(skipped);
        invariants.Envelope(response, accept);
        if (response.Json.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            invariants.Message(response, path);
        return invariants._wrongs;
    }

    private void Envelope(ScimResponse response, string accept)
    {
        if (response.Body.Length > 0)
        {
            string type = response.Headers.TryGetValue("Content-Type", out string? given) ? given : "";
            bool wantsPlain = accept.Contains("application/json", StringComparison.Ordinal)
                && !accept.Contains("scim+json", StringComparison.Ordinal);
            Put("content-type", (wantsPlain ? EitherJson() : ScimJson()).IsMatch(type), $"Content-Type is \"{type}\"");
            Put("json", !response.Json.IsAbsent(), "body is not JSON");
        }
        if (response.Status == 204)
            Put("204-empty", response.Body.Length == 0, "204 with a body");
    }

    private void Message(ScimResponse response, string path)
    {
        JsonElement body = response.Json;
        string[] schemas = [.. body.Member("schemas").AsList().Select(JsText.Of)];
        if (response.Status >= 400)
        {
            Put("error-shape", schemas.Contains(Urn.Error), $"error without the Error schema: {JsText.Show(body)}");
            string status = response.Status.ToString(CultureInfo.InvariantCulture);
            Put("error-status", body.Member("status") is { ValueKind: JsonValueKind.String } given && given.GetString() == status,
                $"error \"status\" should be the string \"{status}\", is {JsText.Show(body.Member("status"))}");
        }
        else if (schemas.Contains(Urn.ListResponse))
        {
            List(body, path);
        }
        else if (response.Status < 300 && schemas.Any(schema => ResourceUrn().IsMatch(schema)))
        {
            Resource(response, schemas);
        }
    }

    private void List(JsonElement body, string path)
    {
        Put("list-total", JsText.IsInteger(body.Member("totalResults")), "totalResults is not an integer");
        foreach (string name in ListNumbers.Where(name => !body.Member(name).IsAbsent()))
            Put("list-int", JsText.IsInteger(body.Member(name)), $"{name} is not an integer");
        JsonElement resources = body.Member("Resources");
        if (!resources.IsAbsent())
            Put("list-array", resources.ValueKind == JsonValueKind.Array, "Resources is not an array");
        if (resources.ValueKind != JsonValueKind.Array)
            return;
        if (JsText.IsInteger(body.Member("totalResults")) && body.Member("totalResults").GetDouble() > 0
            && JsText.IsInteger(body.Member("itemsPerPage")))
            Put("list-page", body.Member("itemsPerPage").GetDouble() >= resources.GetArrayLength(), "itemsPerPage smaller than the page");
        if (!ResourcePath().IsMatch(path))
            return;
        foreach (JsonElement resource in resources.EnumerateArray())
            Put("id", HasId(resource), $"resource without string id: {JsText.Show(resource)}");
    }

    private void Resource(ScimResponse response, string[] schemas)
    {
        JsonElement body = response.Json;
        Put("id", HasId(body), "resource without string id");
        Put("no-password", body.Member("password").IsAbsent(), "password was returned");
        Put("schemas-unique", schemas.Distinct(StringComparer.Ordinal).Count() == schemas.Length, "duplicate value in schemas");
        if (response.Status == 201)
        {
            string? location = response.Headers.TryGetValue("Location", out string? given) ? given : null;
            string metaLocation = JsText.Of(body.Member("meta").Member("location"));
            Put("location", !string.IsNullOrEmpty(location), "201 without Location");
            Put("location-same", metaLocation.Length == 0 || location == metaLocation,
                $"Location {location} differs from meta.location {metaLocation}");
        }
        foreach (string name in WithPrimary.Where(name => body.Member(name).ValueKind == JsonValueKind.Array))
        {
            int primaries = body.Member(name).EnumerateArray().Count(item => item.Member("primary").ValueKind == JsonValueKind.True);
            Put("one-primary", primaries <= 1, $"{name} has more than one primary");
        }
    }

    private static bool HasId(JsonElement resource) => resource.Member("id") is { ValueKind: JsonValueKind.String } id && id.GetString()!.Length > 0;

    private void Put(string name, bool holds, string wrong)
    {
        if (!holds && !_skipped.Contains(name) && !_skipped.Contains("all"))
            _wrongs.Add($"[{name}] {wrong}");
    }

    [GeneratedRegex(@"^application/(scim\+)?json\b", RegexOptions.IgnoreCase)]
    private static partial Regex EitherJson();

    [GeneratedRegex(@"^application/scim\+json\b", RegexOptions.IgnoreCase)]
    private static partial Regex ScimJson();

    [GeneratedRegex(@"core:2\.0:(User|Group)\z")]
    private static partial Regex ResourceUrn();

    [GeneratedRegex(@"/(Users|Groups)\b")]
    private static partial Regex ResourcePath();
}

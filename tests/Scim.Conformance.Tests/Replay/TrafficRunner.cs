using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Scim.Conformance.Tests.Replay;

/// <summary>Replays traffic files against one SCIM base URL, step by step, every step whatever became of the ones before.</summary>
/// <param name="http">The connections to use.</param>
/// <param name="baseUrl">The base URL, without a slash at the end.</param>
/// <param name="token">The bearer token.</param>
/// <param name="accepted">Names of alternatives that count as right, such as <c>replace-creates</c>.</param>
public sealed class TrafficRunner(HttpClient http, string baseUrl, string token, params string[] accepted)
{
    private const string ScimJson = "application/scim+json";
    private JsonElement? _config;

    /// <summary>Replays a file with variables of its own.</summary>
    public async Task<IReadOnlyList<StepResult>> Run(TrafficFile file)
    {
        Variables variables = new();
        variables.Set("run", RandomNumberGenerator.GetHexString(8, lowercase: true));
        variables.Set("now", DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        variables.Set("base", baseUrl);
        if (file.Meta.Member("vars") is { ValueKind: JsonValueKind.Object } given)
        {
            foreach (JsonProperty variable in given.EnumerateObject())
                variables.Set(variable.Name, variable.Value);
            foreach (JsonProperty variable in given.EnumerateObject())
                variables.Set(variable.Name, variables.Fill(variable.Value));
        }
        List<StepResult> results = [];
        foreach (JsonElement step in file.Steps)
            results.Add(await RunStep(file, step, variables));
        return results;
    }

    // All rounds of a repeated step run; the first one that fails is reported.
    private async Task<StepResult> RunStep(TrafficFile file, JsonElement step, Variables variables)
    {
        int rounds = step.Member("repeat") is { ValueKind: JsonValueKind.Number } repeat ? repeat.GetInt32() : 1;
        StepResult? first = null;
        for (int round = 1; round <= rounds; round++)
        {
            variables.Set("i", round.ToString(CultureInfo.InvariantCulture));
            StepResult result = await RunRound(file, step, variables);
            if (first is null || (first.Verdict == Verdict.Passed && result.Verdict != Verdict.Passed))
                first = result;
            if (result.Verdict == Verdict.Skipped)
                break;
        }
        return first!;
    }

    private async Task<StepResult> RunRound(TrafficFile file, JsonElement step, Variables variables)
    {
        string method = step.Member("method").GetString()!;
        string path = step.Member("path").GetString()!;
        ScimResponse? response = null;
        StepResult Result(Verdict verdict, params IEnumerable<string> reasons) => new(
            JsText.Of(step.Member("id")), JsText.Of(step.Member("title")), JsText.Of(step.Member("ref")), $"{method} {path}", verdict, [.. reasons],
            response);
        try
        {
            if (step.Member("requires") is { ValueKind: JsonValueKind.String } requires && !await Announces(requires.GetString()!))
                return Result(Verdict.Skipped, $"server does not announce {requires}");
            string[] missing = [.. step.Member("needs").AsList().Select(JsText.Of).Where(name => !variables.Has(name))];
            if (missing.Length > 0)
                return Result(Verdict.Skipped, $"needs {string.Join(", ", missing)}");

            byte[]? body = Body(step, variables);
            Dictionary<string, string> headers = Headers(file, step, variables, body is not null);
            path = variables.Fill(path);
            if (step.Member("delayMs") is { ValueKind: JsonValueKind.Number } delay)
                await Task.Delay(delay.GetInt32());
            response = await Wire.Send(http, method, baseUrl + path, headers, body);

            List<string> wrongs = [.. Judge(step, variables, response)];
            if (file.Meta.Member("invariants").ValueKind != JsonValueKind.False)
                wrongs.AddRange(Invariants.Check(response, path, headers["Accept"], step.Member("skipInvariants").AsList().Select(JsText.Of)));
            Capture(step, variables, response, wrongs);
            return Result(wrongs.Count == 0 ? Verdict.Passed : Verdict.Failed, wrongs);
        }
        catch (MissingVariableException e)
        {
            return Result(Verdict.Failed, e.Message);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return Result(Verdict.Failed, $"request failed: {e.Message}");
        }
    }

    private static byte[]? Body(JsonElement step, Variables variables)
    {
        if (step.Member("rawBody") is { ValueKind: JsonValueKind.String } raw)
            return Encoding.UTF8.GetBytes(variables.Fill(raw.GetString()!));
        return step.Member("body") is { ValueKind: not JsonValueKind.Undefined } body ? variables.Bytes(body) : null;
    }

    private Dictionary<string, string> Headers(TrafficFile file, JsonElement step, Variables variables, bool hasBody)
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase) { ["Accept"] = ScimJson };
        foreach (JsonElement source in new[] { file.Meta.Member("headers"), step.Member("headers") })
        {
            if (source.ValueKind != JsonValueKind.Object)
                continue;
            foreach (JsonProperty header in source.EnumerateObject())
                headers[header.Name] = JsText.Of(header.Value);
        }
        string auth = step.Member("auth") is { ValueKind: JsonValueKind.String } given ? given.GetString()! : "token";
        if (auth != "none")
            headers["Authorization"] = auth == "token" ? $"Bearer {token}" : auth;
        if (hasBody)
            headers.TryAdd("Content-Type", ScimJson);
        else
            headers.Remove("Content-Type");
        foreach (string name in headers.Keys.ToArray())
            headers[name] = variables.Fill(headers[name]);
        return headers;
    }

    // Of several expectations the one that is nearest to what happened is reported.
    private IReadOnlyList<string> Judge(JsonElement step, Variables variables, ScimResponse response)
    {
        IEnumerable<JsonElement> options = step.Member("expectAny").IsAbsent() ? step.Member("expect").AsList() : step.Member("expectAny").AsList();
        options = options.Concat(step.Member("alt").AsList()
            .Where(alternative => accepted.Contains(JsText.Of(alternative.Member("name")))).Select(alternative => alternative.Member("expect")));
        IReadOnlyList<string>? best = null;
        foreach (JsonElement option in options)
        {
            IReadOnlyList<string> wrongs = Expectation.Judge(variables.Fill(option), response);
            if (best is null || wrongs.Count < best.Count)
                best = wrongs;
            if (wrongs.Count == 0)
                break;
        }
        return best ?? [];
    }

    private static void Capture(JsonElement step, Variables variables, ScimResponse response, List<string> wrongs)
    {
        bool optional = step.Member("captureOptional").ValueKind == JsonValueKind.True;
        if (step.Member("capture") is { ValueKind: JsonValueKind.Object } captures)
        {
            foreach (JsonProperty capture in captures.EnumerateObject())
            {
                JsonElement value = response.Json.IsAbsent() ? default : JsonPointer.Find(response.Json, capture.Value.GetString()!);
                if (value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null) && response.Status < 400)
                    variables.Set(variables.Fill(capture.Name), value);
                else if (!optional && wrongs.Count == 0)
                    wrongs.Add($"could not capture {capture.Name} from {capture.Value}");
            }
        }
        if (step.Member("captureHeaders") is not { ValueKind: JsonValueKind.Object } headers)
            return;
        foreach (JsonProperty capture in headers.EnumerateObject())
        {
            if (response.Headers.TryGetValue(capture.Value.GetString()!, out string? value))
                variables.Set(capture.Name, value);
        }
    }

    private async Task<bool> Announces(string feature)
    {
        _config ??= (await new ScimClient(baseUrl, token, http).Get("/ServiceProviderConfig")).Json;
        return JsonPointer.Find(_config.Value, feature).ValueKind == JsonValueKind.True;
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Scim.Conformance.Tests.Replay;

/// <summary>
/// Replays traffic files against one SCIM base URL. Every step runs, whatever the outcome of earlier steps.
/// </summary>
/// <param name="http">The HTTP client.</param>
/// <param name="baseUrl">The base URL, without a trailing slash.</param>
/// <param name="token">The bearer token.</param>
/// <param name="accepted">Names of the alternatives to accept, such as <c>replace-creates</c>.</param>
public sealed class TrafficRunner(HttpClient http, string baseUrl, string token, params string[] accepted)
{
    private const string ScimMediaType = "application/scim+json";
    private JsonElement? _config;

    /// <summary>Replays a file with its own set of variables.</summary>
    public async Task<IReadOnlyList<StepResult>> RunFileAsync(TrafficFile file)
    {
        Variables variables = new();
        variables.SetValue("run", RandomNumberGenerator.GetHexString(8, lowercase: true));
        variables.SetValue(
            "now",
            DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)
        );
        variables.SetValue("base", baseUrl);
        if (file.Meta.GetMember("vars") is { ValueKind: JsonValueKind.Object } given)
        {
            foreach (JsonProperty variable in given.EnumerateObject())
                variables.SetValue(variable.Name, variable.Value);
            foreach (JsonProperty variable in given.EnumerateObject())
                variables.SetValue(variable.Name, variables.FillReferences(variable.Value));
        }
        List<StepResult> results = [];
        foreach (JsonElement step in file.Steps)
            results.Add(await RunStepAsync(file, step, variables));
        return results;
    }

    // All rounds of a repeated step run; the first failure is reported.
    private async Task<StepResult> RunStepAsync(TrafficFile file, JsonElement step, Variables variables)
    {
        int rounds = step.GetMember("repeat") is { ValueKind: JsonValueKind.Number } repeat ? repeat.GetInt32() : 1;
        StepResult? first = null;
        for (int round = 1; round <= rounds; round++)
        {
            variables.SetValue("i", round.ToString(CultureInfo.InvariantCulture));
            StepResult result = await RunRoundAsync(file, step, variables);
            if (first is null || (first.Outcome == StepOutcome.Passed && result.Outcome != StepOutcome.Passed))
                first = result;
            if (result.Outcome == StepOutcome.Skipped)
                break;
        }
        return first!;
    }

    private async Task<StepResult> RunRoundAsync(TrafficFile file, JsonElement step, Variables variables)
    {
        string method = step.GetMember("method").GetString()!;
        string path = step.GetMember("path").GetString()!;
        ScimResponse? response = null;
        StepResult CreateResult(StepOutcome verdict, params IEnumerable<string> reasons) =>
            new(
                JavaScriptValues.ToText(step.GetMember("id")),
                JavaScriptValues.ToText(step.GetMember("title")),
                JavaScriptValues.ToText(step.GetMember("ref")),
                $"{method} {path}",
                verdict,
                [.. reasons],
                response
            );
        try
        {
            if (
                step.GetMember("requires") is { ValueKind: JsonValueKind.String } requires
                && !await SupportsFeatureAsync(requires.GetString()!)
            )
                return CreateResult(StepOutcome.Skipped, $"server does not announce {requires}");
            string[] missing =
            [
                .. step.GetMember("needs")
                    .ToList()
                    .Select(JavaScriptValues.ToText)
                    .Where(name => !variables.IsDefined(name)),
            ];
            if (missing.Length > 0)
                return CreateResult(StepOutcome.Skipped, $"needs {string.Join(", ", missing)}");

            byte[]? body = CreateBody(step, variables);
            Dictionary<string, string> headers = CreateHeaders(file, step, variables, body is not null);
            path = variables.FillReferences(path);
            if (step.GetMember("delayMs") is { ValueKind: JsonValueKind.Number } delay)
                await Task.Delay(delay.GetInt32());
            response = await RawHttpClient.SendRequestAsync(http, method, baseUrl + path, headers, body);

            List<string> failures = [.. CheckResponse(step, variables, response)];
            if (file.Meta.GetMember("invariants").ValueKind != JsonValueKind.False)
                failures.AddRange(
                    Invariants.CheckResponse(
                        response,
                        path,
                        headers["Accept"],
                        step.GetMember("skipInvariants").ToList().Select(JavaScriptValues.ToText)
                    )
                );
            CaptureVariables(step, variables, response, failures);
            return CreateResult(failures.Count == 0 ? StepOutcome.Passed : StepOutcome.Failed, failures);
        }
        catch (MissingVariableException e)
        {
            return CreateResult(StepOutcome.Failed, e.Message);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return CreateResult(StepOutcome.Failed, $"request failed: {e.Message}");
        }
    }

    private static byte[]? CreateBody(JsonElement step, Variables variables)
    {
        if (step.GetMember("rawBody") is { ValueKind: JsonValueKind.String } raw)
            return Encoding.UTF8.GetBytes(variables.FillReferences(raw.GetString()!));
        return step.GetMember("body") is { ValueKind: not JsonValueKind.Undefined } body
            ? variables.FillToUtf8(body)
            : null;
    }

    private Dictionary<string, string> CreateHeaders(
        TrafficFile file,
        JsonElement step,
        Variables variables,
        bool hasBody
    )
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase) { ["Accept"] = ScimMediaType };
        foreach (JsonElement source in new[] { file.Meta.GetMember("headers"), step.GetMember("headers") })
        {
            if (source.ValueKind != JsonValueKind.Object)
                continue;
            foreach (JsonProperty header in source.EnumerateObject())
                headers[header.Name] = JavaScriptValues.ToText(header.Value);
        }
        string auth = step.GetMember("auth") is { ValueKind: JsonValueKind.String } given
            ? given.GetString()!
            : "token";
        if (auth != "none")
            headers["Authorization"] = auth == "token" ? $"Bearer {token}" : auth;
        if (hasBody)
            headers.TryAdd("Content-Type", ScimMediaType);
        else
            headers.Remove("Content-Type");
        foreach (string name in headers.Keys.ToArray())
            headers[name] = variables.FillReferences(headers[name]);
        return headers;
    }

    // Of several expectations, reports the failures of the closest one.
    private IReadOnlyList<string> CheckResponse(JsonElement step, Variables variables, ScimResponse response)
    {
        IEnumerable<JsonElement> options = step.GetMember("expectAny").IsAbsent()
            ? step.GetMember("expect").ToList()
            : step.GetMember("expectAny").ToList();
        options = options.Concat(
            step.GetMember("alt")
                .ToList()
                .Where(alternative => accepted.Contains(JavaScriptValues.ToText(alternative.GetMember("name"))))
                .Select(alternative => alternative.GetMember("expect"))
        );
        IReadOnlyList<string>? best = null;
        foreach (JsonElement option in options)
        {
            IReadOnlyList<string> failures = Expectation.CheckResponse(variables.FillReferences(option), response);
            if (best is null || failures.Count < best.Count)
                best = failures;
            if (failures.Count == 0)
                break;
        }
        return best ?? [];
    }

    private static void CaptureVariables(
        JsonElement step,
        Variables variables,
        ScimResponse response,
        List<string> failures
    )
    {
        bool optional = step.GetMember("captureOptional").ValueKind == JsonValueKind.True;
        if (step.GetMember("capture") is { ValueKind: JsonValueKind.Object } captures)
        {
            foreach (JsonProperty capture in captures.EnumerateObject())
            {
                JsonElement value = response.Json.IsAbsent()
                    ? default
                    : JsonPointer.FindElement(response.Json, capture.Value.GetString()!);
                if (value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null) && response.Status < 400)
                    variables.SetValue(variables.FillReferences(capture.Name), value);
                else if (!optional && failures.Count == 0)
                    failures.Add($"could not capture {capture.Name} from {capture.Value}");
            }
        }
        if (step.GetMember("captureHeaders") is not { ValueKind: JsonValueKind.Object } headers)
            return;
        foreach (JsonProperty capture in headers.EnumerateObject())
        {
            if (response.Headers.TryGetValue(capture.Value.GetString()!, out string? value))
                variables.SetValue(capture.Name, value);
        }
    }

    private async Task<bool> SupportsFeatureAsync(string feature)
    {
        _config ??= (await new ScimClient(baseUrl, token, http).GetAsync("/ServiceProviderConfig")).Json;
        return JsonPointer.FindElement(_config.Value, feature).ValueKind == JsonValueKind.True;
    }
}

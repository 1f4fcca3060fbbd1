using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Xunit.Sdk;

namespace Scim.Testing.Server.Workplace;

/// <summary>The OpenAPI document of a server's workplace API; validates responses against it.</summary>
public sealed class OpenApiContract
{
    private static readonly ConcurrentDictionary<string, Task<OpenApiContract>> LoadedContracts = new();
    private readonly JsonNode _document;
    private readonly Dictionary<string, string[]> _paths;
    private readonly ConcurrentDictionary<string, JsonSchema> _schemas = new();

    private OpenApiContract(JsonNode document)
    {
        _document = document;
        _paths = document["paths"]!.AsObject().ToDictionary(p => p.Key, p => p.Key.Split('/'));
    }

    /// <summary>The path templates.</summary>
    public IReadOnlyCollection<string> Paths => _paths.Keys;

    /// <summary>Every operation: its path template, its method in lower case and its definition.</summary>
    public IEnumerable<(string Path, string Method, JsonNode Operation)> Operations =>
        _document["paths"]!
            .AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(o => (path.Key, o.Key, o.Value!)));

    /// <summary>The document of a server. It is fetched once per server.</summary>
    public static Task<OpenApiContract> GetContractAsync(string serverUrl) =>
        LoadedContracts.GetOrAdd(
            serverUrl,
            async url =>
            {
                ScimResponse document = (
                    await RawHttpClient.SendRequestAsync(
                        RawHttpClient.Client,
                        "GET",
                        $"{url}/openapi/workplace.json",
                        []
                    )
                ).AssertStatus(200);
                return new OpenApiContract(JsonNode.Parse(document.Body)!);
            }
        );

    /// <summary>
    /// Fails unless the document defines the response's status and its schema matches the body. Errors that precede the
    /// selection of an operation (401, 405, unknown path) are not validated.
    /// </summary>
    /// <param name="method">The request's method.</param>
    /// <param name="path">The path below the API's base, optionally with a query.</param>
    /// <param name="response">The response.</param>
    public void ValidateResponse(string method, string path, ScimResponse response)
    {
        string pathOnly = path.Split('?')[0];
        if (response.Status is 401 or 405 || FindPath(pathOnly) is not { } template)
        {
            if (response.Status < 400)
                throw CreateFailure(response, $"the document has no path for {pathOnly}");
            return;
        }

        if (_document["paths"]![template]![method.ToLowerInvariant()] is not { } operation)
            throw CreateFailure(response, $"the document has no {method} {template}");
        bool problem = response.Status >= 400;
        JsonNode? answer = problem
            ? operation["responses"]!["default"]
            : operation["responses"]![response.Status.ToString(System.Globalization.CultureInfo.InvariantCulture)];
        if (answer is null)
            throw CreateFailure(response, $"{method} {template} does not define this status");
        string mediaType = response.Body.Length == 0 ? "" : response.GetHeader("Content-Type").Split(';')[0];
        if (answer["content"] is not JsonObject content || content.Count == 0)
        {
            if (response.Body.Length > 0)
                throw CreateFailure(response, $"{method} {template} does not define a body for this response");
            return;
        }

        if (content[mediaType]?["schema"] is not { } schema)
            throw CreateFailure(response, $"{method} {template} does not define the media type '{mediaType}'");
        if (!mediaType.EndsWith("json", StringComparison.Ordinal))
            return;
        EvaluationResults result = CreateSchema(schema)
            .Evaluate(
                JsonDocument.Parse(response.Body).RootElement,
                new EvaluationOptions { OutputFormat = OutputFormat.List }
            );
        if (!result.IsValid)
        {
            string errors = string.Join(
                "; ",
                (result.Details ?? [])
                    .Where(d => d.Errors is { Count: > 0 })
                    .SelectMany(d => d.Errors!.Select(e => $"{d.InstanceLocation}: {e.Value}"))
            );
            throw CreateFailure(response, $"the response does not match the schema of {method} {template}: {errors}");
        }
    }

    // References point to the document's components, which are embedded in each schema as its definitions.
    private JsonSchema CreateSchema(JsonNode schema) =>
        _schemas.GetOrAdd(
            schema.ToJsonString(),
            text =>
                JsonSchema.FromText(
                    new JsonObject
                    {
                        ["allOf"] = new JsonArray(JsonNode.Parse(text)),
                        ["$defs"] = _document["components"]!["schemas"]!.DeepClone(),
                    }
                        .ToJsonString()
                        .Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal)
                )
        );

    private string? FindPath(string path)
    {
        string[] segments = path.Split('/');
        return _paths
            .Where(p =>
                p.Value.Length == segments.Length
                && p.Value.Zip(segments).All(s => s.First == s.Second || s.First.StartsWith('{'))
            )
            .OrderBy(p => p.Value.Count(s => s.StartsWith('{')))
            .Select(p => p.Key)
            .FirstOrDefault();
    }

    private static FailException CreateFailure(ScimResponse response, string what) =>
        FailException.ForFailure($"{what}\n{response}");
}

using System.Text.Json.Serialization;

namespace Scim.Gateway.Workplace.Api;

/// <summary>
/// Problem details (RFC 9457), for the OpenAPI document only; <see cref="Http.ProblemWriter"/> writes them.
/// </summary>
/// <param name="Title">The reason phrase of the HTTP status.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is wrong and how to correct it.</param>
/// <param name="RequestId">The request id, as in the log.</param>
/// <param name="Reason">A machine-readable reason, if the description of the operation defines one.</param>
internal sealed record ProblemBody(string Title, int Status, string Detail, string RequestId, string? Reason = null);

/// <summary>The JSON of problem details and of simple parameter types.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[
    JsonSerializable(typeof(ProblemBody)),
    JsonSerializable(typeof(string)),
    JsonSerializable(typeof(int)),
    JsonSerializable(typeof(bool))
]
internal sealed partial class ProblemJsonContext : JsonSerializerContext;

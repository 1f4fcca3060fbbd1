using System.Text.Json.Serialization;

namespace Scim.Gateway.Workplace.Api;

/// <summary>
/// What an error looks like (RFC 9457), for the description; <see cref="Http.ProblemWriter"/> writes it.
/// </summary>
/// <param name="Title">The HTTP status in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is wrong and the way out.</param>
/// <param name="RequestId">The request's id, as in the log.</param>
/// <param name="Reason">A word for programs, where the operation's description says so.</param>
internal sealed record ProblemBody(
    string Title,
    int Status,
    string Detail,
    string RequestId,
    string? Reason = null
);

/// <summary>JSON of problems and of the plain types of parameters.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[
    JsonSerializable(typeof(ProblemBody)),
    JsonSerializable(typeof(string)),
    JsonSerializable(typeof(int)),
    JsonSerializable(typeof(bool))
]
internal sealed partial class ProblemJsonContext : JsonSerializerContext;

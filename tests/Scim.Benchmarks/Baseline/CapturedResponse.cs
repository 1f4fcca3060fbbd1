using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Scim.Benchmarks.Baseline;

/// <summary>A response of the product, which the bare endpoint returns byte for byte.</summary>
internal sealed record CapturedResponse(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>Captures a response, except its framing and <c>Date</c> headers.</summary>
    public static async Task<CapturedResponse> FromResponseAsync(HttpResponseMessage response) =>
        new(
            (int)response.StatusCode,
            response
                .Headers.Concat(response.Content.Headers)
                .Where(h => h.Key is not ("Date" or "Content-Length" or "Transfer-Encoding"))
                .ToDictionary(h => h.Key, h => string.Join(", ", h.Value)),
            await response.Content.ReadAsByteArrayAsync()
        );

    /// <summary>Reads the captured responses from a file.</summary>
    public static Dictionary<string, CapturedResponse> ReadFile(string file) =>
        JsonSerializer.Deserialize<Dictionary<string, CapturedResponse>>(File.ReadAllBytes(file))!;

    /// <summary>Writes captured responses to a file.</summary>
    public static void WriteFile(string file, IReadOnlyDictionary<string, CapturedResponse> responses) =>
        File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(responses));

    /// <summary>Writes this response to an HTTP response.</summary>
    public Task WriteResponseAsync(HttpResponse response)
    {
        response.StatusCode = Status;
        foreach ((string name, string value) in Headers)
            response.Headers[name] = value;
        if (Body.Length == 0)
            return Task.CompletedTask;
        response.ContentLength = Body.Length;
        return response.BodyWriter.WriteAsync(Body).AsTask();
    }
}

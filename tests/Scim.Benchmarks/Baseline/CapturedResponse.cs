using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Scim.Benchmarks.Baseline;

/// <summary>An answer of the product, byte by byte, for the bare endpoint to give.</summary>
internal sealed record CapturedResponse(
    int Status,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Body
)
{
    /// <summary>Keeps an answer.</summary>
    public static async Task<CapturedResponse> FromResponseAsync(HttpResponseMessage answer) =>
        new(
            (int)answer.StatusCode,
            answer
                .Headers.Concat(answer.Content.Headers)
                .Where(h => h.Key is not ("Date" or "Content-Length" or "Transfer-Encoding"))
                .ToDictionary(h => h.Key, h => string.Join(", ", h.Value)),
            await answer.Content.ReadAsByteArrayAsync()
        );

    /// <summary>Reads the answers of a file.</summary>
    public static Dictionary<string, CapturedResponse> ReadFile(string file) =>
        JsonSerializer.Deserialize<Dictionary<string, CapturedResponse>>(File.ReadAllBytes(file))!;

    /// <summary>Writes answers to a file.</summary>
    public static void WriteFile(
        string file,
        IReadOnlyDictionary<string, CapturedResponse> answers
    ) => File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(answers));

    /// <summary>Gives it.</summary>
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

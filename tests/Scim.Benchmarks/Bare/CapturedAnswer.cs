using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Scim.Benchmarks.Bare;

/// <summary>An answer of the product, byte by byte, for the bare endpoint to give.</summary>
internal sealed record CapturedAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>Keeps an answer.</summary>
    public static async Task<CapturedAnswer> Of(HttpResponseMessage answer) => new(
        (int)answer.StatusCode,
        answer.Headers.Concat(answer.Content.Headers).Where(h => h.Key is not ("Date" or "Content-Length" or "Transfer-Encoding")).ToDictionary(h => h.Key, h => string.Join(", ", h.Value)),
        await answer.Content.ReadAsByteArrayAsync());

    /// <summary>Reads the answers of a file.</summary>
    public static Dictionary<string, CapturedAnswer> Read(string file) => JsonSerializer.Deserialize<Dictionary<string, CapturedAnswer>>(File.ReadAllBytes(file))!;

    /// <summary>Writes answers to a file.</summary>
    public static void Write(string file, IReadOnlyDictionary<string, CapturedAnswer> answers) => File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(answers));

    /// <summary>Gives it.</summary>
    public Task Send(HttpResponse response)
    {
        response.StatusCode = Status;
        foreach ((string name, string value) in Headers) response.Headers[name] = value;
        if (Body.Length == 0) return Task.CompletedTask;
        response.ContentLength = Body.Length;
        return response.BodyWriter.WriteAsync(Body).AsTask();
    }
}

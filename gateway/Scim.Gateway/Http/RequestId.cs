using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Scim.Gateway.Http;

/// <summary>The id by which a request is found again in logs, change log and error bodies.</summary>
internal static class RequestId
{
    /// <summary>The header that carries it, in requests and answers.</summary>
    public const string Header = "X-Request-Id";

    private const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>Takes the client's id where it is a plain word, makes one otherwise, and answers with it.</summary>
    public static string Assign(HttpContext http, TimeProvider time)
    {
        StringValues given = http.Request.Headers[Header];
        string id = given.Count == 1 && IsSane(given[0]) ? given[0]! : Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        http.TraceIdentifier = id;
        http.Response.Headers[Header] = id;
        return id;
    }

    /// <summary>Whether <paramref name="id"/> has 1 to 64 letters, digits, dots, hyphens and underscores, so that no log or header can be led astray by it.</summary>
    public static bool IsSane(string? id) => id is { Length: >= 1 and <= MaxLength } && !id.AsSpan().ContainsAnyExcept(Allowed);
}

using System.Buffers;
using System.Buffers.Binary;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Scim.Gateway.Http;

/// <summary>The id that identifies a request in the log, the change log and error bodies.</summary>
internal static class RequestId
{
    /// <summary>The header that carries the id, in requests and responses.</summary>
    public const string HeaderName = "X-Request-Id";

    private const int MaxLength = 64;

    private static readonly SearchValues<char> AllowedCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
    );

    /// <summary>
    /// Assigns the id to the request and its response: the client's id if it is valid, otherwise a new one.
    /// </summary>
    public static string AssignRequestId(HttpContext http, TimeProvider time)
    {
        StringValues given = http.Request.Headers[HeaderName];
        string id = given.Count == 1 && IsValid(given[0]) ? given[0]! : CreateRequestId(time.GetUtcNow());
        http.TraceIdentifier = id;
        http.Response.Headers[HeaderName] = id;
        return id;
    }

    // A version 7 UUID (RFC 9562 section 5.7). The id is not a secret, so a pseudo-random generator is sufficient and
    // avoids a system call.
    private static string CreateRequestId(DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.Shared.NextBytes(bytes);
        BinaryPrimitives.WriteInt64BigEndian(
            bytes,
            (now.ToUnixTimeMilliseconds() << 16)
                | 0x7000u
                | (BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]) & 0x0FFFu)
        );
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("N");
    }

    /// <summary>
    /// Returns whether <paramref name="id"/> consists of 1 to 64 letters, digits, dots, hyphens and underscores, so
    /// that it is safe in logs and headers.
    /// </summary>
    public static bool IsValid(string? id) =>
        id is { Length: >= 1 and <= MaxLength } && !id.AsSpan().ContainsAnyExcept(AllowedCharacters);
}

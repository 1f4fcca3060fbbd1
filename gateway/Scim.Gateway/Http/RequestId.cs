using System.Buffers;
using System.Buffers.Binary;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Scim.Gateway.Http;

/// <summary>The id by which a request is found again in logs, change log and error bodies.</summary>
internal static class RequestId
{
    /// <summary>The header that carries it, in requests and answers.</summary>
    public const string HeaderName = "X-Request-Id";

    private const int MaxLength = 64;

    private static readonly SearchValues<char> AllowedCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
    );

    /// <summary>Takes the client's id where it is a plain word, makes one otherwise, and answers with it.</summary>
    public static string AssignRequestId(HttpContext http, TimeProvider time)
    {
        StringValues given = http.Request.Headers[HeaderName];
        string id =
            given.Count == 1 && IsValid(given[0]) ? given[0]! : CreateRequestId(time.GetUtcNow());
        http.TraceIdentifier = id;
        http.Response.Headers[HeaderName] = id;
        return id;
    }

    // A version 7 UUID (RFC 9562 section 5.7). Nobody gains by guessing it, so its random bits need not cost a call of
    // the system.
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
    /// Whether <paramref name="id"/> has 1 to 64 letters, digits, dots, hyphens and underscores, so that no log or
    /// header can be led astray by it.
    /// </summary>
    public static bool IsValid(string? id) =>
        id is { Length: >= 1 and <= MaxLength }
        && !id.AsSpan().ContainsAnyExcept(AllowedCharacters);
}

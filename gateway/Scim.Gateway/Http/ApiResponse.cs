using Microsoft.AspNetCore.Http;
using Scim.GrainInterfaces.Resources;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Http;

/// <summary>A response before it is written in the format of its API.</summary>
internal readonly record struct ApiResponse
{
    /// <summary>The HTTP status; ignored if <see cref="Error"/> is set.</summary>
    public int Status { get; init; }

    /// <summary>The body as it is sent; empty for no body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>
    /// The positions in the body at which further members are inserted while it is sent; null or empty for none.
    /// </summary>
    public IReadOnlyList<MembersContinuation>? Continuations { get; init; }

    /// <summary>The chunks of a body that is too large for memory; null if <see cref="Body"/> is the body.</summary>
    public IAsyncEnumerable<ReadOnlyMemory<byte>>? BodyChunks { get; init; }

    /// <summary>The media type of the body if it differs from the default of the API, otherwise null.</summary>
    public string? MediaType { get; init; }

    /// <summary>The file name under which a browser saves the body, or null.</summary>
    public string? FileName { get; init; }

    /// <summary>The <c>ETag</c> header, or null.</summary>
    public string? ETag { get; init; }

    /// <summary>The <c>Location</c> header, or null.</summary>
    public string? Location { get; init; }

    /// <summary>The <c>Allow</c> header, or null.</summary>
    public string? Allow { get; init; }

    /// <summary>The <c>WWW-Authenticate</c> header, or null.</summary>
    public string? Challenge { get; init; }

    /// <summary>The <c>Preference-Applied</c> header, or null.</summary>
    public string? PreferenceApplied { get; init; }

    /// <summary>
    /// The value of the <c>Retry-After</c> header of an error in seconds. Null means the default, which is sent with
    /// transient errors only.
    /// </summary>
    public int? RetryAfter { get; init; }

    /// <summary>The error, or null. It determines status and body.</summary>
    public ScimError? Error { get; init; }

    /// <summary>204 without a body.</summary>
    public static ApiResponse NoContent { get; } = new() { Status = StatusCodes.Status204NoContent };

    /// <summary>200 with a body.</summary>
    public static ApiResponse Ok(ReadOnlyMemory<byte> body) => new() { Status = StatusCodes.Status200OK, Body = body };

    /// <summary>Converts an error to a response.</summary>
    public static implicit operator ApiResponse(ScimError error) => new() { Error = error };
}

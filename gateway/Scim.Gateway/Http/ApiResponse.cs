using Microsoft.AspNetCore.Http;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Resources;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Http;

/// <summary>What goes back to the client, before it is written in the API's own style.</summary>
internal readonly record struct ApiResponse
{
    /// <summary>The HTTP status; not looked at when there is an <see cref="Error"/>.</summary>
    public int Status { get; init; }

    /// <summary>The body as it is sent; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Where the body has gaps that are filled while it is sent; null or empty for none.</summary>
    public IReadOnlyList<MembersContinuation>? Continuations { get; init; }

    /// <summary>
    /// The body where it is too long to be held in memory, piece by piece; null where <see cref="Body"/> has it.
    /// </summary>
    public IAsyncEnumerable<ReadOnlyMemory<byte>>? BodyChunks { get; init; }

    /// <summary>The body's media type where it is another than the API's own, or null.</summary>
    public string? MediaType { get; init; }

    /// <summary>The name under which a browser is to save the body, or null.</summary>
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
    /// The <c>Retry-After</c> header in seconds; null takes the usual time where the error is one that passes.
    /// </summary>
    public int? RetryAfter { get; init; }

    /// <summary>What went wrong, or null; decides status and body.</summary>
    public ScimError? Error { get; init; }

    /// <summary>204: done, with nothing to say.</summary>
    public static ApiResponse NoContent { get; } =
        new() { Status = StatusCodes.Status204NoContent };

    /// <summary>200 with a body.</summary>
    public static ApiResponse Ok(ReadOnlyMemory<byte> body) =>
        new() { Status = StatusCodes.Status200OK, Body = body };

    /// <summary>An error.</summary>
    public static implicit operator ApiResponse(ScimError error) => new() { Error = error };
}

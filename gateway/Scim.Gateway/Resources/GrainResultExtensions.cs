using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Resources;

namespace Scim.Gateway.Resources;

/// <summary>Maps results of grain calls to HTTP responses. The kind of an error determines its status.</summary>
internal static class GrainResultExtensions
{
    /// <summary>
    /// Maps a resource: <paramref name="status"/> with the resource, 304 if the client has the current version, 204 if
    /// no body is requested.
    /// </summary>
    public static ApiResponse ToHttp(this ScimResult<ResourceReply> result, int status = StatusCodes.Status200OK) =>
        result.Value is { } reply ? reply.ToHttp(status) : result.Error!;

    /// <summary>Maps a resource that was found.</summary>
    public static ApiResponse ToHttp(this ResourceReply reply, int status = StatusCodes.Status200OK)
    {
        if (reply.IsNotModified)
            return new ApiResponse { Status = StatusCodes.Status304NotModified, ETag = reply.Version };
        return new ApiResponse
        {
            Status = reply.Body.IsEmpty && status == StatusCodes.Status200OK ? StatusCodes.Status204NoContent : status,
            Body = reply.Body,
            Continuations = reply.Continuation is { } gap ? [gap] : [],
            ETag = reply.Version,
            Location = reply.Location,
        };
    }

    /// <summary>
    /// Applies the caller's <c>return</c> preference to the response to a change (RFC 7240 section 4.2). Without the
    /// resource, 200 becomes 204.
    /// </summary>
    public static ApiResponse ApplyPreference(this ApiResponse answer, ReturnPreference preference)
    {
        if (answer.Error is not null || preference == ReturnPreference.None)
            return answer;
        answer = answer with { PreferenceApplied = PreferHeader.FormatPreferenceApplied(preference) };
        if (preference == ReturnPreference.Representation || answer.Body.IsEmpty)
            return answer;
        return answer with
        {
            Body = default,
            Continuations = [],
            Status = answer.Status == StatusCodes.Status200OK ? StatusCodes.Status204NoContent : answer.Status,
        };
    }

    /// <summary>Confirms the caller's <c>handling</c> preference, if the request was executed by it.</summary>
    public static ApiResponse ConfirmHandling(this ApiResponse answer, WriteOptions options)
    {
        if (answer.Error is not null || !options.HasFlag(WriteOptions.RejectUnknown))
            return answer;
        string confirmed = PreferHeader.StrictHandlingPreference;
        return answer with
        {
            PreferenceApplied = answer.PreferenceApplied is { } other ? $"{other}, {confirmed}" : confirmed,
        };
    }

    /// <summary>Maps a page of resources.</summary>
    public static ApiResponse ToHttp(this ScimResult<ListReply> result) =>
        result.Value is { } reply
            ? ApiResponse.Ok(reply.Body) with
            {
                Continuations = reply.Continuations,
            }
            : result.Error!;

    /// <summary>Maps a result without a value: 204, or the error.</summary>
    public static ApiResponse ToHttp(this ScimResult<Unit> result) =>
        result.Error is { } error ? error : ApiResponse.NoContent;
}

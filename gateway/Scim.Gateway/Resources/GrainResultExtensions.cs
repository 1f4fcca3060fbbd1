using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Resources;

namespace Scim.Gateway.Resources;

/// <summary>
/// What grains answer, as HTTP has it. The one place where that is decided; errors take their status from their kind.
/// </summary>
internal static class GrainResultExtensions
{
    /// <summary>
    /// A resource: <paramref name="status"/> with it, 304 when the client has it, 204 when it is not to be sent.
    /// </summary>
    public static ApiResponse ToHttp(
        this ScimResult<ResourceReply> result,
        int status = StatusCodes.Status200OK
    ) => result.Value is { } reply ? reply.ToHttp(status) : result.Error!;

    /// <summary>A resource that was found.</summary>
    public static ApiResponse ToHttp(this ResourceReply reply, int status = StatusCodes.Status200OK)
    {
        if (reply.IsNotModified)
            return new ApiResponse
            {
                Status = StatusCodes.Status304NotModified,
                ETag = reply.Version,
            };
        return new ApiResponse
        {
            Status =
                reply.Body.IsEmpty && status == StatusCodes.Status200OK
                    ? StatusCodes.Status204NoContent
                    : status,
            Body = reply.Body,
            Continuations = reply.Continuation is { } gap ? [gap] : [],
            ETag = reply.Version,
            Location = reply.Location,
        };
    }

    /// <summary>
    /// The answer to a change as its sender prefers it (RFC 7240 section 4.2): without the resource, 200 becomes 204.
    /// </summary>
    public static ApiResponse ApplyPreference(this ApiResponse answer, ReturnPreference preference)
    {
        if (answer.Error is not null || preference == ReturnPreference.None)
            return answer;
        answer = answer with
        {
            PreferenceApplied = PreferHeader.FormatPreferenceApplied(preference),
        };
        if (preference == ReturnPreference.Representation || answer.Body.IsEmpty)
            return answer;
        return answer with
        {
            Body = default,
            Continuations = [],
            Status =
                answer.Status == StatusCodes.Status200OK
                    ? StatusCodes.Status204NoContent
                    : answer.Status,
        };
    }

    /// <summary>A page of resources.</summary>
    public static ApiResponse ToHttp(this ScimResult<ListReply> result) =>
        result.Value is { } reply
            ? ApiResponse.Ok(reply.Body) with
            {
                Continuations = reply.Continuations,
            }
            : result.Error!;

    /// <summary>Nothing to send.</summary>
    public static ApiResponse ToHttp(this ScimResult<Unit> result) =>
        result.Error is { } error ? error : ApiResponse.NoContent;
}

using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Resources;

namespace Scim.Gateway.Resources;

/// <summary>What grains answer, as HTTP has it. The one place where that is decided; errors take their status from their kind.</summary>
internal static class ReplyAnswers
{
    /// <summary>A resource: <paramref name="status"/> with it, 304 when the client has it, 204 when it is not to be sent.</summary>
    public static Answer ToHttp(this ScimResult<ResourceReply> result, int status = StatusCodes.Status200OK) =>
        result.Value is { } reply ? reply.ToHttp(status) : result.Error!;

    /// <summary>A resource that was found.</summary>
    public static Answer ToHttp(this ResourceReply reply, int status = StatusCodes.Status200OK)
    {
        if (reply.NotModified) return new Answer { Status = StatusCodes.Status304NotModified, ETag = reply.Version };
        return new Answer
        {
            Status = reply.Body.IsEmpty && status == StatusCodes.Status200OK ? StatusCodes.Status204NoContent : status,
            Body = reply.Body,
            Gaps = reply.Gap is { } gap ? [gap] : [],
            ETag = reply.Version,
            Location = reply.Location,
        };
    }

    /// <summary>The answer to a change as its sender prefers it (RFC 7240 section 4.2): without the resource, 200 becomes 204.</summary>
    public static Answer As(this Answer answer, Preference preference)
    {
        if (answer.Error is not null || preference == Preference.None) return answer;
        answer = answer with { PreferenceApplied = Preferences.Applied(preference) };
        if (preference == Preference.Representation || answer.Body.IsEmpty) return answer;
        return answer with { Body = default, Gaps = [], Status = answer.Status == StatusCodes.Status200OK ? StatusCodes.Status204NoContent : answer.Status };
    }

    /// <summary>A page of resources.</summary>
    public static Answer ToHttp(this ScimResult<ListReply> result) => result.Value is { } reply ? Answer.Ok(reply.Body) with { Gaps = reply.Gaps } : result.Error!;

    /// <summary>Nothing to send.</summary>
    public static Answer ToHttp(this ScimResult<Done> result) => result.Error is { } error ? error : Answer.NoContent;
}

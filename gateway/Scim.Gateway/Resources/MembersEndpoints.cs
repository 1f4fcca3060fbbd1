using Scim.Gateway.Routing;
using Scim.GrainInterfaces.Directory;

namespace Scim.Gateway.Resources;

/// <summary>
/// <c>/Groups/{id}/members</c>, an extension of RFC 7644: a group's members as a list of their own, by cursor as in RFC 9865, with a filter over their
/// sub-attributes such as <c>type eq "Group"</c>. <c>startIndex</c>, sorting and projection do not apply.
/// </summary>
internal static class MembersEndpoints
{
    /// <summary>GET.</summary>
    public static async Task<Answer> List(ScimRequest request)
    {
        if (request.Type is not { Name: "Group" } type || request.Route("id") is not { } id || !ResourceIds.CouldBeIssued(id)) return ResourceEndpoints.NotFound;
        if (ListParameters.TryRead(request.Http.Request.Query, request.Caller, type.Name, out ListQuery read) is { } error) return error;
        var query = new MembersListQuery { Caller = request.Caller, Group = id, Filter = read.Filter, Count = read.Count, Cursor = read.Cursor ?? "" };
        return (await SearchEndpoints.WithTimeout(request, token => request.Directory().ListMembers(query, token))).ToHttp();
    }
}

using Scim.Gateway.Http;
using Scim.Gateway.Routing;
using Scim.GrainInterfaces.Directory;

namespace Scim.Gateway.Resources;

/// <summary>
/// <c>/Groups/{id}/members</c>, an extension of RFC 7644: a group's members as a list of their own, by cursor as in RFC
/// 9865, with a filter over their sub-attributes such as <c>type eq "Group"</c>. <c>startIndex</c>, sorting and
/// projection do not apply.
/// </summary>
internal static class MembersEndpoints
{
    /// <summary>GET.</summary>
    public static async Task<ApiResponse> ListMembersAsync(ScimRequest request)
    {
        if (
            request.Type is not { Name: "Group" } type
            || request.GetRouteValue("id") is not { } id
            || !ResourceIds.IsWellFormed(id)
        )
            return ResourceEndpoints.ResourceNotFound;
        if (
            ListParameters.ReadListQuery(
                request.Http.Request.Query,
                request.Origin,
                type.Name,
                out ListQuery read
            ) is
            { } error
        )
            return error;
        var query = new MembersListQuery
        {
            Origin = request.Origin,
            Group = id,
            Filter = read.Filter,
            Count = read.Count,
            Cursor = read.Cursor ?? "",
        };
        return (
            await SearchEndpoints.RunWithTimeoutAsync(
                request,
                token => request.GetDirectoryGrain().ListMembers(query, token)
            )
        ).ToHttp();
    }
}

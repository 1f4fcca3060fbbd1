using Scim.Gateway.Http;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Resources;
using Scim.Protocol.Schema;

namespace Scim.Gateway.Resources;

/// <summary>
/// The <c>/Groups/{id}/members</c> endpoint, an extension of RFC 7644: lists the members of a group with cursors as in
/// RFC 9865.
/// </summary>
/// <remarks>
/// The filter applies to the sub-attributes of the members, for example <c>type eq "Group"</c>. <c>startIndex</c>,
/// sorting and attribute selection are ignored.
/// </remarks>
internal static class MembersEndpoints
{
    /// <summary>GET <c>/Groups/{id}/members</c>.</summary>
    public static async Task<ApiResponse> ListMembersAsync(ScimRequest request)
    {
        if (
            request.Type is not { Name: ResourceTypeNames.Group } type
            || request.GetRouteValue("id") is not { } id
            || !ResourceIds.IsWellFormed(id)
        )
            return ResourceEndpoints.ResourceNotFound;
        if (
            ListParameters.ReadListQuery(request.Http.Request.Query, request.Origin, type.Name, out ListQuery read) is
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

using Scim.GrainInterfaces.Resources;

namespace Scim.GrainInterfaces.Directory;

/// <summary>Runs queries over a tenant's resources. The key is <see cref="ResourceKey.ForDirectory"/>.</summary>
/// <remarks>
/// A stateless worker. Each query is one parameterized database statement, never a fan-out over grains, and sees
/// everything that was committed before it started.
/// </remarks>
[Alias("scim.IDirectoryGrain"), GrainInterfaceType("scim.directory")]
public interface IDirectoryGrain : IGrainWithStringKey
{
    /// <summary>Returns one page of the resources that match a query.</summary>
    /// <returns>
    /// The page; or InvalidFilter, InvalidPath, InvalidValue, InvalidCursor, ExpiredCursor, InvalidCount or TooMany.
    /// </returns>
    [Alias("ListResources")]
    Task<ScimResult<ListReply>> ListResources(ListQuery query, CancellationToken cancellationToken = default);

    /// <summary>Reads the next chunk of a group's members, to fill in a <see cref="MembersContinuation"/>.</summary>
    /// <returns>The chunk; it is empty when the group does not exist or no longer exists.</returns>
    [Alias("ReadMembers")]
    Task<ScimResult<MembersChunk>> ReadMembers(ReadMembers query, CancellationToken cancellationToken = default);

    /// <summary>Returns one page of a group's members as a list of its own.</summary>
    /// <returns>The page; or NotFound, InvalidFilter, InvalidCursor, ExpiredCursor, InvalidCount or TooMany.</returns>
    [Alias("ListMembers")]
    Task<ScimResult<ListReply>> ListMembers(MembersListQuery query, CancellationToken cancellationToken = default);
}

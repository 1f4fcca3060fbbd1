using Scim.GrainInterfaces.Resources;

namespace Scim.GrainInterfaces.Directory;

/// <summary>
/// Answers queries over a tenant's resources from the database: one parameterised statement, never a fan-out over
/// grains. A stateless worker; what was committed before the query is in the answer. The key is
/// <see cref="ResourceKey.ForDirectory"/>.
/// </summary>
[Alias("scim.IDirectoryGrain"), GrainInterfaceType("scim.directory")]
public interface IDirectoryGrain : IGrainWithStringKey
{
    /// <summary>Runs a query.</summary>
    /// <returns>
    /// The page, or InvalidFilter, InvalidPath, InvalidValue, InvalidCursor, ExpiredCursor, InvalidCount, TooMany.
    /// </returns>
    [Alias("List")]
    Task<ScimResult<ListReply>> ListResources(
        ListQuery query,
        CancellationToken cancellationToken = default
    );

    /// <summary>A part of a group's members, to fill a <see cref="MembersContinuation"/> with.</summary>
    /// <returns>The part; an empty one when there is no such group (any more).</returns>
    [Alias("Members")]
    Task<ScimResult<MembersChunk>> ReadMembers(
        ReadMembers query,
        CancellationToken cancellationToken = default
    );

    /// <summary>A page of a group's members as a list of its own.</summary>
    /// <returns>The page, or NotFound, InvalidFilter, InvalidCursor, ExpiredCursor, InvalidCount, TooMany.</returns>
    [Alias("ListMembers")]
    Task<ScimResult<ListReply>> ListMembers(
        MembersListQuery query,
        CancellationToken cancellationToken = default
    );
}

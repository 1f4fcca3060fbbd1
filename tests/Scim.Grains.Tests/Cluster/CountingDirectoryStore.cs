using Scim.Grains.Storage;

namespace Scim.Grains.Tests.Cluster;

/// <summary>A directory store that counts the queries for groups of users.</summary>
internal sealed class CountingDirectoryStore(IDirectoryStore inner) : IDirectoryStore
{
    private int _groupReadCount;

    public int GroupReadCount => Volatile.Read(ref _groupReadCount);

    public Task<DirectoryPage> ListResourcesAsync(DirectoryQuery query, CancellationToken cancellationToken) =>
        inner.ListResourcesAsync(query, cancellationToken);

    public Task<ILookup<string, GroupRow>> ReadGroupsByMemberAsync(
        string tenant,
        IReadOnlyCollection<string> members,
        CancellationToken cancellationToken
    )
    {
        Interlocked.Increment(ref _groupReadCount);
        return inner.ReadGroupsByMemberAsync(tenant, members, cancellationToken);
    }

    public Task<GroupMembersLookup> ReadMembersByGroupAsync(
        string tenant,
        IReadOnlyCollection<string> groups,
        int limit,
        CancellationToken cancellationToken
    ) => inner.ReadMembersByGroupAsync(tenant, groups, limit, cancellationToken);

    public Task<GroupView?> ReadGroupViewAsync(
        string tenant,
        string group,
        int limit,
        CancellationToken cancellationToken
    ) => inner.ReadGroupViewAsync(tenant, group, limit, cancellationToken);

    public Task<MembersPage?> ListMembersAsync(MembersQuery query, CancellationToken cancellationToken) =>
        inner.ListMembersAsync(query, cancellationToken);
}

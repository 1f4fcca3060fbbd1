using Scim.Grains.Storage;

namespace Scim.Grains.Tests.Cluster;

/// <summary>The directory, with a count of how often groups of users were asked for.</summary>
internal sealed class CountingDirectory(IDirectoryStore inner) : IDirectoryStore
{
    private int _groups;

    public int Groups => Volatile.Read(ref _groups);

    public Task<DirectoryPage> List(DirectoryQuery query, CancellationToken cancellationToken) => inner.List(query, cancellationToken);

    public Task<ILookup<string, GroupRow>> GroupsOf(string tenant, IReadOnlyCollection<string> members, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _groups);
        return inner.GroupsOf(tenant, members, cancellationToken);
    }

    public Task<MembersOfGroups> MembersOf(string tenant, IReadOnlyCollection<string> groups, int limit, CancellationToken cancellationToken) =>
        inner.MembersOf(tenant, groups, limit, cancellationToken);

    public Task<GroupView?> View(string tenant, string group, int limit, CancellationToken cancellationToken) => inner.View(tenant, group, limit, cancellationToken);

    public Task<MembersPage?> Members(MembersQuery query, CancellationToken cancellationToken) => inner.Members(query, cancellationToken);
}

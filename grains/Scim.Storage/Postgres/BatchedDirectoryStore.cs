using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using Scim.Grains.Storage;
using Scim.Storage.Batching;

namespace Scim.Storage.Postgres;

/// <summary>Batches the reads of the groups of a user, as each activation of a user needs, with those of other users.
/// </summary>
internal sealed class BatchedDirectoryStore : IDirectoryStore
{
    private const string GroupsSql =
        "SELECT request_index, group_id, is_direct, display FROM scim_find_groups_by_member($1, $2, $3)";
    private readonly IDirectoryStore _inner;
    private readonly NpgsqlDataSource _source;
    private readonly ReadBatcher<(string Tenant, string Member), IReadOnlyList<GroupRow>> _batcher;

    /// <summary>Creates a store that decorates another one.</summary>
    /// <param name="inner">The store for the groups of several members and all other queries.</param>
    /// <param name="source">The database.</param>
    public BatchedDirectoryStore(IDirectoryStore inner, NpgsqlDataSource source) =>
        (_inner, _source, _batcher) = (
            inner,
            source,
            new ReadBatcher<(string Tenant, string Member), IReadOnlyList<GroupRow>>(ReadGroupsAsync)
        );

    /// <inheritdoc/>
    public Task<DirectoryPage> ListResourcesAsync(DirectoryQuery query, CancellationToken cancellationToken) =>
        _inner.ListResourcesAsync(query, cancellationToken);

    /// <inheritdoc/>
    public async Task<ILookup<string, GroupRow>> ReadGroupsByMemberAsync(
        string tenant,
        IReadOnlyCollection<string> members,
        CancellationToken cancellationToken
    )
    {
        if (members.Count != 1)
            return await _inner.ReadGroupsByMemberAsync(tenant, members, cancellationToken);
        string member = members.First();
        IReadOnlyList<GroupRow> groups = await _batcher.SubmitReadAsync((tenant, member), cancellationToken);
        return groups.ToLookup(_ => member);
    }

    /// <inheritdoc/>
    public Task<GroupMembersLookup> ReadMembersByGroupAsync(
        string tenant,
        IReadOnlyCollection<string> groups,
        int limit,
        CancellationToken cancellationToken
    ) => _inner.ReadMembersByGroupAsync(tenant, groups, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<GroupView?> ReadGroupViewAsync(
        string tenant,
        string group,
        int limit,
        CancellationToken cancellationToken
    ) => _inner.ReadGroupViewAsync(tenant, group, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<MembersPage?> ListMembersAsync(MembersQuery query, CancellationToken cancellationToken) =>
        _inner.ListMembersAsync(query, cancellationToken);

    private async Task<IReadOnlyList<IReadOnlyList<GroupRow>>> ReadGroupsAsync(
        IReadOnlyList<(string Tenant, string Member)> requests
    )
    {
        List<GroupRow>[] groups = [.. requests.Select(_ => new List<GroupRow>())];
        NpgsqlConnection connection = await _source.OpenConnectionAsync().ConfigureAwait(false);
        await using ConfiguredAsyncDisposable closing = connection.ConfigureAwait(false);
        using var command = new NpgsqlCommand(GroupsSql, connection);
        command.Parameters.Add(
            new NpgsqlParameter<int[]>
            {
                TypedValue = [.. Enumerable.Range(0, requests.Count)],
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer,
            }
        );
        command.Parameters.Add(PostgresParameters.CreateTextArray(requests.Select(r => r.Tenant)));
        command.Parameters.Add(PostgresParameters.CreateTextArray(requests.Select(r => r.Member)));
        NpgsqlDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        await using ConfiguredAsyncDisposable reading = reader.ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false))
            groups[reader.GetInt32(0)]
                .Add(
                    new GroupRow(
                        reader.GetString(1),
                        await reader.IsDBNullAsync(3).ConfigureAwait(false) ? null : reader.GetString(3),
                        reader.GetBoolean(2)
                    )
                );
        return groups;
    }
}

using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using Scim.Grains.Storage;
using Scim.Protocol.Filters;
using Scim.Storage.Batching;

namespace Scim.Storage.Postgres;

/// <summary>
/// Looks up a few would-be members, as most changes of a group have, together with those of other groups that are
/// looked up at the same time.
/// </summary>
internal sealed class BatchedMembershipStore : IMembershipStore
{
    private const int MaxBatchedIds = 20;
    private const string CandidatesSql =
        "SELECT place, member_id, member_kind, is_member FROM scim_members_probed($1, $2, $3, $4)";
    private readonly IMembershipStore _inner;
    private readonly NpgsqlDataSource _source;
    private readonly WriteBatcher<MemberLookup> _batcher;

    /// <summary>Over a store that looks up by itself.</summary>
    /// <param name="inner">For many would-be members, and everything else.</param>
    /// <param name="source">The database.</param>
    public BatchedMembershipStore(IMembershipStore inner, NpgsqlDataSource source) =>
        (_inner, _source, _batcher) = (
            inner,
            source,
            new WriteBatcher<MemberLookup>(LookUpBatchAsync, WriteBatcher.MaxConcurrentBatches)
        );

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, MemberCandidate>> FindCandidatesAsync(
        string tenant,
        string groupId,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        if (ids.Count > MaxBatchedIds)
            return _inner.FindCandidatesAsync(tenant, groupId, ids, cancellationToken);
        var ask = new MemberLookup(tenant, groupId, ids);
        _batcher.EnqueueItem(ask);
        return ask.Completion.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> FindMatchingMembersAsync(
        string tenant,
        string groupId,
        Filter inner,
        CancellationToken cancellationToken
    ) => _inner.FindMatchingMembersAsync(tenant, groupId, inner, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> HasMembersAsync(
        string tenant,
        string groupId,
        CancellationToken cancellationToken
    ) => _inner.HasMembersAsync(tenant, groupId, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> IsNestedInAsync(
        string tenant,
        IReadOnlyCollection<string> groups,
        string groupId,
        CancellationToken cancellationToken
    ) => _inner.IsNestedInAsync(tenant, groups, groupId, cancellationToken);

    // All or none: ids have come through the protocol, which takes no text that the database would not.
    private async Task LookUpBatchAsync(IReadOnlyList<MemberLookup> asks)
    {
        try
        {
            await ReadCandidatesAsync(asks).ConfigureAwait(false);
            foreach (MemberLookup ask in asks)
                ask.SetResult();
        }
        catch (Exception e)
        {
            foreach (MemberLookup ask in asks)
                ask.SetException(e);
        }
    }

    private async Task ReadCandidatesAsync(IReadOnlyList<MemberLookup> asks)
    {
        var places = new List<int>(asks.Count);
        List<string> tenants = new(asks.Count),
            groups = new(asks.Count),
            ids = new(asks.Count);
        for (int i = 0; i < asks.Count; i++)
        {
            foreach (string id in asks[i].Ids)
            {
                places.Add(i);
                tenants.Add(asks[i].Tenant);
                groups.Add(asks[i].GroupId);
                ids.Add(id);
            }
        }

        NpgsqlConnection connection = await _source.OpenConnectionAsync().ConfigureAwait(false);
        await using ConfiguredAsyncDisposable closing = connection.ConfigureAwait(false);
        using var command = new NpgsqlCommand(CandidatesSql, connection);
        command.Parameters.Add(
            new NpgsqlParameter<List<int>>
            {
                TypedValue = places,
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer,
            }
        );
        foreach (List<string> texts in new[] { tenants, groups, ids })
            command.Parameters.Add(
                new NpgsqlParameter<List<string>>
                {
                    TypedValue = texts,
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
                }
            );
        NpgsqlDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        await using ConfiguredAsyncDisposable reading = reader.ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false))
            asks[reader.GetInt32(0)]
                .AddCandidate(
                    reader.GetString(1),
                    new MemberCandidate(reader.GetString(2), reader.GetBoolean(3))
                );
    }

    private sealed class MemberLookup(
        string tenant,
        string groupId,
        IReadOnlyCollection<string> ids
    )
    {
        private readonly Dictionary<string, MemberCandidate> _candidates = new(
            ids.Count,
            StringComparer.Ordinal
        );
        private readonly TaskCompletionSource<
            IReadOnlyDictionary<string, MemberCandidate>
        > _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Tenant => tenant;

        public string GroupId => groupId;

        public IReadOnlyCollection<string> Ids => ids;

        public Task<IReadOnlyDictionary<string, MemberCandidate>> Completion => _completion.Task;

        public void AddCandidate(string id, MemberCandidate probe) => _candidates[id] = probe;

        public void SetResult() => _completion.TrySetResult(_candidates);

        public void SetException(Exception exception) => _completion.TrySetException(exception);
    }
}

using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using Scim.Grains.Storage;
using Scim.Protocol.Filters;
using Scim.Storage.Batching;

namespace Scim.Storage.Postgres;

/// <summary>
/// Batches the lookups of a few candidate members, as most changes of a group need, with those of other groups at the
/// same time.
/// </summary>
internal sealed class BatchedMembershipStore : IMembershipStore
{
    private const int MaxBatchedIds = 20;
    private const string CandidatesSql =
        "SELECT request_index, member_id, member_kind, is_member FROM scim_find_member_candidates($1, $2, $3, $4)";
    private readonly IMembershipStore _inner;
    private readonly NpgsqlDataSource _source;
    private readonly ReadBatcher<MemberLookup, IReadOnlyDictionary<string, MemberCandidate>> _batcher;

    /// <summary>Creates a store that decorates another one.</summary>
    /// <param name="inner">The store for larger lookups and all other queries.</param>
    /// <param name="source">The database.</param>
    public BatchedMembershipStore(IMembershipStore inner, NpgsqlDataSource source) =>
        (_inner, _source, _batcher) = (
            inner,
            source,
            new ReadBatcher<MemberLookup, IReadOnlyDictionary<string, MemberCandidate>>(ReadCandidatesAsync)
        );

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, MemberCandidate>> FindCandidatesAsync(
        string tenant,
        string groupId,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        return ids.Count > MaxBatchedIds
            ? _inner.FindCandidatesAsync(tenant, groupId, ids, cancellationToken)
            : _batcher.SubmitReadAsync(new MemberLookup(tenant, groupId, ids), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> FindMatchingMembersAsync(
        string tenant,
        string groupId,
        Filter inner,
        CancellationToken cancellationToken
    ) => _inner.FindMatchingMembersAsync(tenant, groupId, inner, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> HasMembersAsync(string tenant, string groupId, CancellationToken cancellationToken) =>
        _inner.HasMembersAsync(tenant, groupId, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> IsNestedInAsync(
        string tenant,
        IReadOnlyCollection<string> groups,
        string groupId,
        CancellationToken cancellationToken
    ) => _inner.IsNestedInAsync(tenant, groups, groupId, cancellationToken);

    // A failure fails all lookups of the batch. An invalid id cannot cause one, because the protocol rejects text that
    // the database does not accept.
    private async Task<IReadOnlyList<IReadOnlyDictionary<string, MemberCandidate>>> ReadCandidatesAsync(
        IReadOnlyList<MemberLookup> lookups
    )
    {
        Dictionary<string, MemberCandidate>[] found =
        [
            .. lookups.Select(l => new Dictionary<string, MemberCandidate>(l.Ids.Count, StringComparer.Ordinal)),
        ];
        var requestIndexes = new List<int>(lookups.Count);
        List<string> tenants = new(lookups.Count),
            groups = new(lookups.Count),
            ids = new(lookups.Count);
        for (int i = 0; i < lookups.Count; i++)
        {
            foreach (string id in lookups[i].Ids)
            {
                requestIndexes.Add(i);
                tenants.Add(lookups[i].Tenant);
                groups.Add(lookups[i].GroupId);
                ids.Add(id);
            }
        }

        NpgsqlConnection connection = await _source.OpenConnectionAsync().ConfigureAwait(false);
        await using ConfiguredAsyncDisposable closing = connection.ConfigureAwait(false);
        using var command = new NpgsqlCommand(CandidatesSql, connection);
        command.Parameters.Add(
            new NpgsqlParameter<List<int>>
            {
                TypedValue = requestIndexes,
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer,
            }
        );
        foreach (List<string> texts in new[] { tenants, groups, ids })
            command.Parameters.Add(PostgresParameters.CreateTextArray(texts));
        NpgsqlDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        await using ConfiguredAsyncDisposable reading = reader.ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false))
            found[reader.GetInt32(0)][reader.GetString(1)] = new MemberCandidate(
                reader.GetString(2),
                reader.GetBoolean(3)
            );
        return found;
    }

    private sealed record MemberLookup(string Tenant, string GroupId, IReadOnlyCollection<string> Ids);
}

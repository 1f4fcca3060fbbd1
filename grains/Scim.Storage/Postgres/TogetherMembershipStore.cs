using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using Scim.Grains.Storage;
using Scim.Protocol.Filters;

namespace Scim.Storage.Postgres;

/// <summary>Looks up a few would-be members, as most changes of a group have, together with those of other groups that are looked up at the same time.</summary>
internal sealed class TogetherMembershipStore : IMembershipStore
{
    private const int MostIds = 20;
    private const string Sql = "SELECT place, member_id, member_kind, is_member FROM scim_members_probed($1, $2, $3, $4)";
    private readonly IMembershipStore _inner;
    private readonly NpgsqlDataSource _source;
    private readonly Lane<Ask> _lane;

    /// <summary>Over a store that looks up by itself.</summary>
    /// <param name="inner">For many would-be members, and everything else.</param>
    /// <param name="source">The database.</param>
    public TogetherMembershipStore(IMembershipStore inner, NpgsqlDataSource source) => (_inner, _source, _lane) = (inner, source, new Lane<Ask>(Together, Lane.Statements));

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, MemberProbe>> Probe(string tenant, string groupId, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count > MostIds) return _inner.Probe(tenant, groupId, ids, cancellationToken);
        var ask = new Ask(tenant, groupId, ids);
        _lane.Add(ask);
        return ask.Found.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> Matching(string tenant, string groupId, Filter inner, CancellationToken cancellationToken) =>
        _inner.Matching(tenant, groupId, inner, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> Any(string tenant, string groupId, CancellationToken cancellationToken) => _inner.Any(tenant, groupId, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> Contains(string tenant, IReadOnlyCollection<string> groups, string groupId, CancellationToken cancellationToken) =>
        _inner.Contains(tenant, groups, groupId, cancellationToken);

    // All or none: ids have come through the protocol, which takes no text that the database would not.
    private async Task Together(IReadOnlyList<Ask> asks)
    {
        try
        {
            await Look(asks).ConfigureAwait(false);
            foreach (Ask ask in asks) ask.Settle();
        }
        catch (Exception e)
        {
            foreach (Ask ask in asks) ask.Fail(e);
        }
    }

    private async Task Look(IReadOnlyList<Ask> asks)
    {
        var places = new List<int>(asks.Count);
        List<string> tenants = new(asks.Count), groups = new(asks.Count), ids = new(asks.Count);
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
        using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.Add(new NpgsqlParameter<List<int>> { TypedValue = places, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer });
        foreach (List<string> texts in new[] { tenants, groups, ids })
            command.Parameters.Add(new NpgsqlParameter<List<string>> { TypedValue = texts, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        NpgsqlDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        await using ConfiguredAsyncDisposable reading = reader.ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false)) asks[reader.GetInt32(0)].Add(reader.GetString(1), new MemberProbe(reader.GetString(2), reader.GetBoolean(3)));
    }

    private sealed class Ask(string tenant, string groupId, IReadOnlyCollection<string> ids)
    {
        private readonly Dictionary<string, MemberProbe> _found = new(ids.Count, StringComparer.Ordinal);
        private readonly TaskCompletionSource<IReadOnlyDictionary<string, MemberProbe>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Tenant => tenant;

        public string GroupId => groupId;

        public IReadOnlyCollection<string> Ids => ids;

        public Task<IReadOnlyDictionary<string, MemberProbe>> Found => _answer.Task;

        public void Add(string id, MemberProbe probe) => _found[id] = probe;

        public void Settle() => _answer.TrySetResult(_found);

        public void Fail(Exception exception) => _answer.TrySetException(exception);
    }
}

using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using Scim.Storage.Batching;

namespace Scim.Storage.Postgres;

/// <summary>
/// Writes states with the functions <c>scim_insert_states</c> and <c>scim_update_states</c>. New and existing states
/// are batched separately.
/// </summary>
internal sealed class StateWriter
{
    private const string InsertSql = "SELECT scim_insert_states($1, $2, $3, $4, $5)";
    private const string UpdateSql = "SELECT scim_update_states($1, $2, $3, $4, $5, $6)";
    private readonly NpgsqlDataSource _source;
    private readonly string _serviceId;
    private readonly StateWriteBatcher _inserts;
    private readonly StateWriteBatcher _updates;

    /// <summary>Creates a writer.</summary>
    /// <param name="source">The database.</param>
    /// <param name="service">The Orleans service id.</param>
    public StateWriter(NpgsqlDataSource source, string service)
    {
        (_source, _serviceId) = (source, service);
        (_inserts, _updates) = (
            new StateWriteBatcher(InsertStatesAsync, WriteBatcher.MaxConcurrentBatches),
            new StateWriteBatcher(UpdateStatesAsync, WriteBatcher.MaxConcurrentBatches)
        );
    }

    /// <summary>Writes a state.</summary>
    /// <returns>
    /// Whether the state was written: the database had the expected version, or no state if the version is 0.
    /// </returns>
    public Task<bool> WriteStateAsync(StateWrite state) =>
        (state.Version == 0 ? _inserts : _updates).SubmitWriteAsync(state);

    private Task<bool[]> InsertStatesAsync(IReadOnlyList<StateWrite> states, bool waitForLocks) =>
        ExecuteBatchAsync(
            InsertSql,
            states,
            waitForLocks,
            CreateTextArray(states, s => s.Key),
            CreateTextArray(states, s => s.Type),
            CreatePayloadArray(states)
        );

    private Task<bool[]> UpdateStatesAsync(IReadOnlyList<StateWrite> states, bool waitForLocks) =>
        ExecuteBatchAsync(
            UpdateSql,
            states,
            waitForLocks,
            CreateTextArray(states, s => s.Key),
            CreateTextArray(states, s => s.Type),
            new NpgsqlParameter<int[]>
            {
                TypedValue = [.. states.Select(s => s.Version)],
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer,
            },
            CreatePayloadArray(states)
        );

    private async Task<bool[]> ExecuteBatchAsync(
        string sql,
        IReadOnlyList<StateWrite> states,
        bool waitForLocks,
        params NpgsqlParameter[] parameters
    )
    {
        NpgsqlConnection connection = await _source.OpenConnectionAsync().ConfigureAwait(false);
        await using ConfiguredAsyncDisposable closing = connection.ConfigureAwait(false);
        using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(
            new NpgsqlParameter<string> { TypedValue = _serviceId, NpgsqlDbType = NpgsqlDbType.Text }
        );
        command.Parameters.Add(
            new NpgsqlParameter<bool> { TypedValue = waitForLocks, NpgsqlDbType = NpgsqlDbType.Boolean }
        );
        foreach (NpgsqlParameter parameter in parameters)
            command.Parameters.Add(parameter);
        bool[] written = new bool[states.Count];
        NpgsqlDataReader reader = await command.ExecuteReaderAsync(CommandBehavior.Default).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable reading = reader.ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false))
            written[reader.GetInt32(0) - 1] = true;

        // An error at the commit is reported after the last row.
        await reader.NextResultAsync().ConfigureAwait(false);
        return written;
    }

    private static NpgsqlParameter<string[]> CreateTextArray(
        IReadOnlyList<StateWrite> states,
        Func<StateWrite, string> text
    ) => new() { TypedValue = [.. states.Select(text)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static NpgsqlParameter<byte[][]> CreatePayloadArray(IReadOnlyList<StateWrite> states) =>
        new()
        {
            TypedValue = [.. states.Select(s => s.Payload)],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
        };
}

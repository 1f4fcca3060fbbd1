using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using Scim.Storage.Batching;

namespace Scim.Storage.Postgres;

/// <summary>
/// Writes states by the functions of <c>0009_writes.sql</c>: new ones and changed ones each in a lane of their own.
/// </summary>
internal sealed class StateWriter
{
    private const string InsertSql = "SELECT scim_states_added($1, $2, $3, $4, $5)";
    private const string UpdateSql = "SELECT scim_states_changed($1, $2, $3, $4, $5, $6)";
    private readonly NpgsqlDataSource _source;
    private readonly string _serviceId;
    private readonly StateWriteBatcher _inserts;
    private readonly StateWriteBatcher _updates;

    /// <summary>Writes to the database of <paramref name="source"/>, for one service of Orleans'.</summary>
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
    /// Whether the database had the version that was to be replaced, or none where there was to be none.
    /// </returns>
    public Task<bool> WriteStateAsync(StateWrite state) =>
        (state.Version == 0 ? _inserts : _updates).SubmitWriteAsync(state);

    private Task<bool[]> InsertStatesAsync(IReadOnlyList<StateWrite> states, bool patient) =>
        ExecuteBatchAsync(
            InsertSql,
            states,
            patient,
            CreateTextArray(states, s => s.Key),
            CreateTextArray(states, s => s.Type),
            CreatePayloadArray(states)
        );

    private Task<bool[]> UpdateStatesAsync(IReadOnlyList<StateWrite> states, bool patient) =>
        ExecuteBatchAsync(
            UpdateSql,
            states,
            patient,
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
        bool patient,
        params NpgsqlParameter[] parameters
    )
    {
        NpgsqlConnection connection = await _source.OpenConnectionAsync().ConfigureAwait(false);
        await using ConfiguredAsyncDisposable closing = connection.ConfigureAwait(false);
        using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(
            new NpgsqlParameter<string>
            {
                TypedValue = _serviceId,
                NpgsqlDbType = NpgsqlDbType.Text,
            }
        );
        command.Parameters.Add(
            new NpgsqlParameter<bool> { TypedValue = patient, NpgsqlDbType = NpgsqlDbType.Boolean }
        );
        foreach (NpgsqlParameter parameter in parameters)
            command.Parameters.Add(parameter);
        bool[] written = new bool[states.Count];
        NpgsqlDataReader reader = await command
            .ExecuteReaderAsync(CommandBehavior.Default)
            .ConfigureAwait(false);
        await using ConfiguredAsyncDisposable reading = reader.ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false))
            written[reader.GetInt32(0) - 1] = true;

        // What goes wrong at the commit is told after the last row.
        await reader.NextResultAsync().ConfigureAwait(false);
        return written;
    }

    private static NpgsqlParameter<string[]> CreateTextArray(
        IReadOnlyList<StateWrite> states,
        Func<StateWrite, string> text
    ) =>
        new()
        {
            TypedValue = [.. states.Select(text)],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
        };

    private static NpgsqlParameter<byte[][]> CreatePayloadArray(IReadOnlyList<StateWrite> states) =>
        new()
        {
            TypedValue = [.. states.Select(s => s.Payload)],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
        };
}

using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace Scim.Storage.Postgres;

/// <summary>Writes states by the functions of <c>0009_writes.sql</c>: new ones and changed ones each in a lane of their own.</summary>
internal sealed class StateWriter
{
    private const string AddSql = "SELECT scim_states_added($1, $2, $3, $4, $5)";
    private const string ChangeSql = "SELECT scim_states_changed($1, $2, $3, $4, $5, $6)";
    private readonly NpgsqlDataSource _source;
    private readonly string _service;
    private readonly CommitLane _added;
    private readonly CommitLane _changed;

    /// <summary>Writes to the database of <paramref name="source"/>, for one service of Orleans'.</summary>
    public StateWriter(NpgsqlDataSource source, string service)
    {
        (_source, _service) = (source, service);
        (_added, _changed) = (new CommitLane(Add, Lane.Statements), new CommitLane(Change, Lane.Statements));
    }

    /// <summary>Writes a state.</summary>
    /// <returns>Whether the database had the version that was to be replaced, or none where there was to be none.</returns>
    public Task<bool> Write(StateWrite state) => (state.Version == 0 ? _added : _changed).Run(state);

    private Task<bool[]> Add(IReadOnlyList<StateWrite> states, bool patient) => Execute(AddSql, states, patient, Texts(states, s => s.Key), Texts(states, s => s.Type), Payloads(states));

    private Task<bool[]> Change(IReadOnlyList<StateWrite> states, bool patient) => Execute(
        ChangeSql, states, patient, Texts(states, s => s.Key), Texts(states, s => s.Type),
        new NpgsqlParameter<int[]> { TypedValue = [.. states.Select(s => s.Version)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer },
        Payloads(states));

    private async Task<bool[]> Execute(string sql, IReadOnlyList<StateWrite> states, bool patient, params NpgsqlParameter[] parameters)
    {
        NpgsqlConnection connection = await _source.OpenConnectionAsync().ConfigureAwait(false);
        await using ConfiguredAsyncDisposable closing = connection.ConfigureAwait(false);
        using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _service, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = patient, NpgsqlDbType = NpgsqlDbType.Boolean });
        foreach (NpgsqlParameter parameter in parameters) command.Parameters.Add(parameter);
        bool[] written = new bool[states.Count];
        NpgsqlDataReader reader = await command.ExecuteReaderAsync(CommandBehavior.Default).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable reading = reader.ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false)) written[reader.GetInt32(0) - 1] = true;

        // What goes wrong at the commit is told after the last row.
        await reader.NextResultAsync().ConfigureAwait(false);
        return written;
    }

    private static NpgsqlParameter<string[]> Texts(IReadOnlyList<StateWrite> states, Func<StateWrite, string> text) =>
        new() { TypedValue = [.. states.Select(text)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static NpgsqlParameter<byte[][]> Payloads(IReadOnlyList<StateWrite> states) =>
        new() { TypedValue = [.. states.Select(s => s.Payload)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea };
}

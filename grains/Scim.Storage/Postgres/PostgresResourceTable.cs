using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;
using Scim.Grains.Storage;
using Scim.Protocol.Schema;
using Scim.Storage.Batching;
using Scim.Storage.Resources;

namespace Scim.Storage.Postgres;

/// <summary>
/// Writes resources with the functions <c>scim_insert_resources</c>, <c>scim_update_resources</c> and
/// <c>scim_delete_resource</c>. Resources that are created or updated at the same time are written by one statement.
/// </summary>
/// <remarks>
/// Whether a commit can be part of a batch depends on its locks. A commit that locks only its own commit and a few
/// members can. A commit that locks a whole tenant or a whole group is written alone.
/// </remarks>
internal sealed class PostgresResourceTable : IResourceTable
{
    /// <summary>
    /// The maximum number of members that a batched change of a group may add and remove. Larger changes would delay
    /// the other commits of the batch.
    /// </summary>
    public const int MaxMemberChanges = 100;

    /// <summary>The maximum size of a batched document, in bytes.</summary>
    public const int MaxDocumentBytes = 32 * 1024;

    private readonly NpgsqlDataSource _source;
    private readonly string _serviceId;
    private readonly ResourceReader _customReader;
    private readonly BatchedResourceReader _reader;
    private readonly ResourceWriteBatcher _inserts;
    private readonly ResourceWriteBatcher _updates;

    /// <summary>Creates the table.</summary>
    /// <param name="database">The database.</param>
    /// <param name="service">The Orleans service id, under which reminders are stored.</param>
    public PostgresResourceTable(PostgresDatabase database, string service)
    {
        (_source, _serviceId) = (database.Source, service);
        (_reader, _customReader) = (new BatchedResourceReader(database), new ResourceReader(database));
        (_inserts, _updates) = (
            new ResourceWriteBatcher(InsertRowsAsync, WriteBatcher.MaxConcurrentBatches),
            new ResourceWriteBatcher(UpdateRowsAsync, WriteBatcher.MaxConcurrentBatches)
        );
    }

    /// <inheritdoc/>
    public Task<ResourceState?> ReadStateAsync(string tenant, string? type, string id) =>
        type is null ? _customReader.ReadStateAsync(tenant, type, id) : _reader.ReadStateAsync(tenant, type, id);

    /// <inheritdoc/>
    public Task<bool> WriteCommitAsync(ResourceCommit commit)
    {
        if (commit.State.Operation == ChangeOperation.Delete)
            return DeleteRowAsync(commit);
        bool isCreation = commit.ExpectedVersion == 0;
        if (IsBatchable(commit.State))
            return (isCreation ? _inserts : _updates).SubmitWriteAsync(new ResourceWrite(commit));
        return WriteSingleAsync(commit, isCreation);
    }

    /// <summary>Returns whether a creation or an update can be part of a batch.</summary>
    internal static bool IsBatchable(ResourceState state) =>
        state.Document.Length <= MaxDocumentBytes
        && (
            state.Members is not { } delta
            || (
                !delta.Replace
                && delta.Add.Count + delta.Remove.Count <= MaxMemberChanges
                && delta.Add.All(m => m.Type != ResourceTypeNames.Group)
            )
        );

    private async Task<bool> WriteSingleAsync(ResourceCommit commit, bool isCreation)
    {
        IReadOnlyList<ResourceWrite> single = [new ResourceWrite(commit)];
        bool[] written = await (
            isCreation ? InsertRowsAsync(single, true) : UpdateRowsAsync(single, true)
        ).ConfigureAwait(false);
        return written[0];
    }

    private async Task<bool[]> InsertRowsAsync(IReadOnlyList<ResourceWrite> writes, bool waitForLocks)
    {
        try
        {
            return await ExecuteBatchAsync(ResourceCommands.CreateInsert, writes, waitForLocks).ConfigureAwait(false);
        }
        catch (PostgresException e) when (writes.Count == 1 && e.ConstraintName == "scim_resource_id")
        {
            // Another transaction has inserted the id since this one checked that it is not in use.
            return [false];
        }
    }

    private Task<bool[]> UpdateRowsAsync(IReadOnlyList<ResourceWrite> writes, bool waitForLocks) =>
        ExecuteBatchAsync(ResourceCommands.CreateUpdate, writes, waitForLocks);

    private async Task<bool> DeleteRowAsync(ResourceCommit commit)
    {
        NpgsqlConnection connection = await _source.OpenConnectionAsync().ConfigureAwait(false);
        await using ConfiguredAsyncDisposable closing = connection.ConfigureAwait(false);
        using NpgsqlCommand command = ResourceCommands.CreateDelete(connection, _serviceId, commit);
        return (bool)(await command.ExecuteScalarAsync().ConfigureAwait(false))!;
    }

    private async Task<bool[]> ExecuteBatchAsync(
        Func<NpgsqlConnection, string, IReadOnlyList<ResourceCommit>, bool, NpgsqlCommand> createCommand,
        IReadOnlyList<ResourceWrite> writes,
        bool waitForLocks
    )
    {
        NpgsqlConnection connection = await _source.OpenConnectionAsync().ConfigureAwait(false);
        await using ConfiguredAsyncDisposable closing = connection.ConfigureAwait(false);
        using NpgsqlCommand command = createCommand(
            connection,
            _serviceId,
            [.. writes.Select(w => w.Commit)],
            waitForLocks
        );
        bool[] written = new bool[writes.Count];
        NpgsqlDataReader reader = await command.ExecuteReaderAsync(CommandBehavior.Default).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable reading = reader.ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false))
            written[reader.GetInt32(0) - 1] = true;

        // An error at the commit is reported after the last row.
        await reader.NextResultAsync().ConfigureAwait(false);
        return written;
    }
}

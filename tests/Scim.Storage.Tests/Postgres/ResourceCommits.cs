using System.Data.Common;
using Npgsql;
using Scim.Grains.Storage;
using Scim.Storage.Postgres;
using Scim.Storage.Resources;

namespace Scim.Storage.Tests.Postgres;

/// <summary>Executes the commands that write resources on a connection of a test, inside its transaction.</summary>
internal static class ResourceCommits
{
    private const string ServiceId = "dev";

    /// <summary>Writes a creation, an update of the preceding version, or a deletion.</summary>
    /// <returns>Whether it was written.</returns>
    public static async Task<bool> ExecuteCommitAsync(DbConnection connection, ResourceState state)
    {
        var target = (NpgsqlConnection)connection;
        var commit = ResourceCommit.FromState(state, state.Version - 1);
        await using NpgsqlCommand command = state.Operation switch
        {
            ChangeOperation.Create => ResourceCommands.CreateInsert(target, ServiceId, [commit], true),
            ChangeOperation.Update => ResourceCommands.CreateUpdate(target, ServiceId, [commit], true),
            _ => ResourceCommands.CreateDelete(target, ServiceId, commit),
        };
        return await command.ExecuteScalarAsync() is true or 1;
    }

    /// <summary>Creates resources by one statement.</summary>
    /// <returns>The number of resources that were created.</returns>
    public static async Task<int> ExecuteInsertAsync(DbConnection connection, IEnumerable<ResourceState> states)
    {
        await using NpgsqlCommand command = ResourceCommands.CreateInsert(
            (NpgsqlConnection)connection,
            ServiceId,
            [.. states.Select(s => ResourceCommit.FromState(s, 0))],
            true
        );
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        int count = 0;
        while (await reader.ReadAsync())
            count++;
        return count;
    }
}

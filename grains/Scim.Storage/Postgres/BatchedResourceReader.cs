using System.Data.Common;
using Dapper;
using Scim.Grains.Storage;
using Scim.Storage.Batching;
using Scim.Storage.Databases;
using Scim.Storage.Resources;

namespace Scim.Storage.Postgres;

/// <summary>
/// Reads the states of resources with the function <c>scim_read_resources</c>: those that are activated at the same
/// time by one statement.
/// </summary>
internal sealed class BatchedResourceReader
{
    /// <summary>The statement that reads a batch.</summary>
    internal const string Select = """
        SELECT request_number AS RequestNumber, kind AS Type, unique_name AS UniqueName,
          name_partition::bigint AS NamePartition, name AS Name, display AS Display, external_id AS ExternalId,
          active::integer::bigint AS Active, version AS Version, created AS Created, modified AS Modified,
          document AS Document, details AS Details
        FROM scim_read_resources(@tenants, @types, @ids)
        """;
    private readonly ScimDatabase _database;
    private readonly ReadBatcher<(string Tenant, string Type, string Id), ResourceState?> _batcher;

    /// <summary>Creates a reader.</summary>
    /// <param name="database">The database.</param>
    public BatchedResourceReader(ScimDatabase database) =>
        (_database, _batcher) = (
            database,
            new ReadBatcher<(string Tenant, string Type, string Id), ResourceState?>(ReadStatesAsync)
        );

    /// <inheritdoc cref="IResourceTable.ReadStateAsync"/>
    public Task<ResourceState?> ReadStateAsync(string tenant, string type, string id) =>
        _batcher.SubmitReadAsync((tenant, type, id), CancellationToken.None);

    private async Task<IReadOnlyList<ResourceState?>> ReadStatesAsync(
        IReadOnlyList<(string Tenant, string Type, string Id)> keys
    )
    {
        var states = new ResourceState?[keys.Count];
        await using DbConnection connection = await _database
            .OpenConnectionAsync(CancellationToken.None)
            .ConfigureAwait(false);
        IEnumerable<StoredResource> rows = await connection
            .QueryAsync<StoredResource>(
                Select,
                new
                {
                    tenants = keys.Select(k => k.Tenant).ToArray(),
                    types = keys.Select(k => k.Type).ToArray(),
                    ids = keys.Select(k => k.Id).ToArray(),
                }
            )
            .ConfigureAwait(false);
        foreach (StoredResource row in rows)
        {
            int index = row.RequestNumber - 1;
            states[index] = row.ToState(keys[index].Tenant, keys[index].Id);
        }

        return states;
    }
}

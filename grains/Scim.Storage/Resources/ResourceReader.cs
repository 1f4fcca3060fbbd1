using System.Data.Common;
using Dapper;
using Scim.Grains.Storage;
using Scim.Storage.Databases;

namespace Scim.Storage.Resources;

/// <summary>Reads the states of resources from <c>scim_resource</c> and <c>scim_tombstone</c>.</summary>
internal sealed class ResourceReader(ScimDatabase database)
{
    /// <inheritdoc cref="IResourceTable.ReadStateAsync"/>
    public async Task<ResourceState?> ReadStateAsync(string tenant, string? type, string id)
    {
        await using DbConnection connection = await database
            .OpenConnectionAsync(CancellationToken.None)
            .ConfigureAwait(false);
        Row? row = await connection
            .QueryFirstOrDefaultAsync<Row>(
                BuildSelect(type),
                new
                {
                    tenant,
                    type,
                    id,
                }
            )
            .ConfigureAwait(false);
        return row?.ToState(tenant, id);
    }

    /// <summary>The statement of <see cref="ReadStateAsync"/>.</summary>
    internal static string BuildSelect(string? type)
    {
        string isType = type is null ? "kind NOT IN ('User', 'Group')" : "kind = @type";
        return $"""
            SELECT kind AS Type, unique_name AS UniqueName, name_partition AS NamePartition, name AS Name,
              display AS Display, external_id AS ExternalId, CASE WHEN active THEN 1 ELSE 0 END AS Active,
              version AS Version, created AS Created, modified AS Modified, document AS Document,
              CAST(details AS TEXT) AS Details
            FROM scim_resource WHERE tenant = @tenant AND {isType} AND id = @id
            UNION ALL
            SELECT kind, NULL, 0, NULL, NULL, NULL, 0, version, NULL, deleted_at, NULL, NULL
            FROM scim_tombstone WHERE tenant = @tenant AND {isType} AND id = @id
            """;
    }

    private sealed class Row
    {
        public string Type { get; init; } = "";

        public string? UniqueName { get; init; }

        public long NamePartition { get; init; }

        public string? Name { get; init; }

        public string? Display { get; init; }

        public string? ExternalId { get; init; }

        public long Active { get; init; }

        public long Version { get; init; }

        public string? Created { get; init; }

        public string Modified { get; init; } = "";

        public byte[]? Document { get; init; }

        public string? Details { get; init; }

        public ResourceState ToState(string tenant, string id)
        {
            DateTimeOffset modified = StoredInstant.Parse(Modified);
            if (Document is null)
                return new ResourceState
                {
                    Tenant = tenant,
                    Type = Type,
                    Id = id,
                    Version = Version,
                    Operation = ChangeOperation.Delete,
                    LastModified = modified,
                };

            ResourceDetails details = ResourceDetails.ParseDetails(Details);
            return new ResourceState
            {
                Tenant = tenant,
                Type = Type,
                Id = id,
                Version = Version,
                Operation = ChangeOperation.Update,
                Created = StoredInstant.Parse(Created!),
                LastModified = modified,
                Index = new ResourceIndex
                {
                    Unique = details.LongUniqueName ?? UniqueName,
                    NonUniqueName = details.NonUniqueName,
                    Partition = (int)NamePartition,
                    Name = Name,
                    Display = Display,
                    ExternalId = ExternalId,
                    Active = Active != 0,
                    Values = details.UniqueValues,
                    Schemas = details.SchemaVersion,
                },
                Document = Document,
                PasswordHash = details.PasswordHash,
                ExternalIds = details.ExternalIds,
                Local = details.Local,
                DeactivatedAt = details.DeactivatedAt,
                DeactivatedVersion = details.DeactivatedVersion,
            };
        }
    }
}

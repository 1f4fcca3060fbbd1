using Scim.Grains.Storage;

namespace Scim.Storage.Resources;

/// <summary>
/// A row of <c>scim_resource</c>, or one of <c>scim_tombstone</c>, which has no document. The names are those of the
/// columns of the statements that read it.
/// </summary>
internal sealed class StoredResource
{
    public int RequestNumber { get; init; }

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

using Orleans.Concurrency;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Uploads;

namespace Scim.Grains.Uploads;

/// <summary>Lists the uploads of a tenant from the database. See <see cref="IUploadListGrain"/>.</summary>
[StatelessWorker]
internal sealed class UploadListGrain(IUploadStore store, IGrainContext context) : Grain, IUploadListGrain
{
    private readonly string _tenant = ResourceKey.Parse(context.GrainId.Key.ToString()!).Tenant;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<UploadInfo>> ListUploads(string? after, int count) =>
        [.. (await store.ListJobsAsync(_tenant, after, count, CancellationToken.None)).Select(JobRules.ToUploadInfo)];
}

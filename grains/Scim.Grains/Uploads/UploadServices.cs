using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Scim.Grains.Storage;
using Scim.Grains.Tenants;
using Scim.Grains.Uploads.Csv;

namespace Scim.Grains.Uploads;

/// <summary>What uploads work with; one instance for all of them.</summary>
internal sealed record UploadServices(
    IUploadStore Store,
    INameStore Names,
    IDirectoryStore Directory,
    TenantPolicyProvider Policies,
    IGrainFactory Grains,
    IOptions<UploadOptions> Options,
    TimeProvider Time,
    ILogger<BulkUploadGrain> Logger
)
{
    /// <summary>How much a row may hold.</summary>
    public CsvLimits Limits =>
        new(Options.Value.MaxRowLength, Options.Value.MaxCellLength, Options.Value.MaxColumns);
}

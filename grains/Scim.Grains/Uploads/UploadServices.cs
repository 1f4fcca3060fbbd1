using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Scim.Grains.Storage;
using Scim.Grains.Tenants;
using Scim.Grains.Uploads.Csv;

namespace Scim.Grains.Uploads;

/// <summary>The services that all upload grains share.</summary>
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
    /// <summary>The limits of a row.</summary>
    public CsvLimits Limits => new(Options.Value.MaxRowLength, Options.Value.MaxCellLength, Options.Value.MaxColumns);
}

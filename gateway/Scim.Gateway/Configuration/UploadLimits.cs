using System.ComponentModel.DataAnnotations;

namespace Scim.Gateway.Configuration;

/// <summary>
/// The size limit of uploads, from the configuration section <c>Scim:Uploads</c>, which also holds the limits of the
/// grains.
/// </summary>
public sealed class UploadLimits
{
    /// <summary>
    /// The maximum size of a file, in bytes. Larger files get 413. The default is 100 MiB, about 500,000 users.
    /// </summary>
    /// <remarks>A file is never in memory as a whole. It is stored in the database until the upload expires.</remarks>
    [Range(
        1024,
        1024L * 1024 * 1024,
        ErrorMessage = "Scim:Uploads:MaxBytes must be between 1024 and 1073741824 bytes."
    )]
    public long MaxBytes { get; set; } = 100 * 1024 * 1024;
}

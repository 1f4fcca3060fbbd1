using System.ComponentModel.DataAnnotations;

namespace Scim.Gateway.Configuration;

/// <summary>
/// How large an upload may be, from the configuration section <c>Scim:Uploads</c>, where the grains find their limits
/// too.
/// </summary>
public sealed class UploadLimits
{
    /// <summary>
    /// The largest file, in bytes; a larger one is answered 413. Default 100 MiB, some 500,000 users. It is never in
    /// memory as a whole, but in the database until the upload's time is over.
    /// </summary>
    [Range(
        1024,
        1024L * 1024 * 1024,
        ErrorMessage = "Scim:Uploads:MaxBytes must be between 1024 and 1073741824 bytes."
    )]
    public long MaxBytes { get; set; } = 100 * 1024 * 1024;
}

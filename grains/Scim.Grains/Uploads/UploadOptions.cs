using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Scim.Grains.Uploads;

/// <summary>
/// The limits of uploads, from the configuration section <c>Scim:Uploads</c>. The gateway reads the size limit from the
/// same section.
/// </summary>
public sealed class UploadOptions
{
    /// <summary>
    /// The maximum number of rows in one file. A larger file is refused with 413. Default: 1,000,000.
    /// </summary>
    [Range(1, 10_000_000, ErrorMessage = "Scim:Uploads:MaxRows must be between 1 and 10000000.")]
    public int MaxRows { get; set; } = 1_000_000;

    /// <summary>
    /// The maximum length of a row in characters, including quotation marks. A row is held in memory while it is
    /// processed. Default: 65,536.
    /// </summary>
    [Range(256, 1024 * 1024, ErrorMessage = "Scim:Uploads:MaxRowLength must be between 256 and 1048576 characters.")]
    public int MaxRowLength { get; set; } = 64 * 1024;

    /// <summary>The maximum length of a cell in characters. Default: 8,192.</summary>
    [Range(64, 64 * 1024, ErrorMessage = "Scim:Uploads:MaxCellLength must be between 64 and 65536 characters.")]
    public int MaxCellLength { get; set; } = 8 * 1024;

    /// <summary>The maximum number of columns. Default: 100.</summary>
    [Range(1, 1000, ErrorMessage = "Scim:Uploads:MaxColumns must be between 1 and 1000.")]
    public int MaxColumns { get; set; } = 100;

    /// <summary>
    /// The maximum number of uploads of one tenant that run at the same time. A further upload is refused with 409.
    /// Default: 4.
    /// </summary>
    [Range(1, 100, ErrorMessage = "Scim:Uploads:MaxRunning must be between 1 and 100.")]
    public int MaxRunning { get; set; } = 4;

    /// <summary>
    /// The number of users that one upload writes in parallel. A higher value slows down other requests more than it
    /// speeds up the upload. Default: 8.
    /// </summary>
    [Range(1, 64, ErrorMessage = "Scim:Uploads:Parallelism must be between 1 and 64.")]
    public int Parallelism { get; set; } = 8;

    /// <summary>
    /// How long an upload, its file and its result are kept after the upload has ended. They contain personal data.
    /// Default: 7 days.
    /// </summary>
    [Range(
        typeof(TimeSpan),
        "00:01:00",
        "40.00:00:00",
        ErrorMessage = "Scim:Uploads:Retention must be between 00:01:00 and 40.00:00:00."
    )]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);
}

/// <summary>Validates <see cref="UploadOptions"/> at startup.</summary>
[OptionsValidator]
internal sealed partial class UploadOptionsValidator : IValidateOptions<UploadOptions>;

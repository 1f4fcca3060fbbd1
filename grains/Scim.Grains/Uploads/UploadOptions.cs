using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Scim.Grains.Uploads;

/// <summary>
/// Limits of uploads, from the configuration section <c>Scim:Uploads</c>, where the gateway finds the size limit too.
/// </summary>
public sealed class UploadOptions
{
    /// <summary>Rows in one file at most; more are answered 413. Default 1,000,000.</summary>
    [Range(1, 10_000_000, ErrorMessage = "Scim:Uploads:MaxRows must be between 1 and 10000000.")]
    public int MaxRows { get; set; } = 1_000_000;

    /// <summary>
    /// Characters in one row at most, quotation marks and all. Default 65536. A row is in memory while it is worked on.
    /// </summary>
    [Range(
        256,
        1024 * 1024,
        ErrorMessage = "Scim:Uploads:MaxRowLength must be between 256 and 1048576 characters."
    )]
    public int MaxRowLength { get; set; } = 64 * 1024;

    /// <summary>Characters in one cell at most. Default 8192.</summary>
    [Range(
        64,
        64 * 1024,
        ErrorMessage = "Scim:Uploads:MaxCellLength must be between 64 and 65536 characters."
    )]
    public int MaxCellLength { get; set; } = 8 * 1024;

    /// <summary>Columns at most. Default 100.</summary>
    [Range(1, 1000, ErrorMessage = "Scim:Uploads:MaxColumns must be between 1 and 1000.")]
    public int MaxColumns { get; set; } = 100;

    /// <summary>Uploads of one tenant that run at the same time; a further one is answered 409. Default 4.</summary>
    [Range(1, 100, ErrorMessage = "Scim:Uploads:MaxRunning must be between 1 and 100.")]
    public int MaxRunning { get; set; } = 4;

    /// <summary>
    /// Users whom one upload writes at the same time. Default 8: more takes more from other requests than it gives to
    /// the upload.
    /// </summary>
    [Range(1, 64, ErrorMessage = "Scim:Uploads:Parallelism must be between 1 and 64.")]
    public int Parallelism { get; set; } = 8;

    /// <summary>
    /// How long an upload, its file and its result are kept after its end. Default 7 days: they hold personal data.
    /// </summary>
    [Range(
        typeof(TimeSpan),
        "00:01:00",
        "40.00:00:00",
        ErrorMessage = "Scim:Uploads:Retention must be between 00:01:00 and 40.00:00:00."
    )]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);
}

/// <summary>Checks <see cref="UploadOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class UploadOptionsValidator : IValidateOptions<UploadOptions>;

using System.ComponentModel.DataAnnotations;

namespace Scim.Gateway.Configuration;

/// <summary>
/// How much one bulk request may hold (RFC 7644 section 3.7.4), from the configuration section <c>Scim:Bulk</c>.
/// <c>/ServiceProviderConfig</c> announces it.
/// </summary>
public sealed class BulkLimits
{
    /// <summary>
    /// Operations in one request; more are answered 413. Default 1000. Each is a write, so this bounds how long a
    /// request takes.
    /// </summary>
    [Range(1, 100_000, ErrorMessage = "Scim:Bulk:MaxOperations must be between 1 and 100000.")]
    public int MaxOperations { get; set; } = 1000;

    /// <summary>
    /// The largest body, in bytes; a larger one is answered 413. Default 4 MiB. A body is in memory as a whole, in
    /// parsed form about ten times its size, while it is worked on.
    /// </summary>
    [Range(
        1024,
        64 * 1024 * 1024,
        ErrorMessage = "Scim:Bulk:MaxPayloadSize must be between 1024 and 67108864 bytes."
    )]
    public int MaxPayloadSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// Operations of one request that are carried out at the same time. Default 16. More let one request take more of
    /// the database.
    /// </summary>
    [Range(1, 256, ErrorMessage = "Scim:Bulk:Parallelism must be between 1 and 256.")]
    public int Parallelism { get; set; } = 16;
}

using System.ComponentModel.DataAnnotations;

namespace Scim.Gateway.Configuration;

/// <summary>
/// The limits of one bulk request (RFC 7644 section 3.7.4), from the configuration section <c>Scim:Bulk</c>.
/// </summary>
/// <remarks><c>/ServiceProviderConfig</c> publishes them.</remarks>
public sealed class BulkLimits
{
    /// <summary>
    /// The maximum number of operations in one request. Larger requests get 413. The default is 1000.
    /// </summary>
    /// <remarks>Every operation is a write, so this limit bounds the duration of a request.</remarks>
    [Range(1, 100_000, ErrorMessage = "Scim:Bulk:MaxOperations must be between 1 and 100000.")]
    public int MaxOperations { get; set; } = 1000;

    /// <summary>The maximum size of the body, in bytes. Larger bodies get 413. The default is 4 MiB.</summary>
    /// <remarks>
    /// The whole body is in memory while the request is processed, and takes about ten times its size once parsed.
    /// </remarks>
    [Range(1024, 64 * 1024 * 1024, ErrorMessage = "Scim:Bulk:MaxPayloadSize must be between 1024 and 67108864 bytes.")]
    public int MaxPayloadSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>The number of operations of one request that run in parallel. The default is 16.</summary>
    /// <remarks>A higher number lets one request use more of the database.</remarks>
    [Range(1, 256, ErrorMessage = "Scim:Bulk:Parallelism must be between 1 and 256.")]
    public int Parallelism { get; set; } = 16;
}

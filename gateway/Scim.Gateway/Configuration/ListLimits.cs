using System.ComponentModel.DataAnnotations;

namespace Scim.Gateway.Configuration;

/// <summary>
/// The list limits that the gateway publishes, from the configuration section of the directory's own limits.
/// </summary>
public sealed class ListLimits
{
    /// <summary>The maximum number of resources in one response. The default is 1000.</summary>
    [Range(1, 10_000, ErrorMessage = "Scim:Directory:MaxPageSize must be between 1 and 10000.")]
    public int MaxPageSize { get; set; } = 1000;

    /// <summary>The number of resources in one response if the request has no count. The default is 100.</summary>
    [Range(1, 10_000, ErrorMessage = "Scim:Directory:DefaultPageSize must be between 1 and 10000.")]
    public int DefaultPageSize { get; set; } = 100;

    /// <summary>How long a cursor is valid. The default is 10 minutes.</summary>
    [Range(
        typeof(TimeSpan),
        "00:00:01",
        "7.00:00:00",
        ErrorMessage = "Scim:Directory:CursorTimeout must be between 00:00:01 and 7.00:00:00."
    )]
    public TimeSpan CursorTimeout { get; set; } = TimeSpan.FromMinutes(10);
}

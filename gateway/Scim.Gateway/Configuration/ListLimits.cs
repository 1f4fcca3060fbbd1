using System.ComponentModel.DataAnnotations;

namespace Scim.Gateway.Configuration;

/// <summary>
/// What the gateway announces about lists; bound from the section that the directory's own limits come from.
/// </summary>
public sealed class ListLimits
{
    /// <summary>The most resources that one answer holds. Default 1000. Costs nothing here.</summary>
    [Range(1, 10_000, ErrorMessage = "Scim:Directory:MaxPageSize must be between 1 and 10000.")]
    public int MaxPageSize { get; set; } = 1000;

    /// <summary>
    /// The number of resources that one answer holds where the request names none. Default 100. Costs nothing here.
    /// </summary>
    [Range(1, 10_000, ErrorMessage = "Scim:Directory:DefaultPageSize must be between 1 and 10000.")]
    public int DefaultPageSize { get; set; } = 100;

    /// <summary>How long cursors work. Default 10 minutes. Costs nothing here.</summary>
    [Range(
        typeof(TimeSpan),
        "00:00:01",
        "7.00:00:00",
        ErrorMessage = "Scim:Directory:CursorTimeout must be between 00:00:01 and 7.00:00:00."
    )]
    public TimeSpan CursorTimeout { get; set; } = TimeSpan.FromMinutes(10);
}

using System.ComponentModel.DataAnnotations;

namespace Scim.Gateway;

/// <summary>What the gateway announces about lists; bound from the section that the directory's own limits come from.</summary>
public sealed class ListLimits
{
    /// <summary>The most resources that one answer holds. Default 1000. Costs nothing here.</summary>
    [Range(1, 10_000, ErrorMessage = "Scim:Directory:MaxPageSize must be between 1 and 10000.")]
    public int MaxPageSize { get; set; } = 1000;
}

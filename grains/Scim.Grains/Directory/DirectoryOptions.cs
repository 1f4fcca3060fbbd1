using System.ComponentModel.DataAnnotations;

namespace Scim.Grains.Directory;

/// <summary>Limits of queries.</summary>
public sealed class DirectoryOptions
{
    /// <summary>Resources on a page when the client names no count. Default 100.</summary>
    [Range(1, 10_000)] public int DefaultPageSize { get; set; } = 100;

    /// <summary>Resources on a page at most, whatever the client names; a page is held in memory while it is sent. Default 1000.</summary>
    [Range(1, 10_000)] public int MaxPageSize { get; set; } = 1000;
}

using System.ComponentModel.DataAnnotations;

namespace Scim.Grains.Directory;

/// <summary>Limits of queries.</summary>
public sealed class DirectoryOptions
{
    /// <summary>The page size when the client does not specify <c>count</c>. Default 100.</summary>
    [Range(1, 10_000)]
    public int DefaultPageSize { get; set; } = 100;

    /// <summary>The maximum page size. A page is held in memory while it is sent. Default 1,000.</summary>
    [Range(1, 10_000)]
    public int MaxPageSize { get; set; } = 1000;

    /// <summary>
    /// The maximum length of a userName and of a group's displayName in UTF-16 code units, without redundant
    /// whitespace. A request that sets a longer name is rejected. Default 1,024.
    /// </summary>
    /// <remarks>
    /// A name of the largest possible limit still fits into a filter
    /// (<see cref="Protocol.Filters.FilterLimits.MaxLength"/>) if a backslash escapes each character.
    /// </remarks>
    [Range(1, 4000)]
    public int MaxNameLength { get; set; } = 1024;

    /// <summary>How long a cursor is valid after it was issued. Default 10 minutes.</summary>
    /// <remarks>
    /// The time must be sufficient for a client to process one page. Cursors hold no state on the server, so a longer
    /// timeout costs nothing. Each page shows the data at the time when it is read.
    /// </remarks>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan CursorTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The maximum number of resources that the database may scan for a filter or a sort order without an index.
    /// Queries that exceed it are rejected with <c>tooMany</c>. Default 500,000, which takes a few seconds on one
    /// processor.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MaxUnindexed { get; set; } = 500_000;

    /// <summary>
    /// The maximum execution time of one database query. Queries that exceed it are cancelled and rejected with
    /// <c>tooMany</c>. Default 10 seconds.
    /// </summary>
    /// <remarks>A running query occupies a connection and, with SQLite, a thread.</remarks>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:05:00")]
    public TimeSpan QueryTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The maximum number of group members that one response, or one chunk of it, holds in memory. Further members are
    /// read while the response is sent. Default 5,000, about one megabyte.
    /// </summary>
    /// <remarks>A lower value saves memory and increases the number of calls for each large group.</remarks>
    [Range(1, 100_000)]
    public int MembersAtOnce { get; set; } = 5_000;
}

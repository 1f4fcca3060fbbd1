using System.ComponentModel.DataAnnotations;

namespace Scim.Grains.Directory;

/// <summary>Limits of queries.</summary>
public sealed class DirectoryOptions
{
    /// <summary>Resources on a page when the client names no count. Default 100.</summary>
    [Range(1, 10_000)]
    public int DefaultPageSize { get; set; } = 100;

    /// <summary>
    /// Resources on a page at most, whatever the client names; a page is held in memory while it is sent. Default 1000.
    /// </summary>
    [Range(1, 10_000)]
    public int MaxPageSize { get; set; } = 1000;

    /// <summary>
    /// How long a cursor works after it was handed out. Default 10 minutes: a client needs it for the time that it
    /// works on one page. Cursors hold nothing on the server, so a longer time costs nothing; a page shows what is true
    /// when it is read.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan CursorTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How many resources a filter or an order without an index may have to look at; beyond, the query is answered
    /// <c>tooMany</c>. Default 500,000, a few seconds of one processor.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MaxUnindexed { get; set; } = 500_000;

    /// <summary>
    /// How long the database may work on one query before that is broken off and answered <c>tooMany</c>. Default 10
    /// seconds. While it works it holds a connection and, with SQLite, a thread.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:05:00")]
    public TimeSpan QueryTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How many group members one answer, or one part of it, holds in memory; the rest is read while the answer is
    /// sent. Default 5,000, about a megabyte. Fewer save memory and take more calls for each large group.
    /// </summary>
    [Range(1, 100_000)]
    public int MembersAtOnce { get; set; } = 5_000;
}

using Orleans.Runtime.Messaging;

namespace Scim.GrainInterfaces;

/// <summary>Retries grain reads that failed because the silo of the grain became unavailable.</summary>
/// <remarks>
/// <para>
/// Only for reads that are served from memory or from a single row: repeating a read is safe, and a retry activates the
/// grain on another silo. Never use it for writes, whose outcome is unknown after a failure.
/// </para>
/// <para>
/// A client of the cluster is not notified when the silo that its call was forwarded to fails; only the response
/// timeout ends the call. Long queries keep the default timeout.
/// </para>
/// </remarks>
public static class GrainReadRetry
{
    /// <summary>The <see cref="ResponseTimeoutAttribute"/> value for such reads, 3 seconds.</summary>
    /// <remarks>
    /// Shorter than the time until an unresponsive silo is declared dead (<c>ClusterMembershipOptions</c>) and its
    /// connections are closed: an attempt that went to such a silo must not occupy the caller for long afterwards. Long
    /// enough for the first read of a large state from a busy database.
    /// </remarks>
    public const string Timeout = "00:00:03";

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(0.5);

    // The last attempt ends before a caller that uses the default response timeout, 25 seconds, gives up. Orleans
    // checks timeouts once per second.
    private static readonly TimeSpan RetryWindow =
        TimeSpan.FromSeconds(23) - TimeSpan.Parse(Timeout, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Calls a grain and retries when the call times out or the silo cannot be reached.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="time">The clock.</param>
    /// <param name="read">Calls the grain.</param>
    /// <param name="cancellationToken">Stops the retries, for example when the client has disconnected.</param>
    /// <returns>The result of the first successful attempt.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="time"/> or <paramref name="read"/> is null.</exception>
    /// <example>
    /// Read a user. The method of the grain interface has <c>[ResponseTimeout(GrainReadRetry.Timeout)]</c>:
    /// <code>
    /// ScimResult&lt;ResourceReply> reply = await GrainReadRetry.ReadWithRetryAsync(
    ///     TimeProvider.System,
    ///     () => user.Read(new ReadResource { Origin = origin }),
    ///     cancellationToken
    /// );
    /// </code>
    /// </example>
    public static Task<T> ReadWithRetryAsync<T>(
        TimeProvider time,
        Func<Task<T>> read,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(read);
        Task<T> first = read();
        return first.IsCompletedSuccessfully ? first : RetryReadAsync(time, first, read, cancellationToken);
    }

    private static async Task<T> RetryReadAsync<T>(
        TimeProvider time,
        Task<T> attempt,
        Func<Task<T>> read,
        CancellationToken cancellationToken
    )
    {
        long startedAt = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await attempt;
            }
            catch (Exception e)
                when (IsRetryable(e)
                    && !cancellationToken.IsCancellationRequested
                    && time.GetElapsedTime(startedAt) + RetryDelay <= RetryWindow
                )
            {
                // A rejected call fails immediately, when the silo is not yet declared dead; after a timeout it
                // probably is.
                await Task.Delay(RetryDelay, time, cancellationToken);
            }

            attempt = read();
        }
    }

    // A grain reports an unavailable database with an OrleansException that is none of these types: retrying here would
    // only delay the caller.
    private static bool IsRetryable(Exception exception) =>
        exception is TimeoutException or OrleansMessageRejectionException or ConnectionFailedException;
}

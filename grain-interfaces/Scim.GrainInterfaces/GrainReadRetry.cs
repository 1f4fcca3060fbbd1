using Orleans.Runtime;
using Orleans.Runtime.Messaging;

namespace Scim.GrainInterfaces;

/// <summary>
/// Asks a grain for what it has in memory or in one row, and asks again when the silo that was to answer is lost: reads
/// do no harm when they are repeated, and somewhere else their grain comes to life. Writes are never asked again here:
/// whether they happened is not known.
/// </summary>
/// <remarks>
/// A process that is a client of the silos is not told that the one which its call was passed on to has died: nothing
/// but the time-out ends the call. Long queries have the usual one.
/// </remarks>
public static class GrainReadRetry
{
    /// <summary>
    /// The <see cref="ResponseTimeoutAttribute"/> of such reads. A little more than the six seconds in which a lost
    /// silo is given up (<c>ClusterMembershipOptions</c>), so that the second try finds the grain elsewhere; and short
    /// enough for two of them and the pause between within the time that any call has.
    /// </summary>
    public const string Timeout = "00:00:08";

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryWindow =
        TimeSpan.FromSeconds(25)
        - TimeSpan.Parse(Timeout, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The answer.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="ask">Calls the grain.</param>
    /// <param name="abandoned">Ends the repeating: nobody waits any more.</param>
    public static Task<T> ReadWithRetryAsync<T>(
        TimeProvider time,
        Func<Task<T>> ask,
        CancellationToken abandoned = default
    )
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(ask);
        Task<T> first = ask();
        return first.IsCompletedSuccessfully ? first : RetryReadAsync(time, first, ask, abandoned);
    }

    private static async Task<T> RetryReadAsync<T>(
        TimeProvider time,
        Task<T> answer,
        Func<Task<T>> ask,
        CancellationToken abandoned
    )
    {
        long began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await answer;
            }
            catch (Exception e)
                when (IsRetryable(e)
                    && !abandoned.IsCancellationRequested
                    && time.GetElapsedTime(began) + RetryDelay <= RetryWindow
                )
            {
                // Refused at once: it is not given up yet. Without an answer: it may be by now.
                await Task.Delay(RetryDelay, time, abandoned);
            }

            answer = ask();
        }
    }

    // What grains say of a database that is away is an OrleansException and none of these: waiting here would only keep
    // the caller.
    private static bool IsRetryable(Exception exception) =>
        exception
            is TimeoutException
                or OrleansMessageRejectionException
                or ConnectionFailedException;
}

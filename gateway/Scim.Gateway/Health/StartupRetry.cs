namespace Scim.Gateway.Health;

/// <summary>
/// Waits for what a process cannot start without instead of giving up: who starts everything at once has no order to
/// keep. Says what it waits for, once for each reason, and answers health checks meanwhile.
/// </summary>
/// <param name="urls">Where to answer.</param>
/// <param name="output">Where to say it.</param>
/// <param name="time">The clock.</param>
public sealed class StartupRetry(string urls, TextWriter output, TimeProvider time)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Does <paramref name="work"/>, again and again as long as waiting may help.</summary>
    /// <param name="work">What is to be done.</param>
    /// <param name="mayPass">Whether waiting may help against an exception; any other ends the wait.</param>
    /// <returns>False when the process was told to stop meanwhile.</returns>
    public async Task<bool> RunWithRetryAsync(
        Func<CancellationToken, Task> work,
        Func<Exception, bool> mayPass
    )
    {
        ArgumentNullException.ThrowIfNull(work);
        NotReadyServer? room = null;
        string said = "";
        try
        {
            while (true)
            {
                try
                {
                    await work(room?.Stopping ?? CancellationToken.None);
                    return true;
                }
                catch (Exception e)
                    when (mayPass(e) && room is not { Stopping.IsCancellationRequested: true })
                {
                    room ??= await NotReadyServer.StartAsync(urls);
                    if (said != e.Message)
                        await output.WriteLineAsync($"Waiting. {said = e.Message}");
                    await output.FlushAsync();
                    await Task.Delay(RetryDelay, time, room.Stopping);
                }
            }
        }
        catch (Exception) when (room is { Stopping.IsCancellationRequested: true })
        {
            return false;
        }
        finally
        {
            if (room is not null)
                await room.DisposeAsync();
        }
    }
}

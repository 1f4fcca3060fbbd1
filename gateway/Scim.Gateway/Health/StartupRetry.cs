namespace Scim.Gateway.Health;

/// <summary>
/// Retries a start-up step while a dependency is unavailable, so that processes can be started in any order. Reports
/// each reason once and serves health checks in the meantime (<see cref="NotReadyServer"/>).
/// </summary>
/// <param name="urls">The URLs for the health checks.</param>
/// <param name="output">Receives the reasons for waiting.</param>
/// <param name="time">The clock.</param>
public sealed class StartupRetry(string urls, TextWriter output, TimeProvider time)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Runs <paramref name="work"/> and repeats it while it fails with a transient error.</summary>
    /// <param name="work">The step to run.</param>
    /// <param name="isTransient">
    /// Whether an exception is transient. Any other exception ends the retries and is thrown.
    /// </param>
    /// <returns>False if the process was asked to stop before the step succeeded.</returns>
    public async Task<bool> RunWithRetryAsync(Func<CancellationToken, Task> work, Func<Exception, bool> isTransient)
    {
        ArgumentNullException.ThrowIfNull(work);
        NotReadyServer? server = null;
        string reported = "";
        try
        {
            while (true)
            {
                try
                {
                    await work(server?.Stopping ?? CancellationToken.None);
                    return true;
                }
                catch (Exception e) when (isTransient(e) && server is not { Stopping.IsCancellationRequested: true })
                {
                    server ??= await NotReadyServer.StartAsync(urls);
                    if (reported != e.Message)
                        await output.WriteLineAsync($"Waiting. {reported = e.Message}");
                    await output.FlushAsync();
                    await Task.Delay(RetryDelay, time, server.Stopping);
                }
            }
        }
        catch (Exception) when (server is { Stopping.IsCancellationRequested: true })
        {
            return false;
        }
        finally
        {
            if (server is not null)
                await server.DisposeAsync();
        }
    }
}

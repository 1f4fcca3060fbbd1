using System.Diagnostics;

namespace Scim.Testing.Server;

/// <summary>Waits for conditions by polling.</summary>
public static class Polling
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Polls until the condition holds.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="within">The timeout. It can be generous: it elapses only when the test fails.</param>
    /// <param name="otherwise">Creates the message of the failure.</param>
    public static async Task WaitUntilAsync(Func<Task<bool>> condition, TimeSpan within, Func<string> otherwise)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > within)
                Assert.Fail($"Timed out after {within}: {otherwise()}");
            await Task.Delay(PollInterval);
        }
    }
}

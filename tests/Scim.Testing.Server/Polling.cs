using System.Diagnostics;

namespace Scim.Testing.Server;

/// <summary>Waiting for a condition instead of for a time.</summary>
public static class Polling
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks again and again until the answer is yes.</summary>
    /// <param name="condition">The question.</param>
    /// <param name="within">How long to ask; generous, because it is only spent when something is wrong.</param>
    /// <param name="otherwise">What to say when the answer stayed no.</param>
    public static async Task WaitUntilAsync(
        Func<Task<bool>> condition,
        TimeSpan within,
        Func<string> otherwise
    )
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > within)
                Assert.Fail($"Not within {within}: {otherwise()}");
            await Task.Delay(PollInterval);
        }
    }
}

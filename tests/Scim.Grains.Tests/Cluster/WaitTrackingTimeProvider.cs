using Microsoft.Extensions.Time.Testing;

namespace Scim.Grains.Tests.Cluster;

/// <summary>
/// A clock that a test advances and that tracks whether code waits for it, so that no time passes before the code under
/// test has started to wait.
/// </summary>
internal sealed class WaitTrackingTimeProvider : FakeTimeProvider
{
    private volatile TaskCompletionSource _timerCreated = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        _timerCreated.TrySetResult();
        return timer;
    }

    /// <summary>Waits until <paramref name="task"/> has completed (false) or waits for this clock (true).</summary>
    public async Task<bool> IsAwaitedAsync(Task task)
    {
        await Task.WhenAny(task, _timerCreated.Task);
        return !task.IsCompleted;
    }

    /// <summary>Advances the clock for <paramref name="task"/>, which must be waiting for it.</summary>
    public async Task AdvanceForAsync(TimeSpan time, Task task)
    {
        Assert.True(await IsAwaitedAsync(task), "The task completed too early.");
        _timerCreated = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Advance(time);
    }
}

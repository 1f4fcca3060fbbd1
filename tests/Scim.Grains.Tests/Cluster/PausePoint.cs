namespace Scim.Grains.Tests.Cluster;

/// <summary>A point at which a test can pause the calls of the program.</summary>
internal sealed class PausePoint
{
    private volatile TaskCompletionSource? _opened;
    private volatile TaskCompletionSource _reached = CreateSource();

    /// <summary>Completes when a call is paused here.</summary>
    public Task Reached => _reached.Task;

    public void PauseCalls()
    {
        _reached = CreateSource();
        _opened = CreateSource();
    }

    public void ResumeCalls()
    {
        TaskCompletionSource? opened = _opened;
        _opened = null;
        opened?.SetResult();
    }

    /// <summary>Waits until calls are resumed; called by the code under test.</summary>
    public async Task WaitWhilePausedAsync()
    {
        if (_opened is not { } opened)
            return;
        _reached.TrySetResult();
        await opened.Task;
    }

    private static TaskCompletionSource CreateSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

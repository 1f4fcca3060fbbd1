namespace Scim.Grains.Tests.Cluster;

/// <summary>Holds calls back while it is closed. It is open at first.</summary>
internal sealed class Gate
{
    private volatile TaskCompletionSource? _opened;
    private volatile TaskCompletionSource _reached = CreateSource();

    /// <summary>Completes when a call waits at the closed gate.</summary>
    public Task Reached => _reached.Task;

    public void Close()
    {
        _reached = CreateSource();
        _opened = CreateSource();
    }

    public void Open()
    {
        TaskCompletionSource? opened = _opened;
        _opened = null;
        opened?.SetResult();
    }

    /// <summary>Called by the code that the gate holds back.</summary>
    public async Task PassAsync()
    {
        if (_opened is not { } opened)
            return;
        _reached.TrySetResult();
        await opened.Task;
    }

    private static TaskCompletionSource CreateSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

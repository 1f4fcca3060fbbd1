namespace Scim.Silo.Startup;

/// <summary>
/// Detects that the program was told to stop before it had started. This is a graceful stop, although the runtime
/// reports the unfinished startup stages as errors.
/// </summary>
internal sealed class StartupCancellation
{
    private IHostApplicationLifetime? _lifetime;

    /// <summary>Whether the program was told to stop before it had started.</summary>
    public bool IsCancelled =>
        _lifetime is { } lifetime
        && lifetime.ApplicationStopping.IsCancellationRequested
        && !lifetime.ApplicationStarted.IsCancellationRequested;

    /// <summary>Starts to observe the lifetime of the host.</summary>
    public void WatchLifetime(IHostApplicationLifetime lifetime) => _lifetime = lifetime;
}

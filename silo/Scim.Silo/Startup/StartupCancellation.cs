namespace Scim.Silo.Startup;

/// <summary>
/// Knows whether the program was told to stop before it had started. That is an orderly end, though the runtime reports
/// everything it could not finish as an error.
/// </summary>
internal sealed class StartupCancellation
{
    private IHostApplicationLifetime? _lifetime;

    /// <summary>Whether it was.</summary>
    public bool IsCancelled =>
        _lifetime is { } lifetime
        && lifetime.ApplicationStopping.IsCancellationRequested
        && !lifetime.ApplicationStarted.IsCancellationRequested;

    /// <summary>Begins to look.</summary>
    public void WatchLifetime(IHostApplicationLifetime lifetime) => _lifetime = lifetime;
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Scim.Gateway.Configuration;

namespace Scim.Gateway.Hosting;

/// <summary>
/// Delays shutdown by <see cref="GatewayOptions.DrainTime"/>. Readiness is already off, so load balancers stop sending
/// requests while requests that still arrive are served.
/// </summary>
/// <remarks>
/// Afterwards the host stops its services in order: the server stops listening and completes its requests, then the
/// silo leaves the cluster.
/// </remarks>
internal sealed class DrainService(IOptions<GatewayOptions> options, TimeProvider time) : IHostedLifecycleService
{
    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) =>
        options.Value.DrainTime is { Ticks: > 0 } drain
            ? Task.Delay(drain, time, cancellationToken)
            : Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

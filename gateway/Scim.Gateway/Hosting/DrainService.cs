using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Scim.Gateway.Configuration;

namespace Scim.Gateway.Hosting;

/// <summary>
/// The time between being told to stop and stopping: readiness is off already, so that load balancers send no more, and
/// what still comes is served. Then the server stops listening and finishes what it has, and only then the silo leaves
/// the cluster: hosts stop their services in that order.
/// </summary>
internal sealed class DrainService(IOptions<GatewayOptions> options, TimeProvider time)
    : IHostedLifecycleService
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

using Microsoft.Extensions.DependencyInjection;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Storage;
using Scim.Protocol.CustomSchemas;

namespace Scim.Grains.Tests.Cluster;

/// <summary>Stores queries, by which a test stops a grain in the middle of its work.</summary>
internal sealed class PausableStores
{
    /// <summary>Before each page of a sweep over deactivated users.</summary>
    public PausePoint Sweep { get; } = new();

    /// <summary>Before each batch of a tenant's purge.</summary>
    public PausePoint Purge { get; } = new();

    /// <summary>Before the check of stored resources against new schemas.</summary>
    public PausePoint SchemaCheck { get; } = new();

    /// <summary>Decorates the registered stores.</summary>
    public void DecorateRegistered(IServiceCollection services)
    {
        DecorateService<IRetentionStore>(services, inner => new RetentionStore(inner, Sweep));
        DecorateService<ITenantStore>(services, inner => new TenantStore(inner, Purge));
        DecorateService<ISchemaStore>(services, inner => new SchemaStore(inner, SchemaCheck));
    }

    private static void DecorateService<T>(IServiceCollection services, Func<T, T> decorate)
        where T : class
    {
        ServiceDescriptor registered = services.Last(s => s.ServiceType == typeof(T));
        services.Remove(registered);
        services.AddSingleton(provider =>
            decorate((T)ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!))
        );
    }

    private sealed class RetentionStore(IRetentionStore inner, PausePoint pausePoint) : IRetentionStore
    {
        public async Task<IReadOnlyList<string>> ListInactiveUsersAsync(
            string tenant,
            string after,
            int count,
            CancellationToken cancellationToken
        )
        {
            await pausePoint.WaitWhilePausedAsync().WaitAsync(cancellationToken);
            return await inner.ListInactiveUsersAsync(tenant, after, count, cancellationToken);
        }
    }

    private sealed class TenantStore(ITenantStore inner, PausePoint pausePoint) : ITenantStore
    {
        public Task<IReadOnlyList<TenantInfo>> ListTenantsAsync(
            string after,
            int count,
            CancellationToken cancellationToken
        ) => inner.ListTenantsAsync(after, count, cancellationToken);

        public async Task<IReadOnlyList<(string Type, string Id)>> PurgeBatchAsync(
            string tenant,
            int count,
            CancellationToken cancellationToken
        )
        {
            await pausePoint.WaitWhilePausedAsync();
            return await inner.PurgeBatchAsync(tenant, count, cancellationToken);
        }
    }

    private sealed class SchemaStore(ISchemaStore inner, PausePoint pausePoint) : ISchemaStore
    {
        public async Task<StoredRule?> FindFirstViolationAsync(
            string tenant,
            IReadOnlyList<StoredRule> rules,
            CancellationToken cancellationToken
        )
        {
            await pausePoint.WaitWhilePausedAsync();
            return await inner.FindFirstViolationAsync(tenant, rules, cancellationToken);
        }

        public Task<bool> ReserveValuesAsync(
            string tenant,
            string type,
            StoredAttributePath path,
            CancellationToken cancellationToken
        ) => inner.ReserveValuesAsync(tenant, type, path, cancellationToken);

        public Task ReleaseValuesAsync(string tenant, string type, string path, CancellationToken cancellationToken) =>
            inner.ReleaseValuesAsync(tenant, type, path, cancellationToken);
    }
}

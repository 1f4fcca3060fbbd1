using Microsoft.Extensions.DependencyInjection;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Storage;
using Scim.Protocol.CustomSchemas;

namespace Scim.Grains.Tests.Cluster;

/// <summary>Gates in front of queries, by which a test stops a grain in the middle of its work.</summary>
internal sealed class GatedStores
{
    /// <summary>In front of each page of a sweep over deactivated users.</summary>
    public Gate Sweep { get; } = new();

    /// <summary>In front of each batch of a tenant's purge.</summary>
    public Gate Purge { get; } = new();

    /// <summary>In front of the check of stored resources against new schemas.</summary>
    public Gate SchemaCheck { get; } = new();

    /// <summary>Puts the gates in front of the registered stores.</summary>
    public void DecorateRegistered(IServiceCollection services)
    {
        Decorate<IRetentionStore>(services, inner => new RetentionStore(inner, Sweep));
        Decorate<ITenantStore>(services, inner => new TenantStore(inner, Purge));
        Decorate<ISchemaStore>(services, inner => new SchemaStore(inner, SchemaCheck));
    }

    private static void Decorate<T>(IServiceCollection services, Func<T, T> decorate)
        where T : class
    {
        ServiceDescriptor registered = services.Last(s => s.ServiceType == typeof(T));
        services.Remove(registered);
        services.AddSingleton(provider =>
            decorate((T)ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!))
        );
    }

    private sealed class RetentionStore(IRetentionStore inner, Gate gate) : IRetentionStore
    {
        public async Task<IReadOnlyList<string>> ListInactiveUsersAsync(
            string tenant,
            string after,
            int count,
            CancellationToken cancellationToken
        )
        {
            await gate.PassAsync().WaitAsync(cancellationToken);
            return await inner.ListInactiveUsersAsync(tenant, after, count, cancellationToken);
        }
    }

    private sealed class TenantStore(ITenantStore inner, Gate gate) : ITenantStore
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
            await gate.PassAsync();
            return await inner.PurgeBatchAsync(tenant, count, cancellationToken);
        }
    }

    private sealed class SchemaStore(ISchemaStore inner, Gate gate) : ISchemaStore
    {
        public async Task<StoredRule?> FindFirstViolationAsync(
            string tenant,
            IReadOnlyList<StoredRule> rules,
            CancellationToken cancellationToken
        )
        {
            await gate.PassAsync();
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

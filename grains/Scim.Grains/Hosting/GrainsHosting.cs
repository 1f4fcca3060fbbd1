using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Scim.GrainInterfaces.Sessions;
using Scim.GrainInterfaces.Tenants;
using Scim.GrainInterfaces.Users;
using Scim.Grains.Caching;
using Scim.Grains.Caching.Invalidation;
using Scim.Grains.Directory;
using Scim.Grains.Isolation;
using Scim.Grains.Names;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Grains.Tenants;
using Scim.Grains.Uploads;

namespace Scim.Grains.Hosting;

/// <summary>Registers the services of the grains with a silo.</summary>
public static class GrainsHosting
{
    /// <summary>
    /// Adds the services that the grains need in addition to storage, and the grain call filters. Can be called more
    /// than once.
    /// </summary>
    /// <exception cref="ArgumentNullException"><paramref name="silo"/> is null.</exception>
    public static ISiloBuilder AddScimGrains(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.TryAddSingleton<TenantCache>();
        silo.Services.TryAddSingleton<TenantPolicyProvider>();
        silo.Services.TryAddSingleton<NameReservationClient>();
        silo.Services.TryAddSingleton<ResourcePasswordHasher>();
        if (silo.Services.Any(s => s.ServiceType == typeof(ResourceGrainServices)))
            return silo;
        silo.Services.AddSingleton<MembershipVersions>();
        silo.Services.AddSingleton<UserResponseCache>();
        silo.Services.AddSingleton<IUserResponseCache>(services => services.GetRequiredService<UserResponseCache>());
        silo.Services.AddSingleton<SessionCache>();
        silo.Services.AddSingleton<ISessionCache>(services => services.GetRequiredService<SessionCache>());
        silo.Services.AddSingleton<IMembershipInvalidationClient, MembershipInvalidationClient>();
        silo.Services.AddSingleton<InvalidationSubscription>();
        silo.Services.AddSingleton<InvalidationPublisher>();
        silo.AddGrainService<MembershipInvalidationService>();

        // Orleans logs the start and stop of each grain service under the service's own category.
        silo.Services.AddLogging(logging =>
            logging.AddFilter(typeof(MembershipInvalidationService).FullName, LogLevel.Warning)
        );
        silo.Services.AddSingleton<ResourceGrainServices>();
        silo.Services.AddSingleton<UploadServices>();
        silo.Services.AddSingleton<IValidateOptions<UploadOptions>, UploadOptionsValidator>();
        silo.Services.AddOptions<UploadOptions>().BindConfiguration("Scim:Uploads").ValidateOnStart();
        silo.Services.AddSingleton<IValidateOptions<DirectoryOptions>, DirectoryOptionsValidator>();
        silo.Services.AddOptions<DirectoryOptions>().BindConfiguration("Scim:Directory").ValidateOnStart();
        return silo.AddIncomingGrainCallFilter<StorageUnavailableFilter>()
            .AddIncomingGrainCallFilter<TenantIsolationFilter>();
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Scim.GrainInterfaces.Sessions;
using Scim.GrainInterfaces.Tenants;
using Scim.GrainInterfaces.Users;
using Scim.Grains.Caching;
using Scim.Grains.Caching.Invalidation;
using Scim.Grains.Directory;
using Scim.Grains.Groups;
using Scim.Grains.Isolation;
using Scim.Grains.Names;
using Scim.Grains.Resources;
using Scim.Grains.Sessions;
using Scim.Grains.Storage;
using Scim.Grains.Tenants;
using Scim.Grains.Uploads;
using Scim.Grains.Users;

namespace Scim.Grains.Hosting;

/// <summary>Registers the grains' services with a silo.</summary>
public static class GrainsHosting
{
    /// <summary>Adds what the grains need besides storage, and the tenant guard. May be called twice.</summary>
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
        silo.Services.AddSingleton<IUserResponseCache>(services =>
            services.GetRequiredService<UserResponseCache>()
        );
        silo.Services.AddSingleton<SessionCache>();
        silo.Services.AddSingleton<ISessionCache>(services =>
            services.GetRequiredService<SessionCache>()
        );
        silo.Services.AddSingleton<IMembershipInvalidationClient, MembershipInvalidationClient>();
        silo.Services.AddSingleton<InvalidationSubscription>();
        silo.Services.AddSingleton<InvalidationPublisher>();
        silo.AddGrainService<MembershipInvalidationService>();

        // Orleans tells of the start and stop of each grain service under its own name.
        silo.Services.AddLogging(logging =>
            logging.AddFilter(typeof(MembershipInvalidationService).FullName, LogLevel.Warning)
        );
        silo.Services.AddSingleton<ResourceGrainServices>();
        silo.Services.AddSingleton<UploadServices>();
        silo.Services.AddSingleton<IValidateOptions<UploadOptions>, UploadOptionsValidator>();
        silo.Services.AddOptions<UploadOptions>()
            .BindConfiguration("Scim:Uploads")
            .ValidateOnStart();
        silo.Services.AddSingleton<IValidateOptions<DirectoryOptions>, DirectoryOptionsValidator>();
        silo.Services.AddOptions<DirectoryOptions>()
            .BindConfiguration("Scim:Directory")
            .ValidateOnStart();
        return silo.AddIncomingGrainCallFilter<StorageUnavailableFilter>()
            .AddIncomingGrainCallFilter<TenantIsolationFilter>();
    }
}

using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Storage;
using Scim.Grains.Storage;
using Scim.Storage.Directory;
using Scim.Storage.Hosting;
using Scim.Storage.Names;
using Scim.Storage.Tenants;

namespace Scim.Storage;

/// <summary>Registers the storage with a silo.</summary>
public static class StorageHosting
{
    private const string AdoNetProvider = "scim-ado-net";

    /// <summary>Adds grain storage, reminders and the readers over <paramref name="database"/>, whose schema must be up to date (<see cref="ScimDatabase.Migrate"/>).</summary>
    public static ISiloBuilder AddScimStorage(this ISiloBuilder silo, ScimDatabase database)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(database);
        silo.AddAdoNetGrainStorage(AdoNetProvider, options =>
        {
            options.Invariant = database.Invariant;
            options.ConnectionString = database.ConnectionString;
            options.GrainStorageSerializer = new StateSerializer();
        });
        silo.UseAdoNetReminderService(options =>
        {
            options.Invariant = database.Invariant;
            options.ConnectionString = database.ConnectionString;
        });
        silo.Services.AddSingleton(database);
        silo.Services.AddSingleton<WriteGate>();
        silo.Services.AddSingleton<IDirectoryStore, DirectoryStore>();
        silo.Services.AddSingleton<IMembershipStore, MembershipStore>();
        silo.Services.AddSingleton<INameStore, NameStore>();
        silo.Services.AddSingleton<ITenantStore, TenantStore>();
        silo.Services.AddSingleton<ICommitFaults, CommitFaults>();
        silo.Services.AddKeyedSingleton<IGrainStorage>(ScimStorageNames.Provider, (services, _) =>
            new GatedGrainStorage(services.GetRequiredKeyedService<IGrainStorage>(AdoNetProvider), services.GetRequiredService<WriteGate>()));
        return silo;
    }
}

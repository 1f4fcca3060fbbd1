using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;
using Scim.Grains.Storage;
using Scim.Grains.Uploads;
using Scim.Storage.Batching;
using Scim.Storage.Databases;
using Scim.Storage.Directory;
using Scim.Storage.Postgres;
using Scim.Storage.Resources;
using Scim.Storage.Search;
using Scim.Storage.Sites;
using Scim.Storage.Sqlite;
using Scim.Storage.Tenants;
using Scim.Storage.Uploads;
using Scim.Storage.Users;

namespace Scim.Storage.Hosting;

/// <summary>Registers the storage services of a silo.</summary>
public static class StorageHosting
{
    private const string AdoNetProviderName = "scim-ado-net";

    /// <summary>
    /// Adds grain storage, reminders and the query stores over <paramref name="database"/>. Its schema must be up to
    /// date (<see cref="ScimDatabase.MigrateSchemaAsync"/>).
    /// </summary>
    /// <example>
    /// Migrate the schema, then build a silo of a cluster. A single process uses a <c>SqliteDatabase</c> and localhost
    /// clustering instead:
    /// <code>
    /// await using var database = new PostgresDatabase(connectionString);
    /// await database.MigrateSchemaAsync(cancellationToken);
    /// HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
    /// builder.UseOrleans(silo =>
    ///     silo.UseScimClustering(database.Cluster, advertised: null, siloPort: 11111, clientPort: 30000)
    ///         .AddScimStorage(database)
    ///         .AddScimGrains()
    /// );
    /// using IHost host = builder.Build();
    /// await host.RunAsync(cancellationToken);
    /// </code>
    /// </example>
    public static ISiloBuilder AddScimStorage(this ISiloBuilder silo, ScimDatabase database)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(database);
        silo.AddAdoNetGrainStorage(
            AdoNetProviderName,
            options =>
            {
                options.Invariant = database.Invariant;
                options.DataSource = database.DataSource;
                options.GrainStorageSerializer = new StateSerializer();
            }
        );
        silo.UseAdoNetReminderService(options =>
        {
            options.Invariant = database.Invariant;
            options.DataSource = database.DataSource;
        });
        DecorateReminderTable(silo.Services);
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddSingleton(database);
        silo.Services.AddSingleton<SingleWriterLock>();
        silo.Services.AddSingleton<SerializedWriteBatcher>();
        silo.Services.AddSingleton<IDirectoryStore>(services =>
            CreateDirectoryStore(database, services.GetRequiredService<TimeProvider>())
        );
        silo.Services.AddSingleton<IMembershipStore>(_ => CreateMembershipStore(database));
        silo.Services.AddSingleton<INameStore, NameStore>();
        silo.Services.AddSingleton<ITenantStore, TenantStore>();
        silo.Services.AddSingleton<IUploadStore, UploadStore>();
        silo.Services.AddSingleton<ISchemaStore, SchemaStore>();
        silo.Services.AddSingleton<IRetentionStore, RetentionStore>();
        silo.Services.AddSingleton<IUserFinder, UserFinder>();
        silo.Services.AddSingleton<ISiteStore, SiteStore>();
        silo.Services.AddSingleton<ISearchStore, SearchStore>();
        silo.Services.AddSingleton<ICommitErrorClassifier, CommitErrorClassifier>();
        silo.Services.AddSingleton<IStorageCapabilities, StorageCapabilities>();
        silo.Services.AddKeyedSingleton<IGrainStorage>(
            ScimStorageNames.Provider,
            (services, _) => CreateGrainStorage(services, database)
        );
        return silo;
    }

    private static ResourceGrainStorage CreateGrainStorage(IServiceProvider services, ScimDatabase database)
    {
        IGrainStorage inner = services.GetRequiredKeyedService<IGrainStorage>(AdoNetProviderName);
        string serviceId = services.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId;
        SerializedWriteBatcher commits = services.GetRequiredService<SerializedWriteBatcher>();
        return database switch
        {
            PostgresDatabase postgres => new ResourceGrainStorage(
                inner,
                new PostgresResourceTable(postgres, serviceId)
            ),
            SqliteDatabase sqlite => new ResourceGrainStorage(
                new SerializedGrainStorage(inner, commits),
                new SqliteResourceTable(sqlite, commits, serviceId)
            ),
            _ => throw new NotSupportedException(database.GetType().Name),
        };
    }

    private static IDirectoryStore CreateDirectoryStore(ScimDatabase database, TimeProvider time)
    {
        var store = new DirectoryStore(database, time);
        return database is PostgresDatabase postgres ? new BatchedDirectoryStore(store, postgres.Source) : store;
    }

    private static IMembershipStore CreateMembershipStore(ScimDatabase database)
    {
        var store = new MembershipStore(database);
        return database is PostgresDatabase postgres ? new BatchedMembershipStore(store, postgres.Source) : store;
    }

    // Decorates the reminder table that was registered last. Its implementation type is internal to Orleans.
    private static void DecorateReminderTable(IServiceCollection services)
    {
        ServiceDescriptor table = services.Last(s => s.ServiceType == typeof(IReminderTable));
        services.Remove(table);
        services.AddSingleton<IReminderTable>(provider => new SerializedReminderTable(
            (IReminderTable)ActivatorUtilities.CreateInstance(provider, table.ImplementationType!),
            provider.GetRequiredService<SerializedWriteBatcher>()
        ));
    }
}

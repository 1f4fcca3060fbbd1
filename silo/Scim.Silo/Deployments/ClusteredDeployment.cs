using System.Net;
using Scim.Clustering;
using Scim.Gateway.Security;
using Scim.Grains.Caching;
using Scim.Silo.Clustering;
using Scim.Storage.Databases;
using Scim.Storage.Postgres;

namespace Scim.Silo.Deployments;

/// <summary>One of several processes that share a PostgreSQL database.</summary>
internal sealed class ClusteredDeployment : IDeployment
{
    private readonly PostgresDatabase _database;
    private readonly string? _migratorConnectionString;
    private readonly SiloOptions _settings;

    /// <summary>Reads the connection strings. Does not open a connection.</summary>
    /// <exception cref="StartFailureException"><c>ConnectionStrings__Scim</c> is not set.</exception>
    /// <exception cref="StorageUnavailableException">The connection string is invalid.</exception>
    public ClusteredDeployment(SiloOptions settings, IConfiguration configuration)
    {
        string connection = configuration.GetConnectionString("Scim") is { Length: > 0 } given
            ? given
            : throw new StartFailureException(
                "Scim__Storage is Postgres, but ConnectionStrings__Scim is not set. Set it to a value such as "
                    + "'Host=db.example.com;Database=scim;Username=scim;Password=...'."
            );
        _database = new PostgresDatabase(connection);
        _migratorConnectionString = configuration.GetConnectionString("ScimMigrate") is { Length: > 0 } migrator
            ? migrator
            : null;
        _settings = settings;
    }

    /// <inheritdoc/>
    public ScimDatabase Database => _database;

    /// <inheritdoc/>
    public (string Label, string Text) StorageLocation => ("Database", _database.Cluster.Address);

    /// <inheritdoc/>
    public TimeSpan DrainTime => TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task PrepareDatabaseAsync(CancellationToken cancellationToken)
    {
        if (await _database.IsSchemaCurrentAsync(cancellationToken))
            return;
        if (!_settings.Migrate)
        {
            throw new StorageUnavailableException(
                $"The schema of {_database.Cluster.Address} is older than this program. Run 'Scim.Silo --migrate' with "
                    + "ConnectionStrings__ScimMigrate."
            )
            {
                IsTransient = true,
            };
        }

        await MigrateDatabaseAsync(cancellationToken);
    }

    /// <summary>Applies missing migrations as the migrating role and grants the running role access.</summary>
    public async Task MigrateDatabaseAsync(CancellationToken cancellationToken)
    {
        if (_migratorConnectionString is null)
        {
            await _database.MigrateSchemaAsync(cancellationToken);
            return;
        }

        await using var migrating = new PostgresDatabase(_migratorConnectionString, "ConnectionStrings__ScimMigrate");
        await migrating.MigrateSchemaAsync(cancellationToken);
        if (migrating.Cluster.Role != _database.Cluster.Role)
            await migrating.GrantAccessAsync(_database.Cluster.Role, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IBootstrapSession> BeginBootstrapAsync(bool createKey, CancellationToken cancellationToken)
    {
        BootstrapLock? bootstrap = await BootstrapLock.AcquireLockAsync(_database.Cluster, cancellationToken);
        OperatorKey? key = null;
        if (createKey && bootstrap is not null)
        {
            key = OperatorKey.CreateRandom();
            await bootstrap.SaveOperatorKeyAsync(key.Digest, cancellationToken);
        }
        else if (createKey)
        {
            // No key is stored if one was configured at the first start. One of the processes creates and shows it.
            var created = OperatorKey.CreateRandom();
            key = await _database.Cluster.TrySaveOperatorKeyAsync(created.Digest, cancellationToken)
                ? created
                : new OperatorKey((await _database.Cluster.ReadOperatorKeyDigestAsync(cancellationToken))!, null);
        }

        return new BootstrapSession(bootstrap, key);
    }

    /// <inheritdoc/>
    public void ConfigureClustering(ISiloBuilder silo)
    {
        IPAddress? advertised = null;
        if (_settings.AdvertisedAddress.Length > 0 && !IPAddress.TryParse(_settings.AdvertisedAddress, out advertised))
            throw new StartFailureException(
                $"Scim__AdvertisedAddress is '{_settings.AdvertisedAddress}', which is not an IP address. Set it to an "
                    + "address of this machine, or remove the setting."
            );
        silo.UseScimClustering(_database.Cluster, advertised, _settings.SiloPort, _settings.ClientPort);
        silo.Services.AddSingleton<MembershipLease>();
        silo.Services.AddSingleton<ISiloLiveness>(services => services.GetRequiredService<MembershipLease>());
        silo.Services.AddHostedService(services => services.GetRequiredService<MembershipLease>());
        silo.AddIncomingGrainCallFilter<MembershipLeaseFilter>();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private sealed class BootstrapSession(BootstrapLock? bootstrap, OperatorKey? key) : IBootstrapSession
    {
        public bool IsFirstStart => bootstrap is not null;

        public OperatorKey? Key => key;

        public Task CompleteBootstrapAsync() => bootstrap?.MarkFinishedAsync() ?? Task.CompletedTask;

        public ValueTask DisposeAsync() => bootstrap?.DisposeAsync() ?? default;
    }
}

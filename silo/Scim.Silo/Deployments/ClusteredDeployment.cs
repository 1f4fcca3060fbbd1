using System.Net;
using Scim.Grains.Caching;
using Scim.Grains.Hosting;
using Scim.Silo.Clustering;
using Scim.Silo.Startup;
using Scim.Storage;
using Scim.Storage.Databases;
using Scim.Storage.Postgres;

namespace Scim.Silo.Deployments;

/// <summary>One of several processes over PostgreSQL.</summary>
internal sealed class ClusteredDeployment : IDeployment
{
    private readonly PostgresDatabase _database;
    private readonly string? _migratorConnectionString;
    private readonly SiloOptions _settings;

    /// <summary>Reads the connection strings; nothing is opened yet.</summary>
    /// <exception cref="StartFailureException">A setting is missing or wrong.</exception>
    public ClusteredDeployment(SiloOptions settings, IConfiguration configuration)
    {
        string connection = configuration.GetConnectionString("Scim") is { Length: > 0 } given
            ? given
            : throw new StartFailureException(
                "Scim__Storage is Postgres, but ConnectionStrings__Scim is not set. Set it to one such as 'Host=db.example.com;Database=scim;Username=scim;Password=...'."
            );
        _database = new PostgresDatabase(connection);
        _migratorConnectionString = configuration.GetConnectionString("ScimMigrate")
            is { Length: > 0 } migrator
            ? migrator
            : null;
        _settings = settings;
    }

    /// <inheritdoc/>
    public ScimDatabase Database => _database;

    /// <inheritdoc/>
    public (string Label, string Text) StorageLocation => ("Database", _database.Address);

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
                $"The schema of {_database.Address} is older than this program. Run 'Scim.Silo --migrate' with ConnectionStrings__ScimMigrate."
            )
            {
                IsTransient = true,
            };
        }

        await MigrateDatabaseAsync(cancellationToken);
    }

    /// <summary>Brings the schema up to date as the migrating role, and lets the running role use it.</summary>
    public async Task MigrateDatabaseAsync(CancellationToken cancellationToken)
    {
        if (_migratorConnectionString is null)
        {
            await _database.MigrateSchemaAsync(cancellationToken);
            return;
        }

        await using var migrating = new PostgresDatabase(
            _migratorConnectionString,
            "ConnectionStrings__ScimMigrate"
        );
        await migrating.MigrateSchemaAsync(cancellationToken);
        if (migrating.Role != _database.Role)
            await migrating.GrantAccessAsync(_database.Role, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IBootstrapSession> BeginBootstrapAsync(
        bool makeKey,
        CancellationToken cancellationToken
    )
    {
        BootstrapLock? claim = await BootstrapLock.AcquireLockAsync(_database, cancellationToken);
        OperatorKey? key = null;
        if (makeKey && claim is not null)
        {
            key = OperatorKey.CreateRandom();
            await claim.SaveOperatorKeyAsync(key.Digest, cancellationToken);
        }
        else if (makeKey)
        {
            // There is none where the first start had one configured. One of the processes makes it and shows it.
            var made = OperatorKey.CreateRandom();
            key = await _database.TrySaveOperatorKeyAsync(made.Digest, cancellationToken)
                ? made
                : new OperatorKey(
                    (await _database.ReadOperatorKeyDigestAsync(cancellationToken))!,
                    null
                );
        }

        return new BootstrapSession(claim, key);
    }

    /// <inheritdoc/>
    public void ConfigureClustering(ISiloBuilder silo)
    {
        IPAddress? advertised = null;
        if (
            _settings.AdvertisedAddress.Length > 0
            && !IPAddress.TryParse(_settings.AdvertisedAddress, out advertised)
        )
            throw new StartFailureException(
                $"Scim__AdvertisedAddress is '{_settings.AdvertisedAddress}', which is no IP address. Set it to this machine's, or leave it out."
            );
        silo.UseScimClustering(_database, advertised, _settings.SiloPort, _settings.ClientPort);
        silo.Services.AddSingleton<MembershipLease>();
        silo.Services.AddSingleton<ISiloLiveness>(services =>
            services.GetRequiredService<MembershipLease>()
        );
        silo.Services.AddHostedService(services => services.GetRequiredService<MembershipLease>());
        silo.AddIncomingGrainCallFilter<MembershipLeaseFilter>();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private sealed class BootstrapSession(BootstrapLock? claim, OperatorKey? key)
        : IBootstrapSession
    {
        public bool IsFirstStart => claim is not null;

        public OperatorKey? Key => key;

        public Task CompleteBootstrapAsync() => claim?.MarkFinishedAsync() ?? Task.CompletedTask;

        public ValueTask DisposeAsync() => claim?.DisposeAsync() ?? default;
    }
}

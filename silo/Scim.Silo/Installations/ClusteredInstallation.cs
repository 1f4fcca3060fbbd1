using System.Net;
using Scim.Grains.Hosting;
using Scim.Silo.Clustering;
using Scim.Silo.Startup;
using Scim.Storage;
using Scim.Storage.Postgres;

namespace Scim.Silo.Installations;

/// <summary>One of several processes over PostgreSQL.</summary>
internal sealed class ClusteredInstallation : IInstallation
{
    private readonly PostgresDatabase _database;
    private readonly string? _migrator;
    private readonly SiloOptions _settings;

    /// <summary>Reads the connection strings; nothing is opened yet.</summary>
    /// <exception cref="StartFailureException">A setting is missing or wrong.</exception>
    public ClusteredInstallation(SiloOptions settings, IConfiguration configuration)
    {
        string connection = configuration.GetConnectionString("Scim") is { Length: > 0 } given
            ? given
            : throw new StartFailureException(
                "Scim__Storage is Postgres, but ConnectionStrings__Scim is not set. Set it to one such as 'Host=db.example.com;Database=scim;Username=scim;Password=...'.");
        _database = new PostgresDatabase(connection);
        _migrator = configuration.GetConnectionString("ScimMigrate") is { Length: > 0 } migrator ? migrator : null;
        _settings = settings;
    }

    /// <inheritdoc/>
    public ScimDatabase Database => _database;

    /// <inheritdoc/>
    public (string Label, string Text) Place => ("Database", _database.Address);

    /// <inheritdoc/>
    public TimeSpan DrainTime => TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task Prepare(CancellationToken cancellationToken)
    {
        if (await _database.IsCurrent(cancellationToken)) return;
        if (!_settings.Migrate)
        {
            throw new StorageUnavailableException(
                $"The schema of {_database.Address} is older than this program. Run 'Scim.Silo --migrate' with ConnectionStrings__ScimMigrate.")
            { MayPass = true };
        }

        await Migrate(cancellationToken);
    }

    /// <summary>Brings the schema up to date as the migrating role, and lets the running role use it.</summary>
    public async Task Migrate(CancellationToken cancellationToken)
    {
        if (_migrator is null)
        {
            await _database.Migrate(cancellationToken);
            return;
        }

        await using var migrating = new PostgresDatabase(_migrator, "ConnectionStrings__ScimMigrate");
        await migrating.Migrate(cancellationToken);
        if (migrating.Role != _database.Role) await migrating.Grant(_database.Role, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IStart> Begin(bool makeKey, CancellationToken cancellationToken)
    {
        FirstStartLock? claim = await FirstStartLock.Take(_database, cancellationToken);
        OperatorKey? key = null;
        if (makeKey && claim is not null)
        {
            key = OperatorKey.Make();
            await claim.KeepOperatorKey(key.Digest, cancellationToken);
        }
        else if (makeKey)
        {
            // There is none where the first start had one configured. One of the processes makes it and shows it.
            var made = OperatorKey.Make();
            key = await _database.TryKeepOperatorKey(made.Digest, cancellationToken) ? made : new OperatorKey((await _database.OperatorKeyDigest(cancellationToken))!, null);
        }

        return new Start(claim, key);
    }

    /// <inheritdoc/>
    public void Cluster(ISiloBuilder silo)
    {
        IPAddress? advertised = null;
        if (_settings.AdvertisedAddress.Length > 0 && !IPAddress.TryParse(_settings.AdvertisedAddress, out advertised))
            throw new StartFailureException($"Scim__AdvertisedAddress is '{_settings.AdvertisedAddress}', which is no IP address. Set it to this machine's, or leave it out.");
        silo.UseScimClustering(_database, advertised, _settings.SiloPort, _settings.ClientPort);
        silo.Services.AddSingleton<MembershipLease>();
        silo.Services.AddSingleton<ISiloStanding>(services => services.GetRequiredService<MembershipLease>());
        silo.Services.AddHostedService(services => services.GetRequiredService<MembershipLease>());
        silo.AddIncomingGrainCallFilter<LeaseGuard>();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private sealed class Start(FirstStartLock? claim, OperatorKey? key) : IStart
    {
        public bool IsFirst => claim is not null;

        public OperatorKey? Key => key;

        public Task Finish() => claim?.Finish() ?? Task.CompletedTask;

        public ValueTask DisposeAsync() => claim?.DisposeAsync() ?? default;
    }
}

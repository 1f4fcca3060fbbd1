using Scim.Clustering;
using Scim.Storage.Databases;

namespace Scim.Silo.Deployments;

/// <summary>The parts of the program that depend on the database: startup, migrations and clustering.</summary>
internal interface IDeployment : IAsyncDisposable
{
    /// <summary>The database.</summary>
    ScimDatabase Database { get; }

    /// <summary>The location of the data for the banner: a label and a description.</summary>
    (string Label, string Text) StorageLocation { get; }

    /// <summary>The default of how long the process continues to serve requests after it was told to stop.</summary>
    TimeSpan DrainTime { get; }

    /// <summary>
    /// Prepares the database: applies missing migrations, or checks that none are missing.
    /// </summary>
    /// <exception cref="StorageUnavailableException">The database cannot be used.
    /// <see cref="StorageUnavailableException.IsTransient"/> tells whether a retry is useful.</exception>
    Task PrepareDatabaseAsync(CancellationToken cancellationToken);

    /// <summary>Applies missing migrations, regardless of <see cref="SiloOptions.Migrate"/>.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be used.</exception>
    Task MigrateDatabaseAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Begins a start of the program: determines whether it is the first start, and creates or reads the operator key.
    /// Only one process at a time performs a first start; others wait.
    /// </summary>
    /// <param name="createKey">Whether to create an operator key if there is none.</param>
    /// <param name="cancellationToken">A token that cancels the wait for another process.</param>
    Task<IBootstrapSession> BeginBootstrapAsync(bool createKey, CancellationToken cancellationToken);

    /// <summary>Configures the clustering of the silo.</summary>
    void ConfigureClustering(ISiloBuilder silo);
}

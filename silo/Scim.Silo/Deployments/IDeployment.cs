using Scim.Storage;
using Scim.Storage.Databases;

namespace Scim.Silo.Deployments;

/// <summary>What follows from where the data is kept.</summary>
internal interface IDeployment : IAsyncDisposable
{
    /// <summary>The database.</summary>
    ScimDatabase Database { get; }

    /// <summary>Where the data is, for the banner: a label and the place.</summary>
    (string Label, string Text) StorageLocation { get; }

    /// <summary>How long to go on serving after the process was told to stop, where nothing is configured.</summary>
    TimeSpan DrainTime { get; }

    /// <summary>
    /// Makes the database usable by this program: brings the schema up to date, or checks that it is.
    /// </summary>
    /// <exception cref="StorageUnavailableException">It is not usable; says whether waiting may help.</exception>
    Task PrepareDatabaseAsync(CancellationToken cancellationToken);

    /// <summary>Brings the schema up to date, whatever the settings say about doing so at a start.</summary>
    /// <exception cref="StorageUnavailableException">The database is not usable.</exception>
    Task MigrateDatabaseAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes what a first start makes, or reads it. At most one process at a time is in a first start.
    /// </summary>
    /// <param name="makeKey">Whether an operator key must be made where there is none.</param>
    /// <param name="cancellationToken">Ends the wait for another process that is in its first start.</param>
    Task<IBootstrapSession> BeginBootstrapAsync(bool makeKey, CancellationToken cancellationToken);

    /// <summary>Chooses how silos find each other.</summary>
    void ConfigureClustering(ISiloBuilder silo);
}

namespace Scim.Grains.Caching.Invalidation;

/// <summary>Calls the <see cref="IMembershipInvalidationService"/> of another silo.</summary>
internal interface IMembershipInvalidationClient
{
    /// <summary>Returns the service of <paramref name="silo"/>.</summary>
    IMembershipInvalidationService GetService(SiloAddress silo);
}

using Orleans.Runtime;

namespace Scim.Grains.Caching.Invalidation;

/// <summary>The way to the <see cref="IMembershipInvalidationService"/> of another silo.</summary>
internal interface IMembershipInvalidationClient
{
    /// <summary>That of <paramref name="silo"/>.</summary>
    IMembershipInvalidationService GetService(SiloAddress silo);
}

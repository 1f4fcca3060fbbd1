namespace Scim.GrainInterfaces.Directory;

/// <summary>
/// Answers queries over a tenant's resources from the database: one parameterised statement, never a fan-out over grains. A stateless
/// worker; what was committed before the query is in the answer. The key is <see cref="ResourceKey.ForDirectory"/>.
/// </summary>
[Alias("scim.IDirectoryGrain"), GrainInterfaceType("scim.directory")]
public interface IDirectoryGrain : IGrainWithStringKey
{
    /// <summary>Runs a query.</summary>
    /// <returns>The page, or InvalidFilter, InvalidPath, InvalidValue, TooMany.</returns>
    [Alias("List")]
    Task<ScimResult<ListReply>> List(ListQuery query, CancellationToken cancellationToken = default);
}

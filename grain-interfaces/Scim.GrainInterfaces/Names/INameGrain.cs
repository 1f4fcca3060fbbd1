namespace Scim.GrainInterfaces.Names;

/// <summary>
/// Serializes reservations of the names in one partition, which must be unique within a tenant. The key is
/// <see cref="ResourceKey.ForNames"/>, or <see cref="ResourceKey.ForValues"/> for the values of a unique attribute.
/// </summary>
/// <remarks>
/// A reservation is held for a short time. It becomes permanent when the owner commits, because the name is then in the
/// database, and it is released when the commit fails. A reservation that is neither confirmed nor released expires,
/// and the database decides whether the name is taken.
/// </remarks>
/// <example>
/// Reserve a userName before the commit, and confirm or release it after the commit:
/// <code>
/// string name = TextFolding.FoldName(userName);
/// int partition = NamePartition.ComputePartition(name);
/// INameGrain names = grains.GetGrainReference&lt;INameGrain>(
///     ResourceKey.ForNames("acme", ResourceTypeNames.User, partition).ToString()
/// );
/// if (await names.ReserveName(name, userId) != userId)
///     return NameIsTaken;
/// if (await TryCommitAsync())
///     await names.ConfirmName(name, userId);
/// else
///     await names.ReleaseName(name, userId);
/// </code>
/// </example>
[Alias("scim.INameGrain"), GrainInterfaceType("scim.names")]
public interface INameGrain : IGrainWithStringKey
{
    /// <summary>Reserves <paramref name="foldedName"/> for <paramref name="owner"/>.</summary>
    /// <param name="foldedName">The name, folded for comparison.</param>
    /// <param name="owner">The id of the resource that is to have the name.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>
    /// The id of the resource that has or has reserved the name; <paramref name="owner"/> when the reservation
    /// succeeded.
    /// </returns>
    [Alias("ReserveName")]
    Task<string> ReserveName(string foldedName, string owner, CancellationToken cancellationToken = default);

    /// <summary>Makes a reservation permanent after the owner's commit.</summary>
    [Alias("ConfirmName")]
    Task ConfirmName(string foldedName, string owner);

    /// <summary>
    /// Releases a name after the owner's commit failed, or after the owner was renamed or deleted. Does nothing when
    /// the name belongs to another resource.
    /// </summary>
    [Alias("ReleaseName")]
    Task ReleaseName(string foldedName, string owner);
}

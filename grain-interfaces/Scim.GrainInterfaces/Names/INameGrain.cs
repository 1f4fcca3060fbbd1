namespace Scim.GrainInterfaces.Names;

/// <summary>
/// Serialises claims on the names of one partition that must be unique in a tenant. A claim is a promise for a short
/// time: the owner's commit makes it lasting (the row is in the database then), its failure releases it, and one that
/// is neither expires and is looked up. The key is <see cref="ResourceKey.ForNames"/>, or
/// <see cref="ResourceKey.ForValues"/> for the values of an attribute that must be unique.
/// </summary>
[Alias("scim.INameGrain"), GrainInterfaceType("scim.names")]
public interface INameGrain : IGrainWithStringKey
{
    /// <summary>Claims <paramref name="foldedName"/> for <paramref name="owner"/>.</summary>
    /// <returns>
    /// The id of the resource that has the name or is about to have it: <paramref name="owner"/> itself when the claim
    /// succeeded.
    /// </returns>
    [Alias("Claim")]
    Task<string> ReserveName(
        string foldedName,
        string owner,
        CancellationToken cancellationToken = default
    );

    /// <summary>The owner's commit succeeded: the claim lasts.</summary>
    [Alias("Confirm")]
    Task ConfirmName(string foldedName, string owner);

    /// <summary>
    /// The name is free again: the owner's commit failed, or it was renamed or deleted. Does nothing when somebody else
    /// has it.
    /// </summary>
    [Alias("Release")]
    Task ReleaseName(string foldedName, string owner);
}

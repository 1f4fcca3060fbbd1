namespace Scim.GrainInterfaces.Resources;

/// <summary>
/// One group of one tenant (RFC 7643 section 4.2): owns the resource and serializes all changes to its membership.
/// </summary>
/// <remarks>
/// The grain never holds all members in memory. Members are database rows, written from the delta of each commit.
/// </remarks>
[Alias("scim.IGroupGrain"), GrainInterfaceType("scim.group")]
public interface IGroupGrain : IResourceGrain;

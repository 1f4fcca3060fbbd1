using Scim.GrainInterfaces.Resources;

namespace Scim.GrainInterfaces.Groups;

/// <summary>
/// One group of one tenant (RFC 7643 section 4.2): owns the resource and orders every change to its membership. It
/// never holds all members: they are rows, written from the delta of each commit.
/// </summary>
[Alias("scim.IGroupGrain"), GrainInterfaceType("scim.group")]
public interface IGroupGrain : IResourceGrain;

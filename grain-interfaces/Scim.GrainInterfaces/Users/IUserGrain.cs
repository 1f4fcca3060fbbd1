using Scim.GrainInterfaces.Resources;

namespace Scim.GrainInterfaces.Users;

/// <summary>One user of one tenant (RFC 7643 section 4.1): owns the resource and its activation state.</summary>
[Alias("scim.IUserGrain"), GrainInterfaceType("scim.user")]
public interface IUserGrain : IResourceGrain;

namespace Scim.GrainInterfaces.Resources;

/// <summary>
/// One resource of a type that the tenant declared, whichever it is: the type is in the request and in the state, and
/// one that asks for it under another type does not find it.
/// </summary>
[Alias("scim.ICustomResourceGrain"), GrainInterfaceType("scim.custom-resource")]
public interface ICustomResourceGrain : IResourceGrain;

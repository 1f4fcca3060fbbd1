namespace Scim.GrainInterfaces.Resources;

/// <summary>One resource of a resource type that the tenant has declared.</summary>
/// <remarks>
/// The resource type is part of each request and of the state. A request for the same id under another resource type
/// returns NotFound.
/// </remarks>
[Alias("scim.ICustomResourceGrain"), GrainInterfaceType("scim.custom-resource")]
public interface ICustomResourceGrain : IResourceGrain;

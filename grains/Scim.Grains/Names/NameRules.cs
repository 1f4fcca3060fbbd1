using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Storage;
using Scim.Protocol.Schema;

namespace Scim.Grains.Names;

/// <summary>Applies a tenant's name policies to a resource. Pure functions.</summary>
internal static class NameRules
{
    /// <summary>Whether names must be unique among the resources of the type.</summary>
    public static bool RequiresUnique(string resourceType, TenantSettings settings) =>
        resourceType != ResourceTypeNames.Group || settings.GroupNamePolicy != GroupNamePolicy.Allow;

    /// <summary>Whether a POST with an existing name updates the resource that has the name.</summary>
    public static bool ShouldMerge(string resourceType, TenantSettings settings) =>
        resourceType switch
        {
            ResourceTypeNames.Group => settings.GroupNamePolicy == GroupNamePolicy.Match,
            ResourceTypeNames.User => settings.UserConflictPolicy == UserConflictPolicy.Sync,
            _ => false,
        };

    /// <summary>Returns the state with a name that can be found but is not unique.</summary>
    public static ResourceState AllowDuplicate(ResourceState state) =>
        state with
        {
            Index = state.Index! with { Unique = null, NonUniqueName = state.Index.FoldedName },
        };
}

using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Resources;
using Scim.Grains.Storage;

namespace Scim.Grains.Names;

/// <summary>What the tenant's name policies mean for a resource: pure functions.</summary>
internal static class NameRules
{
    /// <summary>Whether no two resources of the kind may have one name.</summary>
    public static bool RequiresUnique(string kind, TenantSettings settings) =>
        kind != ResourceTypeNames.Group || settings.GroupNamePolicy != GroupNamePolicy.Allow;

    /// <summary>Whether a POST of a name that is taken becomes the resource that has it.</summary>
    public static bool ShouldMerge(string kind, TenantSettings settings) =>
        kind switch
        {
            ResourceTypeNames.Group => settings.GroupNamePolicy == GroupNamePolicy.Match,
            ResourceTypeNames.User => settings.UserConflictPolicy == UserConflictPolicy.Sync,
            _ => false,
        };

    /// <summary>The state with a name that is found but not guarded, so that it may be there more than once.</summary>
    public static ResourceState AllowDuplicate(ResourceState state) =>
        state with
        {
            Index = state.Index! with { Unique = null, NonUniqueName = state.Index.FoldedName },
        };
}

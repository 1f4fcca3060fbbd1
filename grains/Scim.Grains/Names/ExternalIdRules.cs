using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Grains.Names;

/// <summary>
/// Applies <see cref="ExternalIdPolicy.Reject"/> to a resource. Pure functions.
/// </summary>
internal static class ExternalIdRules
{
    /// <summary>Applies the policy to the next state of a resource.</summary>
    /// <returns>The state, or the error if the policy forbids its externalId.</returns>
    public static ScimResult<ResourceState> ApplyPolicy(
        ExternalIdPolicy policy,
        ResourceState present,
        ResourceState next
    )
    {
        if (policy != ExternalIdPolicy.Reject)
            return next;
        return ValidateLength(present, next) is { } error ? error : RequireUnique(next);
    }

    /// <summary>Returns the state whose externalIds are unique values, including those linked to a group.</summary>
    /// <remarks>
    /// An externalId that is too long to be unique is left out; see <see cref="ValidateLength"/>.
    /// </remarks>
    public static ResourceState RequireUnique(ResourceState state)
    {
        StoredUniqueValue[] externalIds =
        [
            .. state
                .GetExternalIds()
                .Where(id => id.Length <= UniqueValues.MaxLength)
                .Select(id => new StoredUniqueValue(StoredUniqueValue.ExternalIdPath, id)),
        ];
        if (externalIds.Length == 0)
            return state;

        // The order must be the same for all resources, as in UniqueValueDelta.Reserved.
        StoredUniqueValue[] values =
        [
            .. externalIds
                .Concat(state.Index!.Values ?? [])
                .OrderBy(v => v.Path, StringComparer.Ordinal)
                .ThenBy(v => v.Value, StringComparer.Ordinal),
        ];
        return state with { Index = state.Index with { Values = values } };
    }

    /// <summary>Rejects a new externalId that is too long to be unique.</summary>
    /// <returns>The error, or null.</returns>
    public static ScimError? ValidateLength(ResourceState present, ResourceState next) =>
        next.Index?.ExternalId is { Length: > UniqueValues.MaxLength } externalId
        && !present.GetExternalIds().Contains(externalId, StringComparer.Ordinal)
            ? new ScimError(
                ScimErrorKind.InvalidValue,
                "externalId must be unique in this tenant and therefore must not be longer than "
                    + $"{UniqueValues.MaxLength} characters. Shorten it."
            )
            : null;

    /// <summary>Whether a value is an externalId that the resource already has.</summary>
    public static bool IsKept(ResourceState present, StoredUniqueValue value) =>
        value.Path == StoredUniqueValue.ExternalIdPath
        && present.GetExternalIds().Contains(value.Value, StringComparer.Ordinal);

    /// <summary>Returns the state with an externalId that other resources may have as well.</summary>
    public static ResourceState AllowDuplicate(ResourceState state, StoredUniqueValue value)
    {
        StoredUniqueValue[] rest = [.. state.Index!.Values!.Where(v => v != value)];
        return state with { Index = state.Index with { Values = rest.Length == 0 ? null : rest } };
    }
}

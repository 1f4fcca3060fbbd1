using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Grains.Tenants;

/// <summary>What a tenant's list of roles may be.</summary>
internal static class RoleRules
{
    private const int MaxRoles = 32;
    private const int MaxLength = 64;

    /// <summary>What is wrong with the list, or null.</summary>
    public static ScimError? ValidateRoles(TenantSettings settings)
    {
        IReadOnlyList<string> roles = settings.Roles;
        if (roles.Count is 0 or > MaxRoles)
            return CreateError($"must list 1 to {MaxRoles} roles, weakest first");
        if (
            roles.Any(r =>
                string.IsNullOrWhiteSpace(r)
                || r.Length > MaxLength
                || r != r.Trim()
                || r.Any(char.IsControl)
            )
        )
            return CreateError(
                $"must hold names of 1 to {MaxLength} characters, without blanks around them and without control characters"
            );
        return roles.DistinctBy(TextFolding.FoldName).Count() < roles.Count
            ? CreateError("must not name a role twice (compared without regard to case)")
            : null;
    }

    /// <summary>The roles that a change takes away.</summary>
    public static IReadOnlyList<string> GetRemovedRoles(
        TenantSettings before,
        TenantSettings after
    ) => [.. before.Roles.Except(after.Roles, StringComparer.Ordinal)];

    /// <summary>The refusal of a change that takes roles away that groups have.</summary>
    public static ScimError CreateInUseError(IReadOnlyList<(string Role, long Sites)> uses)
    {
        string which =
            uses.Count == 0
                ? "one that is to be removed was given to a group a moment ago"
                : string.Join(
                    ", ",
                    uses.Select(u =>
                        $"'{u.Role}' is what groups have on {u.Sites} {(u.Sites == 1 ? "site" : "sites")}"
                    )
                );
        return new ScimError(
            ScimErrorKind.Conflict,
            $"roles: a role in use cannot be removed: {which}. Give those groups other roles first, or keep the role."
        );
    }

    private static ScimError CreateError(string rule) =>
        new(ScimErrorKind.InvalidValue, $"roles {rule}.");
}

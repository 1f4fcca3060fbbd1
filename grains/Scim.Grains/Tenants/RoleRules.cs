using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Grains.Tenants;

/// <summary>Validates a tenant's list of roles.</summary>
internal static class RoleRules
{
    private const int MaxRoles = 32;
    private const int MaxLength = 64;

    /// <summary>Returns the error of an invalid list, or null.</summary>
    public static ScimError? ValidateRoles(TenantSettings settings)
    {
        IReadOnlyList<string> roles = settings.Roles;
        if (roles.Count is 0 or > MaxRoles)
            return CreateError($"must list 1 to {MaxRoles} roles, from weakest to strongest");
        if (
            roles.Any(r =>
                string.IsNullOrWhiteSpace(r) || r.Length > MaxLength || r != r.Trim() || r.Any(char.IsControl)
            )
        )
            return CreateError(
                $"must contain names of 1 to {MaxLength} characters, "
                    + "without control characters or surrounding white space"
            );
        return roles.DistinctBy(TextFolding.FoldName).Count() < roles.Count
            ? CreateError("must not contain a role twice (case is ignored)")
            : null;
    }

    /// <summary>Returns the roles that a change removes.</summary>
    public static IReadOnlyList<string> GetRemovedRoles(TenantSettings before, TenantSettings after) =>
        [.. before.Roles.Except(after.Roles, StringComparer.Ordinal)];

    /// <summary>Creates the error for a change that removes roles that groups hold.</summary>
    public static ScimError CreateInUseError(IReadOnlyList<(string Role, long Sites)> uses)
    {
        string details =
            uses.Count == 0
                ? "a role to be removed was just granted to a group"
                : string.Join(
                    ", ",
                    uses.Select(u =>
                        $"'{u.Role}' is granted to groups on {u.Sites} {(u.Sites == 1 ? "site" : "sites")}"
                    )
                );
        return new ScimError(
            ScimErrorKind.Conflict,
            $"roles: a role in use cannot be removed: {details}. "
                + "Grant those groups other roles first, or keep the role."
        );
    }

    private static ScimError CreateError(string rule) => new(ScimErrorKind.InvalidValue, $"roles {rule}.");
}

using Scim.Protocol.Errors;

namespace Scim.Grains.Errors;

/// <summary>Errors of requests for sites.</summary>
internal static class SiteErrors
{
    /// <summary>The site does not exist or no longer exists.</summary>
    public static ScimError SiteNotFound { get; } =
        new(
            ScimErrorKind.NotFound,
            "Site not found in this tenant. It may have been deleted. GET /sites lists the sites."
        );

    /// <summary>The group does not exist or no longer exists.</summary>
    public static ScimError GroupNotFound { get; } =
        new(ScimErrorKind.NotFound, "Group not found in this tenant. The group may have been deleted.");

    /// <summary>The user does not exist or no longer exists.</summary>
    public static ScimError UserNotFound { get; } =
        new(ScimErrorKind.NotFound, "User not found in this tenant. The user may have been deleted.");

    /// <summary>The name belongs to another site.</summary>
    public static ScimError NameTaken { get; } =
        new(
            ScimErrorKind.Uniqueness,
            "name is already used by another site in this tenant (ignoring case and surrounding white"
                + " space). Choose another name."
        );

    /// <summary>The tenant does not define the role.</summary>
    public static ScimError CreateUnknownRole(IEnumerable<string> roles) =>
        new(
            ScimErrorKind.InvalidValue,
            $"role must be one of the tenant's roles: {string.Join(", ", roles)}. An operator can change the"
                + " roles in the tenant's settings."
        );
}

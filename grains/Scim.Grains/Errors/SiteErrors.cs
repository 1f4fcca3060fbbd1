using Scim.Protocol.Errors;

namespace Scim.Grains.Errors;

/// <summary>What is wrong with a request about sites, in sentences for the administrator.</summary>
internal static class SiteErrors
{
    /// <summary>There is no such site, or no longer.</summary>
    public static ScimError SiteNotFound { get; } =
        new(
            ScimErrorKind.NotFound,
            "There is no such site. It was deleted, or never existed in this tenant."
        );

    /// <summary>There is no such group, or no longer.</summary>
    public static ScimError GroupNotFound { get; } =
        new(
            ScimErrorKind.NotFound,
            "There is no such group. It was deleted, or never existed in this tenant."
        );

    /// <summary>There is no such user, or no longer.</summary>
    public static ScimError UserNotFound { get; } =
        new(
            ScimErrorKind.NotFound,
            "There is no such user. He was deleted, or never existed in this tenant."
        );

    /// <summary>A name that another site has.</summary>
    public static ScimError NameTaken { get; } =
        new(
            ScimErrorKind.Uniqueness,
            "name: another site of this tenant has this name (compared without regard to case and surrounding blanks)."
        );

    /// <summary>A role that the tenant does not have.</summary>
    public static ScimError CreateUnknownRole(IEnumerable<string> roles) =>
        new(
            ScimErrorKind.InvalidValue,
            $"role must be one of the tenant's roles: {string.Join(", ", roles)}. An operator can change them in the tenant's settings."
        );
}

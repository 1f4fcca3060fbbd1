using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Grains.Errors;

/// <summary>Errors of requests for resources.</summary>
internal static class ResourceErrors
{
    /// <summary>A group would contain itself.</summary>
    public static ScimError CircularMembership { get; } =
        new(
            ScimErrorKind.InvalidValue,
            "members: a group cannot contain itself, directly or through other groups. Remove the member that"
                + " creates the cycle."
        );

    /// <summary>The tenant was deleted while the request was in progress.</summary>
    public static ScimError TenantNotFound { get; } = new(ScimErrorKind.NotFound, "The tenant does not exist.");

    /// <summary>The tenant or the resource type was deleted while the request was in progress.</summary>
    public static ScimError ResourceTypeNotFound { get; } =
        new(ScimErrorKind.NotFound, "The tenant or its resource type does not exist.");

    /// <summary>It is not known whether the write was committed.</summary>
    public static ScimError OutcomeUnknown { get; } =
        new(
            ScimErrorKind.Unavailable,
            "The database did not confirm the change, which may or may not have been applied. Retry."
        );

    /// <summary>
    /// A user was deactivated or deleted, but it is not known whether the user's sessions have ended.
    /// </summary>
    public static ScimError SessionsEndUnconfirmed { get; } =
        new(
            ScimErrorKind.Unavailable,
            "Access was revoked, but ending the user's sessions could not be confirmed. Retry."
        );

    /// <summary><c>If-None-Match</c> of a change matches the current version (RFC 9110 section 13.1.2).</summary>
    public static ScimError CurrentVersionExcluded { get; } =
        new(
            ScimErrorKind.VersionMismatch,
            "If-None-Match matches the current version of the resource, so the change is not made "
                + "(RFC 9110 section 13.1.2). Repeat the request without If-None-Match."
        );

    /// <summary><c>If-Match</c> of a change does not match the current version.</summary>
    /// <param name="current">The entity tag of the current version.</param>
    public static ScimError CreateVersionMismatch(string current) =>
        new(
            ScimErrorKind.VersionMismatch,
            $"If-Match does not match the current version {current}. "
                + "Read the resource again and repeat the request with its current version."
        );

    /// <summary>The name belongs to another resource.</summary>
    public static ScimError CreateNameTaken(string resourceType) =>
        new(
            ScimErrorKind.Uniqueness,
            resourceType == ResourceTypeNames.User
                ? "userName is already used by another user in this tenant (ignoring case and redundant white"
                    + " space). Choose another userName or update the existing user."
                : "displayName is already used by another group in this tenant (ignoring case and redundant"
                    + " white space). Choose another displayName or update the existing group."
        );

    /// <summary>The name is longer than <see cref="Directory.DirectoryOptions.MaxNameLength"/>.</summary>
    public static ScimError CreateNameTooLong(string attribute, int maxLength) =>
        new(
            ScimErrorKind.InvalidValue,
            $"{attribute} must not be longer than {maxLength} characters. Choose a shorter {attribute}."
        );

    /// <summary>The tenant's schemas were changed between reading and writing; nothing was written.</summary>
    public static ScimError SchemasChanged { get; } =
        new(ScimErrorKind.Unavailable, "The tenant's schemas are being changed by a concurrent request. Retry.");

    /// <summary>One of the values belongs to another resource.</summary>
    public static ScimError CreateValueTaken(string resourceType, IEnumerable<StoredUniqueValue> values) =>
        new(
            ScimErrorKind.Uniqueness,
            $"{string.Join(", ", values.Select(v => v.Path).Distinct())}: the value must be unique and is already"
                + $" used by another {resourceType} in this tenant. Choose another value or update the existing"
                + $" {resourceType}."
        );

    /// <summary>
    /// A POST that was already merged into the group, or one without an externalId that identifies the group at its
    /// sender.
    /// </summary>
    public static ScimError DuplicateGroup { get; } =
        new(
            ScimErrorKind.Uniqueness,
            "displayName is already used by another group in this tenant (ignoring case and redundant"
                + " white space), and the request contains no externalId that is new to that group. Update the"
                + " existing group or choose another displayName."
        );

    /// <summary>The group is linked to too many externalIds.</summary>
    public static ScimError CreateTooManyExternalIds(int limit) =>
        new(
            ScimErrorKind.Conflict,
            $"externalId: the group with this displayName is already linked to the maximum of {limit} externalIds."
                + " Remove an externalId that is no longer used."
        );

    /// <summary>Each attempt found the name reserved by a resource that did not exist afterwards.</summary>
    public static ScimError CreateNameChanging(string resourceType) =>
        new(
            ScimErrorKind.Unavailable,
            $"The {(resourceType == ResourceTypeNames.User ? "userName" : "displayName")} is being changed by a"
                + " concurrent request. Retry."
        );

    /// <summary>The resource does not exist or no longer exists.</summary>
    public static ScimError CreateNotFound(string resourceType, string id) =>
        new(ScimErrorKind.NotFound, $"{resourceType} with id '{id}' not found. It may have been deleted.");
}

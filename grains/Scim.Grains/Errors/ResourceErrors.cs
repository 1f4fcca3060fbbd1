using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Grains.Errors;

/// <summary>What is wrong with a request on a resource, in sentences for the administrator.</summary>
internal static class ResourceErrors
{
    /// <summary>A membership that would contain itself.</summary>
    public static ScimError CircularMembership { get; } =
        new(
            ScimErrorKind.InvalidValue,
            "members: a group cannot contain itself, directly or through other groups."
        );

    /// <summary>The tenant was deleted while the request was under way.</summary>
    public static ScimError TenantNotFound { get; } =
        new(ScimErrorKind.NotFound, "The tenant does not exist.");

    /// <summary>The tenant or the resource type was deleted while the request was under way.</summary>
    public static ScimError ResourceTypeNotFound { get; } =
        new(
            ScimErrorKind.NotFound,
            "The tenant does not exist, or has no resource type of this name."
        );

    /// <summary>Whether the write happened is not known.</summary>
    public static ScimError OutcomeUnknown { get; } =
        new(
            ScimErrorKind.Unavailable,
            "The database did not confirm the change, which may or may not have been made. Try again."
        );

    /// <summary>A user was deactivated or deleted, but whether his sessions have ended is not known.</summary>
    public static ScimError SessionsEndUnconfirmed { get; } =
        new(
            ScimErrorKind.Unavailable,
            "The user has lost his access, but the end of his sessions was not confirmed. Try again."
        );

    /// <summary>A name that somebody else has.</summary>
    public static ScimError CreateNameTaken(string kind) =>
        new(
            ScimErrorKind.Uniqueness,
            kind == ResourceTypeNames.User
                ? "userName: another user of this tenant has this userName (compared without regard to case)."
                : "displayName: another group of this tenant has this name (compared without regard to case and surrounding blanks)."
        );

    /// <summary>The tenant's schemas were changed between reading and writing; nothing was written.</summary>
    public static ScimError SchemasChanged { get; } =
        new(
            ScimErrorKind.Unavailable,
            "The tenant's schemas are being changed at this moment. Send the request again."
        );

    /// <summary>Values that somebody else has: one of these.</summary>
    public static ScimError CreateValueTaken(string kind, IEnumerable<StoredUniqueValue> values) =>
        new(
            ScimErrorKind.Uniqueness,
            $"{string.Join(", ", values.Select(v => v.Path).Distinct())}: another {kind} of this tenant has this value, which must be unique."
        );

    /// <summary>
    /// A repeat of a POST that the group has become already, or one that does not say which group of its sender's it
    /// means.
    /// </summary>
    public static ScimError DuplicateGroup { get; } =
        new(
            ScimErrorKind.Uniqueness,
            "displayName: a group of this name exists (compared without regard to case and surrounding blanks), and the request names no externalId that is new to it."
        );

    /// <summary>A group that is known by too many externalIds.</summary>
    public static ScimError CreateTooManyExternalIds(int limit) =>
        new(
            ScimErrorKind.Conflict,
            $"externalId: the group of this name is linked to {limit} externalIds, which is the limit. Remove one that is no longer used."
        );

    /// <summary>The name was claimed by somebody at each look, who then was not there.</summary>
    public static ScimError CreateNameChanging(string kind) =>
        new(
            ScimErrorKind.Unavailable,
            $"Another request is just giving the {kind}'s name away or taking it. Try again."
        );

    /// <summary>There is no such resource, or no longer.</summary>
    public static ScimError CreateNotFound(string kind, string id) =>
        new(ScimErrorKind.NotFound, $"There is no {kind} with the id '{id}'.");
}

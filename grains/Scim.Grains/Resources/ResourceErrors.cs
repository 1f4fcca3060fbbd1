using Scim.Grains.Names;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Grains.Resources;

/// <summary>What is wrong with a request on a resource, in sentences for the administrator.</summary>
internal static class ResourceErrors
{
    /// <summary>A membership that would contain itself.</summary>
    public static ScimError MemberOfItself { get; } =
        new(ScimErrorKind.InvalidValue, "members: a group cannot contain itself, directly or through other groups.");

    /// <summary>The tenant was deleted while the request was under way.</summary>
    public static ScimError NoTenant { get; } = new(ScimErrorKind.NotFound, "The tenant does not exist.");

    /// <summary>The tenant or the resource type was deleted while the request was under way.</summary>
    public static ScimError NoType { get; } = new(ScimErrorKind.NotFound, "The tenant does not exist, or has no resource type of this name.");

    /// <summary>Whether the write happened is not known.</summary>
    public static ScimError NotConfirmed { get; } =
        new(ScimErrorKind.Unavailable, "The database did not confirm the change, which may or may not have been made. Try again.");

    /// <summary>A name that somebody else has.</summary>
    public static ScimError NameTaken(string kind) => new(ScimErrorKind.Uniqueness, kind == ResourceKinds.User
        ? "userName: another user of this tenant has this userName (compared without regard to case)."
        : "displayName: another group of this tenant has this name (compared without regard to case and surrounding blanks).");

    /// <summary>The tenant's schemas were changed between reading and writing; nothing was written.</summary>
    public static ScimError SchemasChanged { get; } =
        new(ScimErrorKind.Unavailable, "The tenant's schemas are being changed at this moment. Send the request again.");

    /// <summary>What somebody else has.</summary>
    public static ScimError Taken(string kind, Claim claim) => claim.Path is { } path
        ? new ScimError(ScimErrorKind.Uniqueness, $"{path}: another {kind} of this tenant has this value, which must be unique.")
        : NameTaken(kind);

    /// <summary>One of several values that somebody else has; which one is not known any more.</summary>
    public static ScimError SomeTaken(string kind, IEnumerable<Claim> claims) => new(
        ScimErrorKind.Uniqueness, $"{string.Join(", ", claims.Select(c => c.Path).OfType<string>().Distinct())}: another {kind} of this tenant has one of these values, which must be unique.");

    /// <summary>There is no such resource, or no longer.</summary>
    public static ScimError Missing(string kind, string id) => new(ScimErrorKind.NotFound, $"There is no {kind} with the id '{id}'.");
}

using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Sites;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Grains.Sites;

/// <summary>Pure functions that turn a site's state and a command into the next state or an error.</summary>
internal static class SiteRules
{
    /// <summary>The maximum length of a name, in characters.</summary>
    public const int MaxNameLength = 200;

    /// <summary>Creates the state of a new site.</summary>
    public static ScimResult<SiteState> ApplyCreate(ResourceKey key, CreateSite command, DateTimeOffset now) =>
        ValidateName(command.Name) is { } problem
            ? problem
            : BuildNextState(
                new SiteState
                {
                    Tenant = key.Tenant,
                    Id = key.Id,
                    Created = now,
                },
                ChangeOperation.Create,
                command.Origin,
                now,
                "name"
            ) with
            {
                Name = command.Name.Trim(),
                Unique = TextFolding.FoldName(command.Name),
            };

    /// <summary>Renames a site.</summary>
    public static ScimResult<SiteState> ApplyRename(SiteState present, RenameSite command, DateTimeOffset now) =>
        ValidateName(command.Name) is { } problem
            ? problem
            : BuildNextState(present, ChangeOperation.Update, command.Origin, now, "name") with
            {
                Name = command.Name.Trim(),
                Unique = TextFolding.FoldName(command.Name),
            };

    /// <summary>Sets a group's role on a site; null removes it.</summary>
    public static SiteState ApplyGroupRole(
        SiteState present,
        string groupId,
        string? role,
        RequestOrigin caller,
        DateTimeOffset now
    ) =>
        BuildNextState(present, ChangeOperation.Update, caller, now, "permissions") with
        {
            Permission = new PermissionDelta(groupId, role),
        };

    /// <summary>Builds the tombstone of a site. It keeps the id, so that the id is not reused.</summary>
    public static SiteState CreateTombstone(SiteState present, RequestOrigin caller, DateTimeOffset now) =>
        BuildNextState(present, ChangeOperation.Delete, caller, now) with
        {
            Name = null,
            Unique = null,
        };

    /// <summary>Returns the tenant's spelling of a role, or null when the tenant does not define the role.</summary>
    public static string? FindRole(IEnumerable<string> roles, string role)
    {
        string folded = TextFolding.FoldName(role);
        return roles.FirstOrDefault(r => TextFolding.FoldName(r) == folded);
    }

    /// <summary>Converts the state of a site to its public form.</summary>
    public static SiteInfo ToSiteInfo(SiteState state) => new() { Id = state.Id, Name = state.Name! };

    private static SiteState BuildNextState(
        SiteState present,
        ChangeOperation operation,
        RequestOrigin caller,
        DateTimeOffset now,
        params string[] changed
    ) =>
        present with
        {
            Version = present.Version + 1,
            Operation = operation,
            LastModified = now,
            Actor = caller.Actor,
            RequestId = caller.RequestId,
            Changed = changed,
            Permission = null,
        };

    private static ScimError? ValidateName(string name)
    {
        string trimmed = name.Trim();

        // Folding may expand a character to several; the folded name must fit into an index.
        if (trimmed.Length is 0 or > MaxNameLength || TextFolding.FoldName(name).Length > 2 * MaxNameLength)
            return new ScimError(ScimErrorKind.InvalidValue, $"name must be 1 to {MaxNameLength} characters long.");
        return trimmed.Any(char.IsControl)
            ? new ScimError(ScimErrorKind.InvalidValue, "name must not contain control characters.")
            : null;
    }
}

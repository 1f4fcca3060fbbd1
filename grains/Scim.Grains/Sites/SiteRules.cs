using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Sites;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Grains.Sites;

/// <summary>What may become of a site: pure functions from state and command to the next state or an error.</summary>
internal static class SiteRules
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxNameLength = 200;

    /// <summary>A new site.</summary>
    public static ScimResult<SiteState> ApplyCreate(
        ResourceKey key,
        CreateSite command,
        DateTimeOffset now
    ) =>
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

    /// <summary>The site under another name.</summary>
    public static ScimResult<SiteState> ApplyRename(
        SiteState present,
        RenameSite command,
        DateTimeOffset now
    ) =>
        ValidateName(command.Name) is { } problem
            ? problem
            : BuildNextState(present, ChangeOperation.Update, command.Origin, now, "name") with
            {
                Name = command.Name.Trim(),
                Unique = TextFolding.FoldName(command.Name),
            };

    /// <summary>The site with a group's role changed; null takes it away.</summary>
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

    /// <summary>The tombstone of a site: its id, so that it is never used again.</summary>
    public static SiteState CreateTombstone(
        SiteState present,
        RequestOrigin caller,
        DateTimeOffset now
    ) =>
        BuildNextState(present, ChangeOperation.Delete, caller, now) with
        {
            Name = null,
            Unique = null,
        };

    /// <summary>The tenant's spelling of a role, or null when it has no such role.</summary>
    public static string? FindRole(IEnumerable<string> roles, string role)
    {
        string folded = TextFolding.FoldName(role);
        return roles.FirstOrDefault(r => TextFolding.FoldName(r) == folded);
    }

    /// <summary>The site as it is shown.</summary>
    public static SiteInfo ToSiteInfo(SiteState state) =>
        new() { Id = state.Id, Name = state.Name! };

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

        // Folding may make a character several; the folded name must fit into an index.
        if (
            trimmed.Length is 0 or > MaxNameLength
            || TextFolding.FoldName(name).Length > 2 * MaxNameLength
        )
            return new ScimError(
                ScimErrorKind.InvalidValue,
                $"name must have 1 to {MaxNameLength} characters."
            );
        return trimmed.Any(char.IsControl)
            ? new ScimError(ScimErrorKind.InvalidValue, "name must not hold control characters.")
            : null;
    }
}

using System.Text.Json.Nodes;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Names;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Errors;
using Scim.Grains.Profiles;
using Scim.Grains.Representations;
using Scim.Grains.Search;
using Scim.Grains.Storage;
using Scim.Grains.Tenants;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Patching;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;
using Scim.Protocol.Values;

namespace Scim.Grains.Resources;

/// <summary>Pure functions that turn a state and a request into a change, and a change into the next state.</summary>
internal static class ResourceRules
{
    private const int MaxNamesInMessage = 10;

    /// <summary>Builds a new resource from a POST body (RFC 7644 section 3.3).</summary>
    public static ScimResult<ResourceChange> ApplyCreate(
        ResourceType type,
        ReadOnlyMemory<byte> body,
        string id,
        TenantPolicy policy
    ) =>
        CatchScimErrors(
            type,
            () =>
            {
                NormalizedResource resource = NormalizeBody(type, body, id, current: null, policy);
                return new ResourceChange(
                    resource.Document,
                    [
                        .. FindChangedAttributes([], resource.Document),
                        .. ListPasswordAttribute(resource.Password, false),
                    ],
                    ToMemberEdits(resource)
                )
                {
                    Password = resource.Password,
                    UnknownAttributes = resource.Unknown,
                };
            }
        );

    /// <summary>Merges a POST body into an existing resource of the same name.</summary>
    /// <remarks>
    /// Attributes in the body replace the existing ones, including attributes without a value; attributes that are not
    /// in the body are kept. A group keeps the spelling of its displayName, and the members of the body are added to
    /// its own.
    /// </remarks>
    public static ScimResult<ResourceChange> ApplyMerge(
        ResourceType type,
        ResourceState present,
        MergeResource command,
        TenantPolicy policy
    ) =>
        CatchScimErrors(
            type,
            () =>
            {
                JsonObject current = ParseDocument(present),
                    merged = ParseDocument(present);
                ProfileSettings profile = policy.Settings.Profile;
                JsonObject body = ScimJson.ParseObject(command.Body, JsonLimits.Default);
                RequestUnwrapper.UnwrapAttributes(type, body);
                OverlayAttributes(merged, ProfileRequestFilter.FilterResource(profile, type, body, current), depth: 0);
                if (type.Name == ResourceTypeNames.Group)
                    merged["displayName"] = current["displayName"]!.DeepClone();
                NormalizedResource resource = ResourceNormalizer.NormalizeBody(
                    type,
                    merged,
                    new NormalizeOptions
                    {
                        ExpectedId = present.Id,
                        Current = current,
                        CompletesActive = true,
                    }
                );
                ThrowIfProfileViolated(profile, type, current, resource.Document);
                bool removed = resource.IsPasswordRemoved && present.PasswordHash is not null;
                return new ResourceChange(
                    resource.Document,
                    [
                        .. FindChangedAttributes(current, resource.Document),
                        .. ListPasswordAttribute(resource.Password, removed),
                    ],
                    resource.Members is { Count: > 0 } members ? [new MemberEdit.Add(members)] : []
                )
                {
                    Password = resource.Password,
                    IsPasswordRemoved = removed,
                    IsMerge = true,
                    IsLocal = command.IsLocal,
                };
            }
        );

    /// <summary>Applies a PUT body (RFC 7644 section 3.5.1).</summary>
    /// <remarks>
    /// A group body without <c>members</c> leaves the membership unchanged; an empty list removes all members.
    /// </remarks>
    public static ScimResult<ResourceChange> ApplyReplace(
        ResourceType type,
        ResourceState present,
        ReadOnlyMemory<byte> body,
        TenantPolicy policy
    ) =>
        CatchScimErrors(
            type,
            () =>
            {
                JsonObject current = ParseDocument(present);
                NormalizedResource resource = NormalizeBody(type, body, present.Id, current, policy);
                bool removed = resource.IsPasswordRemoved && present.PasswordHash is not null;
                return new ResourceChange(
                    resource.Document,
                    [
                        .. FindChangedAttributes(current, resource.Document),
                        .. ListPasswordAttribute(resource.Password, removed),
                    ],
                    ToMemberEdits(resource)
                )
                {
                    Password = resource.Password,
                    IsPasswordRemoved = removed,
                    UnknownAttributes = resource.Unknown,
                };
            }
        );

    /// <summary>Applies a PATCH body (RFC 7644 section 3.5.2).</summary>
    public static ScimResult<ResourceChange> ApplyPatch(
        ResourceType type,
        ResourceState present,
        ReadOnlyMemory<byte> body,
        TenantPolicy policy
    ) =>
        CatchScimErrors(
            type,
            () =>
            {
                JsonObject current = ParseDocument(present);
                if (
                    ProfileRequestFilter.FilterPatch(
                        policy.Settings.Profile,
                        type,
                        ScimJson.ParseObject(body, JsonLimits.Default)
                    )
                    is not { } filtered
                )
                    return new ResourceChange(current, [], []);
                PatchRequest request = PatchRequest.Parse(filtered, type, JsonLimits.Default, FilterLimits.Default);
                var options = new PatchOptions
                {
                    ReplaceCreates = policy.Settings.Patch.ReplaceCreates,
                    IsResourceId = static text => ResourceIds.IsWellFormed(text),
                };
                PatchOutcome outcome = PatchEngine.ApplyRequest(type, current, request, options);
                ThrowIfProfileViolated(policy.Settings.Profile, type, current, outcome.Document);
                bool removed = outcome.IsPasswordRemoved && present.PasswordHash is not null;
                return new ResourceChange(
                    outcome.Document,
                    [.. outcome.IsChanged ? outcome.ChangedAttributes : [], .. ListPasswordAttribute(null, removed)],
                    outcome.MemberEdits
                )
                {
                    Password = outcome.Password,
                    IsPasswordRemoved = removed,
                    UnknownAttributes = outcome.Unknown,
                };
            }
        );

    /// <summary>
    /// Rejects a change whose request has attributes that no schema defines, if the options of the write demand it.
    /// </summary>
    public static ScimResult<ResourceChange> RejectUnknown(
        ResourceType type,
        ScimResult<ResourceChange> change,
        WriteOptions options
    )
    {
        if (
            !options.HasFlag(WriteOptions.RejectUnknown)
            || change.Value is not { UnknownAttributes: { Count: > 0 } unknown }
        )
            return change;
        int more = unknown.Count - MaxNamesInMessage;
        return new ScimError(
            ScimErrorKind.InvalidSyntax,
            $"No schema of {type.Name} defines {string.Join(", ", unknown.Take(MaxNamesInMessage))}"
                + $"{(more > 0 ? $" and {more} more" : "")}. Correct or remove them, or send the request without"
                + " 'Prefer: handling=strict' to have them ignored."
        );
    }

    /// <summary>
    /// Builds the next state from a change: the version is incremented, and everything that the database derives from
    /// the resource is included.
    /// </summary>
    public static ResourceState BuildNextState(
        ResourceType type,
        ResourceState present,
        ResourceKey key,
        ResourceChange change,
        MembershipDelta? members,
        RequestOrigin caller,
        DateTimeOffset now
    )
    {
        long version = present.Version + 1;
        DateTimeOffset created = present.Exists ? present.Created : now;
        return new ResourceState
        {
            Tenant = key.Tenant,
            Type = type.Name,
            Id = key.Id,
            Version = version,
            Operation = present.Exists ? ChangeOperation.Update : ChangeOperation.Create,
            Created = created,
            LastModified = now,
            Actor = caller.Actor,
            RequestId = caller.RequestId,
            Changed = members is null ? change.ChangedAttributes : [.. change.ChangedAttributes, "members"],
            Index = BuildIndex(type, change.Document),
            Document = ScimJson.ToUtf8(change.Document),
            Search = WriteSearchDocument(type, change.Document, created),
            Members = members,
        };
    }

    /// <summary>
    /// Builds the tombstone of a resource. It keeps the id, so that the id is not reused, and contains no personal
    /// data.
    /// </summary>
    public static ResourceState CreateTombstone(ResourceState present, RequestOrigin caller, DateTimeOffset now) =>
        new()
        {
            Tenant = present.Tenant,
            Type = present.Type,
            Id = present.Id,
            Version = present.Version + 1,
            Operation = ChangeOperation.Delete,
            Created = present.Created,
            LastModified = now,
            Actor = caller.Actor,
            RequestId = caller.RequestId,
        };

    /// <summary>
    /// Checks the length of the name that a change sets. A longer name of an earlier version is kept until it changes.
    /// </summary>
    /// <returns>The error, or null.</returns>
    public static ScimError? CheckNameLength(ResourceType type, ResourceChange change, int maxLength) =>
        type.Schema.Attributes.FirstOrDefault(a => a.IsName) is { Name: var name }
        && change.ChangedAttributes.Contains(name)
        && change.Document[name]?.GetValue<string>().Length > maxLength
            ? ResourceErrors.CreateNameTooLong(name, maxLength)
            : null;

    private static ResourceIndex BuildIndex(ResourceType type, JsonObject document)
    {
        bool hasName = type.Name is ResourceTypeNames.User or ResourceTypeNames.Group;
        string? nameValue = ReadText(document, type.Name == ResourceTypeNames.User ? "userName" : "displayName");
        string? unique = nameValue is null || !hasName ? null : TextFolding.FoldName(nameValue);
        IReadOnlyList<UniqueValue> values = type.UniqueValues.GetValues(document);
        bool active =
            document["active"] is not JsonValue activeValue || !activeValue.TryGetValue(out bool value) || value;
        return new ResourceIndex
        {
            Unique = unique,
            Partition = unique is null ? 0 : NamePartition.ComputePartition(unique),
            Name = unique,
            Display = ReadText(document, "displayName") ?? nameValue,
            ExternalId = ReadText(document, "externalId"),
            Active = active,
            Words = SearchTokenizer.TokenizeResource(type.Name, document),
            Values = values.Count == 0 ? null : [.. values.Select(v => new StoredUniqueValue(v.Path, v.Value))],
            Schemas = type.Version,
        };
    }

    // Extensions are nested objects, recognized by the colons in their names, and are merged. All other attributes are
    // replaced.
    private static void OverlayAttributes(JsonObject target, JsonObject body, int depth)
    {
        foreach ((string name, JsonNode? value) in body)
        {
            string key =
                target.Select(p => p.Key).FirstOrDefault(k => k.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? name;
            if (
                depth == 0
                && key.Contains(':', StringComparison.Ordinal)
                && value is JsonObject inner
                && target[key] is JsonObject present
            )
                OverlayAttributes(present, inner, depth: 1);
            else
                target[key] = value?.DeepClone();
        }
    }

    private static NormalizedResource NormalizeBody(
        ResourceType type,
        ReadOnlyMemory<byte> body,
        string id,
        JsonObject? current,
        TenantPolicy policy
    )
    {
        JsonObject parsed = ProfileRequestFilter.FilterResource(
            policy.Settings.Profile,
            type,
            ScimJson.ParseObject(body, JsonLimits.Default),
            current
        );
        NormalizedResource resource = ResourceNormalizer.NormalizeBody(
            type,
            parsed,
            new NormalizeOptions
            {
                ExpectedId = id,
                Current = current,
                CompletesActive = true,
            }
        );
        ThrowIfProfileViolated(policy.Settings.Profile, type, current, resource.Document);
        return resource;
    }

    private static void ThrowIfProfileViolated(
        ProfileSettings profile,
        ResourceType type,
        JsonObject? before,
        JsonObject after
    )
    {
        if (ProfileRules.ValidateChange(profile, type, before, after) is { } error)
            throw new ScimException(error);
    }

    // Setting a password always counts as a change, because the hash cannot show whether it is the same password.
    private static string[] ListPasswordAttribute(string? set, bool removed) =>
        set is not null || removed ? ["password"] : [];

    private static IReadOnlyList<MemberEdit> ToMemberEdits(NormalizedResource resource) =>
        resource.Members is { } members ? [new MemberEdit.ReplaceAll(members)] : [];

    private static JsonObject ParseDocument(ResourceState state) => JsonNode.Parse(state.Document.Span)!.AsObject();

    private static List<string> FindChangedAttributes(JsonObject before, JsonObject after)
    {
        var names = new List<string>();
        foreach ((string name, JsonNode? value) in after)
        {
            if (name is not ("schemas" or "id") && !JsonNode.DeepEquals(before[name], value))
                names.Add(name);
        }

        foreach ((string name, _) in before)
        {
            if (!after.ContainsKey(name))
                names.Add(name);
        }

        return names;
    }

    // A custom resource type may define an attribute of this name with another type.
    private static string? ReadText(JsonObject document, string name) =>
        document[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static byte[] WriteSearchDocument(ResourceType type, JsonObject document, DateTimeOffset created)
    {
        using PooledJsonWriter writer = PooledJsonWriter.Rent();
        SearchDocumentWriter.WriteDocument(writer.Json, type, document, created);
        return writer.ToArray();
    }

    // The protocol library throws ScimException for invalid requests; the exceptions become results here.
    private static ScimResult<ResourceChange> CatchScimErrors(ResourceType type, Func<ResourceChange> change)
    {
        try
        {
            ResourceChange built = change();
            type.UniqueValues.CheckLengths(built.Document);
            return built;
        }
        catch (ScimException e)
        {
            return e.Error;
        }
    }
}

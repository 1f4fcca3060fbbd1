using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Names;
using Scim.GrainInterfaces.Resources;
using Scim.Grains.Search;
using Scim.Grains.Storage;
using Scim.Grains.Tenants;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Patching;
using Scim.Protocol.Schema;

namespace Scim.Grains.Resources;

/// <summary>What requests make of a resource: pure functions from state and request to a change, and from a change to the next state.</summary>
internal static class ResourceRules
{
    /// <summary>A new resource from a POST body (RFC 7644 section 3.3).</summary>
    public static ScimResult<ResourceChange> Create(ResourceType type, ReadOnlyMemory<byte> body, string id) => Guard(type, () =>
    {
        NormalizedResource resource = Normalize(type, body, id, current: null);
        return new ResourceChange(resource.Document, [.. ChangedAttributes([], resource.Document), .. Password(resource.Password, false)], Members(resource))
        {
            Password = resource.Password,
        };
    });

    /// <summary>
    /// A resource after a POST that became it: what the POST names is taken over, also where it names an attribute without a value; what it does not name stays. A
    /// group keeps its name as it is written here and gets the POST's members in addition to its own.
    /// </summary>
    public static ScimResult<ResourceChange> Adopt(ResourceType type, ResourceState present, AdoptResource command) => Guard(type, () =>
    {
        JsonObject current = Document(present), merged = Document(present);
        Overlay(merged, ScimJson.ParseObject(command.Body, JsonLimits.Default), depth: 0);
        if (type.Name == ResourceKinds.Group) merged["displayName"] = current["displayName"]!.DeepClone();
        NormalizedResource resource = ResourceNormalizer.Normalize(type, merged, new NormalizeOptions { ExpectedId = present.Id, Current = current });
        bool removed = resource.PasswordRemoved && present.PasswordHash is not null;
        return new ResourceChange(
            resource.Document,
            [.. ChangedAttributes(current, resource.Document), .. Password(resource.Password, removed)],
            resource.Members is { Count: > 0 } members ? [new MemberEdit.Add(members)] : [])
        {
            Password = resource.Password,
            PasswordRemoved = removed,
            Adopts = true,
            Local = command.Local,
        };
    });

    /// <summary>A resource after a PUT (RFC 7644 section 3.5.1). A group body without <c>members</c> leaves the membership as it is: a client that means nobody sends an empty list.</summary>
    public static ScimResult<ResourceChange> Replace(ResourceType type, ResourceState present, ReadOnlyMemory<byte> body) => Guard(type, () =>
    {
        JsonObject current = Document(present);
        NormalizedResource resource = Normalize(type, body, present.Id, current);
        bool removed = resource.PasswordRemoved && present.PasswordHash is not null;
        return new ResourceChange(resource.Document, [.. ChangedAttributes(current, resource.Document), .. Password(resource.Password, removed)], Members(resource))
        {
            Password = resource.Password,
            PasswordRemoved = removed,
        };
    });

    /// <summary>A resource after a PATCH (RFC 7644 section 3.5.2).</summary>
    public static ScimResult<ResourceChange> Patch(ResourceType type, ResourceState present, ReadOnlyMemory<byte> body, TenantPolicy policy) => Guard(type, () =>
    {
        PatchRequest request = PatchRequest.Parse(body, type, JsonLimits.Default, FilterLimits.Default);
        var options = new PatchOptions { ReplaceCreates = policy.Settings.Patch.ReplaceCreates };
        PatchOutcome outcome = PatchEngine.Apply(type, Document(present), request, options);
        bool removed = outcome.PasswordRemoved && present.PasswordHash is not null;
        return new ResourceChange(outcome.Document, [.. outcome.Changed ? outcome.ChangedAttributes : [], .. Password(null, removed)], outcome.MemberEdits)
        {
            Password = outcome.Password,
            PasswordRemoved = removed,
        };
    });

    /// <summary>The state that a change leads to: one version on, with everything the database is to know of it.</summary>
    public static ResourceState Next(ResourceType type, ResourceState present, ResourceKey key, ResourceChange change, MembershipDelta? members, Caller caller, DateTimeOffset now)
    {
        long version = present.Version + 1;
        DateTimeOffset created = present.Exists ? present.Created : now;
        ReadOnlyMemory<byte> document = Utf8(writer => change.Document.WriteTo(writer));
        ReadOnlyMemory<byte> search = Utf8(writer =>
            SearchDocument.Write(writer, type, change.Document, key.Id, created, now, EntityTag.Format(version)));
        return new ResourceState
        {
            Tenant = key.Tenant,
            Kind = type.Name,
            Id = key.Id,
            Version = version,
            Operation = present.Exists ? ChangeOperation.Update : ChangeOperation.Create,
            Created = created,
            LastModified = now,
            Actor = caller.Actor,
            RequestId = caller.RequestId,
            Changed = members is null ? change.Changed : [.. change.Changed, "members"],
            Index = Index(type, change.Document),
            Document = document,
            Search = search,
            Members = members,
        };
    }

    /// <summary>The tombstone of a resource: its id, so that it is never used again, and nothing personal.</summary>
    public static ResourceState Tombstone(ResourceState present, Caller caller, DateTimeOffset now) => new()
    {
        Tenant = present.Tenant,
        Kind = present.Kind,
        Id = present.Id,
        Version = present.Version + 1,
        Operation = ChangeOperation.Delete,
        Created = present.Created,
        LastModified = now,
        Actor = caller.Actor,
        RequestId = caller.RequestId,
    };

    private static ResourceIndex Index(ResourceType type, JsonObject document)
    {
        bool hasName = type.Name is ResourceKinds.User or ResourceKinds.Group;
        string? naming = Text(document, type.Name == ResourceKinds.User ? "userName" : "displayName");
        string? unique = naming is null || !hasName ? null : TextFolding.FoldName(naming);
        IReadOnlyList<UniqueValue> values = type.UniqueValues.In(document);
        bool active = document["active"] is not JsonValue flag || !flag.TryGetValue(out bool value) || value;
        return new ResourceIndex
        {
            Unique = unique,
            Partition = unique is null ? 0 : NamePartition.Of(unique),
            Name = naming is null || !hasName ? null : TextFolding.Fold(naming),
            Display = Text(document, "displayName") ?? naming,
            ExternalId = Text(document, "externalId"),
            Active = active,
            Words = SearchWords.Of(type.Name, document, active),
            Values = values.Count == 0 ? null : [.. values.Select(v => new StoredUniqueValue(v.Path, v.Value))],
            Schemas = type.Version,
        };
    }

    // Extensions are objects one level down, told by the colons of their names; everything else is one value.
    private static void Overlay(JsonObject target, JsonObject body, int depth)
    {
        foreach ((string name, JsonNode? value) in body)
        {
            string key = target.Select(p => p.Key).FirstOrDefault(k => k.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;
            if (depth == 0 && key.Contains(':', StringComparison.Ordinal) && value is JsonObject inner && target[key] is JsonObject present) Overlay(present, inner, depth: 1);
            else target[key] = value?.DeepClone();
        }
    }

    private static NormalizedResource Normalize(ResourceType type, ReadOnlyMemory<byte> body, string id, JsonObject? current)
    {
        JsonObject parsed = ScimJson.ParseObject(body, JsonLimits.Default);
        return ResourceNormalizer.Normalize(type, parsed, new NormalizeOptions { ExpectedId = id, Current = current });
    }

    // Setting a password is always a change: nobody can tell that it is the same one.
    private static string[] Password(string? set, bool removed) => set is not null || removed ? ["password"] : [];

    private static IReadOnlyList<MemberEdit> Members(NormalizedResource resource) =>
        resource.Members is { } members ? [new MemberEdit.ReplaceAll(members)] : [];

    private static JsonObject Document(ResourceState state) => JsonNode.Parse(state.Document.Span)!.AsObject();

    private static List<string> ChangedAttributes(JsonObject before, JsonObject after)
    {
        var names = new List<string>();
        foreach ((string name, JsonNode? value) in after)
        {
            if (name is not ("schemas" or "id") && !JsonNode.DeepEquals(before[name], value)) names.Add(name);
        }

        foreach ((string name, _) in before)
        {
            if (!after.ContainsKey(name)) names.Add(name);
        }

        return names;
    }

    // A tenant's own resource type may have an attribute of that name and another type.
    private static string? Text(JsonObject document, string name) => document[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static ReadOnlyMemory<byte> Utf8(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, ScimJson.WriterOptions)) write(writer);
        return buffer.WrittenMemory;
    }

    // The protocol library reports a client's mistakes by exception from deep inside; here they become results.
    private static ScimResult<ResourceChange> Guard(ResourceType type, Func<ResourceChange> change)
    {
        try
        {
            ResourceChange made = change();
            type.UniqueValues.Check(made.Document);
            return made;
        }
        catch (ScimException e)
        {
            return e.Error;
        }
    }
}

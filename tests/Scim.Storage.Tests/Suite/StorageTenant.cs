using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scim.GrainInterfaces.Names;
using Scim.Grains.Search;
using Scim.Grains.Storage;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;

namespace Scim.Storage.Tests.Suite;

/// <summary>A tenant for one test, with the writes that grains perform.</summary>
public sealed class StorageTenant(StorageFixture fixture, string? id = null)
{
    private static int _tenantCount;
    private readonly ConcurrentDictionary<string, GrainState<ResourceState>> _states = [];
    private int _created;

    public static DateTimeOffset Start { get; } = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    public string Id { get; } = id ?? $"t{Interlocked.Increment(ref _tenantCount)}";

    /// <summary>Creates a user and returns its id.</summary>
    public Task<string> CreateUserAsync(string userName, string more = "{}") =>
        CreateResourceAsync(BuiltInResourceTypes.User, CreateDocument(more, "userName", userName));

    /// <summary>Creates a group and returns its id.</summary>
    public Task<string> CreateGroupAsync(string displayName, params string[] members) =>
        CreateResourceAsync(
            BuiltInResourceTypes.Group,
            CreateDocument("{}", "displayName", displayName),
            members.Length > 0 ? CreateAddition(members) : null
        );

    /// <summary>Creates a resource like its grain: with a new id, without reading first.</summary>
    public async Task<string> CreateResourceAsync(
        ResourceType type,
        JsonObject document,
        MembershipDelta? members = null,
        string? id = null,
        bool unique = true,
        (DateTimeOffset Created, DateTimeOffset LastModified, string Version)? at = null
    )
    {
        // One millisecond apart, so that ids sort in the order of creation.
        id ??= Guid.CreateVersion7(Start.AddMilliseconds(Interlocked.Increment(ref _created))).ToString();
        var state = new GrainState<ResourceState>(new ResourceState());
        await WriteDocumentAsync(type, id, state, document, members, Start, unique, at);
        _states[id] = state;
        return id;
    }

    /// <summary>Changes a resource; null keeps the document unchanged.</summary>
    public Task UpdateResourceAsync(
        ResourceType type,
        string id,
        JsonObject? document = null,
        MembershipDelta? members = null
    ) =>
        WriteDocumentAsync(
            type,
            id,
            _states[id],
            document ?? JsonNode.Parse(GetState(id).Document.Span)!.AsObject(),
            members,
            Start.AddMinutes(GetState(id).Version),
            unique: GetState(id).Index!.Unique is not null
        );

    public Task ChangeMembersAsync(string group, MembershipDelta delta) =>
        UpdateResourceAsync(BuiltInResourceTypes.Group, group, null, delta);

    /// <summary>Deletes a resource, leaving a tombstone.</summary>
    public Task DeleteResourceAsync(ResourceType type, string id)
    {
        ResourceState present = GetState(id);
        return WriteStateAsync(
            type,
            id,
            _states[id],
            new ResourceState
            {
                Tenant = Id,
                Type = type.Name,
                Id = id,
                Version = present.Version + 1,
                Operation = ChangeOperation.Delete,
                Created = present.Created,
                LastModified = Start.AddDays(1),
                Actor = "token:1",
                RequestId = "r",
            }
        );
    }

    /// <summary>Commits the next state of a user, derived from the current state like a grain does.</summary>
    public Task CommitStateAsync(string id, Func<ResourceState, ResourceState> next)
    {
        ResourceState present = GetState(id);
        return WriteStateAsync(
            BuiltInResourceTypes.User,
            id,
            _states[id],
            next(present with { Version = present.Version + 1, Operation = ChangeOperation.Update, Reminder = null })
        );
    }

    /// <summary>Commits the next state of a user with an ETag other than the stored one.</summary>
    public Task CommitStaleStateAsync(string id, Func<ResourceState, ResourceState> next) =>
        WriteStateAsync(
            BuiltInResourceTypes.User,
            id,
            new GrainState<ResourceState>(GetState(id)) { ETag = "77", RecordExists = true },
            next(GetState(id))
        );

    public static GrainId CreateGrainId(string tenant, string id) => GrainId.Create("resource", $"{tenant}/{id}");

    public static string GetStateName(ResourceType type) =>
        type.Name == "Group" ? ScimStorageNames.Group : ScimStorageNames.User;

    public MembershipDelta CreateAddition(params string[] members) => new() { Add = [.. members.Select(GetMemberKey)] };

    public MemberKey GetMemberKey(string id) => new(id, GetState(id).Type);

    public ResourceState GetState(string id) => _states[id].State!;

    public async Task WriteDocumentAsync(
        ResourceType type,
        string id,
        GrainState<ResourceState> state,
        JsonObject document,
        MembershipDelta? members,
        DateTimeOffset now,
        bool unique = true,
        (DateTimeOffset Created, DateTimeOffset LastModified, string Version)? at = null
    )
    {
        long version = state.State!.Version + 1;
        string? naming = document[
            type.Name switch
            {
                "User" => "userName",
                "Group" => "displayName",
                _ => "label",
            }
        ]
            ?.GetValue<string>();
        string? name = naming is null ? null : TextFolding.FoldName(naming);
        DateTimeOffset created = at?.Created ?? (state.State!.Exists ? state.State.Created : now);
        now = at?.LastModified ?? now;
        await WriteStateAsync(
            type,
            id,
            state,
            new ResourceState
            {
                Tenant = Id,
                Type = type.Name,
                Id = id,
                Version = version,
                Operation = version == 1 ? ChangeOperation.Create : ChangeOperation.Update,
                Created = created,
                LastModified = now,
                Actor = "token:1",
                RequestId = $"request-{version}",
                Changed = ["displayName"],
                Index = new ResourceIndex
                {
                    Unique = unique ? name : null,
                    Partition = name is null ? 0 : NamePartition.ComputePartition(name),
                    Name = name,
                    Display = document["displayName"]?.GetValue<string>() ?? naming,
                    ExternalId = document["externalId"]?.GetValue<string>(),
                    Active = document["active"]?.GetValue<bool>() ?? true,
                    Words = SearchTokenizer.TokenizeResource(type.Name, document),
                    Values = type.UniqueValues.GetValues(document) is { Count: > 0 } values
                        ? [.. values.Select(v => new StoredUniqueValue(v.Path, v.Value))]
                        : null,
                    Schemas = type.Version,
                },
                Document = Encoding.UTF8.GetBytes(document.ToJsonString()),
                Search = BuildSearchDocument(type, document, created),
                Members = members,
            }
        );
    }

    public async Task WriteStateAsync(ResourceType type, string id, GrainState<ResourceState> state, ResourceState next)
    {
        ResourceState present = state.State!;
        state.State = next;
        try
        {
            await fixture.Storage.WriteStateAsync(GetStateName(type), CreateGrainId(Id, id), state);
        }
        catch
        {
            state.State = present;
            throw;
        }
    }

    public static ReadOnlyMemory<byte> BuildSearchDocument(
        ResourceType type,
        JsonObject document,
        DateTimeOffset created
    )
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            SearchDocumentWriter.WriteDocument(writer, type, document, created);
        return buffer.WrittenMemory;
    }

    private static JsonObject CreateDocument(string more, string name, string value)
    {
        JsonObject document = JsonNode.Parse(more)!.AsObject();
        document[name] = value;
        return document;
    }
}

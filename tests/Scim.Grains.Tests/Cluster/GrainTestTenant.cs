using System.Text;
using System.Text.Json.Nodes;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Users;

namespace Scim.Grains.Tests.Cluster;

/// <summary>A tenant, with the requests that tests send to it.</summary>
public sealed class GrainTestTenant(string id, IGrainFactory grains)
{
    public const string BaseUri = "https://scim.test/v2";

    public string Id { get; } = id;

    public RequestOrigin Caller =>
        new()
        {
            Actor = "token:test",
            RequestId = Guid.CreateVersion7().ToString("N"),
            BaseUri = BaseUri,
        };

    public IUserGrain GetUser(string userId) => grains.GetGrain<IUserGrain>(new ResourceKey(Id, userId).ToString());

    public IGroupGrain GetGroup(string groupId) =>
        grains.GetGrain<IGroupGrain>(new ResourceKey(Id, groupId).ToString());

    public Task<ScimResult<ResourceReply>> CreateResourceAsync(IResourceGrain grain, string json) =>
        grain.Create(new CreateResource { Origin = Caller, Body = Encoding.UTF8.GetBytes(json) });

    public Task<ScimResult<ResourceReply>> CreateUserAsync(string userName, string more = "") =>
        CreateResourceAsync(GetUser(Guid.CreateVersion7().ToString()), $$"""{"userName":"{{userName}}"{{more}}}""");

    public Task<ScimResult<ResourceReply>> CreateGroupAsync(string name, params string[] members) =>
        CreateResourceAsync(
            GetGroup(Guid.CreateVersion7().ToString()),
            $$"""{"displayName":"{{name}}","members":[{{FormatMembers(members)}}]}"""
        );

    public Task<ScimResult<ResourceReply>> PatchResourceAsync(
        IResourceGrain grain,
        string operations,
        string? ifMatch = null
    ) =>
        grain.Patch(
            new PatchResource
            {
                Origin = Caller,
                Body = Encoding.UTF8.GetBytes($$"""{"Operations":[{{operations}}]}"""),
                IfMatch = ifMatch,
                IsBodyRequested = true,
            }
        );

    public async Task<JsonObject> ReadResourceAsync(IResourceGrain grain)
    {
        ScimResult<ResourceReply> reply = await grain.Read(new ReadResource { Origin = Caller });
        Assert.Null(reply.Error);
        return ParseJson(reply.Value!.Body);
    }

    public async Task<JsonObject> ListResourcesAsync(string type, string? filter = null)
    {
        ScimResult<ListReply> reply = await grains
            .GetGrain<IDirectoryGrain>(ResourceKey.ForDirectory(Id).ToString())
            .ListResources(
                new ListQuery
                {
                    Origin = Caller,
                    ResourceType = type,
                    Filter = filter,
                }
            );
        Assert.Null(reply.Error);
        return ParseJson(reply.Value!.Body);
    }

    public static JsonObject ParseJson(ReadOnlyMemory<byte> body) => JsonNode.Parse(body.Span)!.AsObject();

    public static string FormatMembers(IEnumerable<string> ids) =>
        string.Join(",", ids.Select(i => $$"""{"value":"{{i}}"}"""));
}

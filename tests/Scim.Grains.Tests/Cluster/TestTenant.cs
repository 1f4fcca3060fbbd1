using System.Text;
using System.Text.Json.Nodes;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Groups;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Users;

namespace Scim.Grains.Tests.Cluster;

/// <summary>A tenant, and the requests that tests make of it.</summary>
public sealed class TestTenant(string id, IGrainFactory grains)
{
    public const string BaseUri = "https://scim.test/v2";

    public string Id { get; } = id;

    public Caller Caller => new() { Actor = "token:test", RequestId = Guid.CreateVersion7().ToString("N"), BaseUri = BaseUri };

    public IUserGrain User(string userId) => grains.GetGrain<IUserGrain>(new ResourceKey(Id, userId).ToString());

    public IGroupGrain Group(string groupId) => grains.GetGrain<IGroupGrain>(new ResourceKey(Id, groupId).ToString());

    public Task<ScimResult<ResourceReply>> Create(IResourceGrain grain, string json) =>
        grain.Create(new CreateResource { Caller = Caller, Body = Encoding.UTF8.GetBytes(json) });

    public Task<ScimResult<ResourceReply>> CreateUser(string userName, string more = "") =>
        Create(User(Guid.CreateVersion7().ToString()), $$"""{"userName":"{{userName}}"{{more}}}""");

    public Task<ScimResult<ResourceReply>> CreateGroup(string name, params string[] members) =>
        Create(Group(Guid.CreateVersion7().ToString()), $$"""{"displayName":"{{name}}","members":[{{Values(members)}}]}""");

    public Task<ScimResult<ResourceReply>> Patch(IResourceGrain grain, string operations, string? ifMatch = null) => grain.Patch(new PatchResource
    {
        Caller = Caller,
        Body = Encoding.UTF8.GetBytes($$"""{"Operations":[{{operations}}]}"""),
        IfMatch = ifMatch,
        WantsBody = true,
    });

    public async Task<JsonObject> Read(IResourceGrain grain)
    {
        ScimResult<ResourceReply> reply = await grain.Read(new ReadResource { Caller = Caller });
        Assert.Null(reply.Error);
        return Json(reply.Value!.Body);
    }

    public async Task<JsonObject> List(string type, string? filter = null)
    {
        ScimResult<ListReply> reply = await grains.GetGrain<IDirectoryGrain>(ResourceKey.ForDirectory(Id).ToString())
            .List(new ListQuery { Caller = Caller, ResourceType = type, Filter = filter });
        Assert.Null(reply.Error);
        return Json(reply.Value!.Body);
    }

    public static JsonObject Json(ReadOnlyMemory<byte> body) => JsonNode.Parse(body.Span)!.AsObject();

    public static string Values(IEnumerable<string> ids) => string.Join(",", ids.Select(i => $$"""{"value":"{{i}}"}"""));
}

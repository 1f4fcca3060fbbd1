using System.Text;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Resources;

namespace Scim.Gateway.Tests.Endpoints;

/// <summary>
/// Tests that large groups are streamed in chunks, and that an incomplete response is never sent as complete.
/// </summary>
public sealed class LargeGroupEndpointTests(TestGateway host) : IClassFixture<TestGateway>
{
    private const string GroupId = "01890a5d-ac96-774b-bcce-b302099a8057";
    private const int ChunkCount = 300;

    private static readonly ResourceReply Group = TestGateway.ResourceReply with
    {
        Body = "{\"id\":\"1\",\"members\":[{\"value\":\"0\"}],\"meta\":{}}"u8.ToArray(),
        Continuation = new MembersContinuation
        {
            BodyOffset = 34,
            Group = GroupId,
            After = "0",
            Selection = new AttributeSelection { Attributes = "members" },
        },
    };

    [Fact]
    public async Task Get_OfALargeGroup_SendsAllMembers()
    {
        host.RespondWith(call =>
            call.Method == nameof(IResourceGrain.Read)
                ? (ScimResult<ResourceReply>)Group
                : CreateChunk(call, ChunkCount)
        );

        TestResponse reply = await host.SendRequestAsync("GET", $"/Groups/{GroupId}?attributes=members");

        Assert.Equal(200, reply.Status);
        Assert.Equal("W/\"3\"", reply.GetHeader("ETag"));
        Assert.Equal("application/scim+json", reply.GetHeader("Content-Type"));
        Assert.Equal("", reply.GetHeader("Content-Length"));
        Assert.Equal(
            Enumerable.Range(0, ChunkCount + 1).Select(n => $"{n}"),
            reply
                .Json.GetProperty("members")
                .EnumerateArray()
                .Select(m => m.GetProperty("value").GetString()![..].TrimStart('x'))
        );
        Assert.True(reply.Json.TryGetProperty("meta", out _));
        Assert.All(
            host.Grains.Calls.Skip(1),
            c => Assert.Equal("members", ((ReadMembers)c.Arguments[0]!).Selection.Attributes)
        );
    }

    [Fact]
    public async Task Head_OfLargeGroup_ReadsNoMembers()
    {
        host.RespondWith(call =>
            call.Method == nameof(IResourceGrain.Read)
                ? (ScimResult<ResourceReply>)Group
                : throw new InvalidOperationException()
        );

        TestResponse reply = await host.SendRequestAsync("HEAD", $"/Groups/{GroupId}");

        Assert.Equal((200, "W/\"3\"", ""), (reply.Status, reply.GetHeader("ETag"), reply.Body));
        Assert.Single(host.Grains.Calls);
    }

    [Fact]
    public async Task Get_OfALargeGroupTheClientHas_Is304()
    {
        host.RespondWith(_ =>
            (ScimResult<ResourceReply>)(Group with { IsNotModified = true, Body = default, Continuation = null })
        );
        Assert.Equal(
            304,
            (await host.SendRequestAsync("GET", $"/Groups/{GroupId}", headers: ("If-None-Match", "W/\"3\""))).Status
        );
        Assert.Single(host.Grains.Calls);
    }

    [Fact]
    public async Task Put_OfLargeGroupWithoutResponseBody_ReadsNoMembers()
    {
        host.RespondWith(_ => (ScimResult<ResourceReply>)Group);
        Assert.Equal(
            204,
            (
                await host.SendRequestAsync("PUT", $"/Groups/{GroupId}", "{}", headers: ("Prefer", "return=minimal"))
            ).Status
        );
        Assert.Single(host.Grains.Calls);
    }

    [Fact]
    public async Task Get_WhenTheFirstMembersFail_IsAnError()
    {
        host.RespondWith(call =>
            call.Method == nameof(IResourceGrain.Read)
                ? (ScimResult<ResourceReply>)Group
                : Task.FromException(new TimeoutException())
        );
        (await host.SendRequestAsync("GET", $"/Groups/{GroupId}")).AssertScimError(503);
    }

    [Fact]
    public async Task Get_WhenLaterMembersFail_AbortsTheResponse()
    {
        host.RespondWith(call =>
            call.Method == nameof(IResourceGrain.Read) ? (ScimResult<ResourceReply>)Group
            : ((ReadMembers)call.Arguments[0]!).After == "5" ? Task.FromException(new TimeoutException())
            : CreateChunk(call, ChunkCount)
        );
        await Assert.ThrowsAsync<HttpRequestException>(() => host.SendRequestAsync("GET", $"/Groups/{GroupId}"));
    }

    [Fact]
    public async Task Get_OfAList_FillsEachGroup()
    {
        const string Body = "{\"Resources\":[{\"id\":\"a\"},{\"id\":\"b\"}]}";
        host.RespondWith(call =>
            call.Method == nameof(IDirectoryGrain.ListResources)
                ? (ScimResult<ListReply>)
                    new ListReply
                    {
                        Body = Encoding.UTF8.GetBytes(Body),
                        Continuations =
                        [
                            new MembersContinuation
                            {
                                BodyOffset = Body.IndexOf('}', StringComparison.Ordinal),
                                Group = "a",
                            },
                            new MembersContinuation
                            {
                                BodyOffset = Body.LastIndexOf("}]", StringComparison.Ordinal),
                                Group = "b",
                            },
                        ],
                    }
                : CreateChunk(call, ((ReadMembers)call.Arguments[0]!).Group == "a" ? 3 : 1)
        );

        TestResponse reply = await host.SendRequestAsync("GET", "/Groups");

        Assert.Equal(
            "{\"Resources\":[{\"id\":\"a\",\"members\":[{\"value\":\"x1\"},{\"value\":\"x2\"},{\"value\":\"x3\"}]},{\"id\":\"b\",\"members\":[{\"value\":\"x1\"}]}]}",
            reply.Body
        );
    }

    [Theory]
    [InlineData("", null, null, "")]
    [InlineData("?count=7&cursor=abc&filter=type%20eq%20%22User%22", "type eq \"User\"", 7, "abc")]
    public async Task Get_OfMembers_QueriesTheDirectory(string query, string? filter, int? count, string cursor)
    {
        host.RespondWith(_ => (ScimResult<ListReply>)new ListReply { Body = "{}"u8.ToArray() });
        Assert.Equal(200, (await host.SendRequestAsync("GET", $"/Groups/{GroupId}/members{query}")).Status);
        var sentQuery = (MembersListQuery)Assert.Single(host.Grains.Calls).Arguments[0]!;
        Assert.Equal(
            (GroupId, filter, count, cursor),
            (sentQuery.Group, sentQuery.Filter, sentQuery.Count, sentQuery.Cursor)
        );
    }

    [Theory]
    [InlineData("GET", "/Users/" + GroupId + "/members", 404)]
    [InlineData("GET", "/Groups/1/members", 404)]
    [InlineData("GET", "/Bananas/" + GroupId + "/members", 404)]
    [InlineData("POST", "/Groups/" + GroupId + "/members", 405)]
    public async Task Send_ToInvalidMembersPath_IsRejected(string method, string path, int status)
    {
        host.RespondWith(_ => throw new InvalidOperationException());
        (await host.SendRequestAsync(method, path, method == "POST" ? "{}" : null)).AssertScimError(status);
        Assert.Empty(host.Grains.Calls);
    }

    private static ScimResult<MembersChunk> CreateChunk(FakeGrainFactory.GrainCall call, int parts)
    {
        string after = ((ReadMembers)call.Arguments[0]!).After;
        int n = after.Length == 0 ? 1 : int.Parse(after, null) + 1;
        return new MembersChunk
        {
            // Large enough that a few chunks exceed the write buffer.
            Body = Encoding.UTF8.GetBytes(
                $"{{\"value\":\"{(parts == ChunkCount ? new string('x', 4000) : "x")}{n}\"}}"
            ),
            Next = n < parts ? $"{n}" : null,
        };
    }
}

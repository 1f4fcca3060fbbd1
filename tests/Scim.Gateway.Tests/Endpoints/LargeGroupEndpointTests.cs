using System.Text;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Resources;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Tests.Endpoints;

/// <summary>Large groups on the wire: sent in parts, and never as less than they are.</summary>
public sealed class LargeGroupEndpointTests(GatewayHost host) : IClassFixture<GatewayHost>
{
    private const string Id = "01890a5d-ac96-774b-bcce-b302099a8057";
    private const int Parts = 300;

    private static readonly ResourceReply Group = GatewayHost.Reply with
    {
        Body = "{\"id\":\"1\",\"members\":[{\"value\":\"0\"}],\"meta\":{}}"u8.ToArray(),
        Gap = new MembersGap { At = 34, Group = Id, After = "0", Selection = new AttributeSelection { Attributes = "members" } },
    };

    [Fact]
    public async Task Get_OfALargeGroup_SendsAllMembers()
    {
        host.Answers(call => call.Method == "Read" ? (ScimResult<ResourceReply>)Group : Part(call, Parts));

        Reply reply = await host.Send("GET", $"/Groups/{Id}?attributes=members");

        Assert.Equal(200, reply.Status);
        Assert.Equal("W/\"3\"", reply.Header("ETag"));
        Assert.Equal("application/scim+json", reply.Header("Content-Type"));
        Assert.Equal("", reply.Header("Content-Length"));
        Assert.Equal(Enumerable.Range(0, Parts + 1).Select(n => $"{n}"), reply.Json.GetProperty("members").EnumerateArray().Select(m => m.GetProperty("value").GetString()![..].TrimStart('x')));
        Assert.True(reply.Json.TryGetProperty("meta", out _));
        Assert.All(host.Grains.Calls.Skip(1), c => Assert.Equal("members", ((ReadMembers)c.Arguments[0]!).Selection.Attributes));
    }

    [Fact]
    public async Task Head_OfALargeGroup_AsksForNoMembers()
    {
        host.Answers(call => call.Method == "Read" ? (ScimResult<ResourceReply>)Group : throw new InvalidOperationException());

        Reply reply = await host.Send("HEAD", $"/Groups/{Id}");

        Assert.Equal((200, "W/\"3\"", ""), (reply.Status, reply.Header("ETag"), reply.Body));
        Assert.Single(host.Grains.Calls);
    }

    [Fact]
    public async Task Get_OfALargeGroupTheClientHas_Is304()
    {
        host.Answers(_ => (ScimResult<ResourceReply>)(Group with { NotModified = true, Body = default, Gap = null }));
        Assert.Equal(304, (await host.Send("GET", $"/Groups/{Id}", headers: ("If-None-Match", "W/\"3\""))).Status);
        Assert.Single(host.Grains.Calls);
    }

    [Fact]
    public async Task Put_OfALargeGroupThatWantsNoAnswer_ReadsNoMembers()
    {
        host.Answers(_ => (ScimResult<ResourceReply>)Group);
        Assert.Equal(204, (await host.Send("PUT", $"/Groups/{Id}", "{}", headers: ("Prefer", "return=minimal"))).Status);
        Assert.Single(host.Grains.Calls);
    }

    [Fact]
    public async Task Get_WhenTheFirstMembersFail_IsAnError()
    {
        host.Answers(call => call.Method == "Read" ? (ScimResult<ResourceReply>)Group : Task.FromException(new TimeoutException()));
        (await host.Send("GET", $"/Groups/{Id}")).ExpectScimError(503);
    }

    [Fact]
    public async Task Get_WhenLaterMembersFail_BreaksOffRatherThanEndingWell()
    {
        host.Answers(call => call.Method == "Read" ? (ScimResult<ResourceReply>)Group
            : ((ReadMembers)call.Arguments[0]!).After == "5" ? Task.FromException(new TimeoutException()) : Part(call, Parts));
        await Assert.ThrowsAsync<HttpRequestException>(() => host.Send("GET", $"/Groups/{Id}"));
    }

    [Fact]
    public async Task Get_OfAList_FillsEachGroup()
    {
        const string Body = "{\"Resources\":[{\"id\":\"a\"},{\"id\":\"b\"}]}";
        host.Answers(call => call.Method == "List"
            ? (ScimResult<ListReply>)new ListReply
            {
                Body = Encoding.UTF8.GetBytes(Body),
                Gaps = [new MembersGap { At = Body.IndexOf('}', StringComparison.Ordinal), Group = "a" }, new MembersGap { At = Body.LastIndexOf("}]", StringComparison.Ordinal), Group = "b" }],
            }
            : Part(call, ((ReadMembers)call.Arguments[0]!).Group == "a" ? 3 : 1));

        Reply reply = await host.Send("GET", "/Groups");

        Assert.Equal("{\"Resources\":[{\"id\":\"a\",\"members\":[{\"value\":\"x1\"},{\"value\":\"x2\"},{\"value\":\"x3\"}]},{\"id\":\"b\",\"members\":[{\"value\":\"x1\"}]}]}", reply.Body);
    }

    [Theory]
    [InlineData("", null, null, "")]
    [InlineData("?count=7&cursor=abc&filter=type%20eq%20%22User%22", "type eq \"User\"", 7, "abc")]
    public async Task Get_OfTheMembers_AsksTheDirectory(string query, string? filter, int? count, string cursor)
    {
        host.Answers(_ => (ScimResult<ListReply>)new ListReply { Body = "{}"u8.ToArray() });
        Assert.Equal(200, (await host.Send("GET", $"/Groups/{Id}/members{query}")).Status);
        var asked = (MembersListQuery)Assert.Single(host.Grains.Calls).Arguments[0]!;
        Assert.Equal((Id, filter, count, cursor), (asked.Group, asked.Filter, asked.Count, asked.Cursor));
    }

    [Theory]
    [InlineData("GET", "/Users/" + Id + "/members", 404)]
    [InlineData("GET", "/Groups/1/members", 404)]
    [InlineData("GET", "/Bananas/" + Id + "/members", 404)]
    [InlineData("POST", "/Groups/" + Id + "/members", 405)]
    public async Task Send_ToMembersThatAreNone_IsRefused(string method, string path, int status)
    {
        host.Answers(_ => throw new InvalidOperationException());
        (await host.Send(method, path, method == "POST" ? "{}" : null)).ExpectScimError(status);
        Assert.Empty(host.Grains.Calls);
    }

    private static ScimResult<MembersPart> Part(Doubles.Call call, int parts)
    {
        string after = ((ReadMembers)call.Arguments[0]!).After;
        int n = after.Length == 0 ? 1 : int.Parse(after, null) + 1;
        return new MembersPart
        {
            // Large enough that a few of them do not wait in a buffer.
            Body = Encoding.UTF8.GetBytes($"{{\"value\":\"{(parts == Parts ? new string('x', 4000) : "x")}{n}\"}}"),
            Next = n < parts ? $"{n}" : null,
        };
    }
}

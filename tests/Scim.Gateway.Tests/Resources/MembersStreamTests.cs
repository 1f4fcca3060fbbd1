using System.Text;
using Microsoft.AspNetCore.Http;
using Scim.Gateway.Configuration;
using Scim.Gateway.Resources;
using Scim.Gateway.Security;
using Scim.Gateway.Tests.Endpoints;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Tests.Resources;

/// <summary>Tests responses whose members are read in chunks.</summary>
[Trait("rfc", "7643-4.2")]
public sealed class MembersStreamTests
{
    private readonly FakeGrainFactory _grains = new();

    [Theory]
    [InlineData("{'members':[1|]}", "a", "2,3;4", "{'members':[1,2,3,4]}")]
    [InlineData("{'members':[1|]}", "a", "", "{'members':[1]}")]
    [InlineData("{'id':'g'|,'meta':{}}", "", "1;2", "{'id':'g','members':[1,2],'meta':{}}")]
    [InlineData("{'id':'g'|,'meta':{}}", "", "", "{'id':'g','meta':{}}")]
    [InlineData("{'id':'g'|}", "", ";1", "{'id':'g','members':[1]}")]
    public async Task ReadChunks_OfOneContinuation_FillIt(string body, string after, string parts, string expected)
    {
        string[] waiting = parts.Split(';');
        _grains.OnCall = call => CreateChunk(waiting, ((ReadMembers)call.Arguments[0]!).After, after);
        int at = body.IndexOf('|', StringComparison.Ordinal);

        Assert.Equal(
            expected,
            await ReadStreamAsync(
                body.Remove(at, 1),
                new MembersContinuation
                {
                    BodyOffset = at,
                    Group = "g",
                    After = after,
                }
            )
        );
        Assert.All(_grains.Calls, c => Assert.Equal(("acme/directory", "acme"), (c.Key, c.TenantInContext)));
    }

    [Fact]
    public async Task ReadChunks_OfSeveralContinuations_FillEach()
    {
        _grains.OnCall = call =>
            (ScimResult<MembersChunk>)
                new MembersChunk
                {
                    Body = Encoding.UTF8.GetBytes("\"" + ((ReadMembers)call.Arguments[0]!).Group + "\""),
                };
        const string Body = "[{'members':['x']},{'id':'b'}]";

        string sent = await ReadStreamAsync(
            Body,
            new MembersContinuation
            {
                BodyOffset = Body.IndexOf(']', StringComparison.Ordinal),
                Group = "a",
                After = "x",
            },
            new MembersContinuation { BodyOffset = Body.IndexOf("}]", 20, StringComparison.Ordinal), Group = "b" }
        );

        Assert.Equal(
            "[{'members':['x',\"a\"]},{'id':'b',\"members\":[\"b\"]}]",
            sent.Replace(",'members'", ",\"members\"", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task ReadChunks_OfMembers_AreRequestedOneByOne()
    {
        _grains.OnCall = _ => (ScimResult<MembersChunk>)new MembersChunk { Body = "1"u8.ToArray(), Next = "1" };
        IAsyncEnumerator<ReadOnlyMemory<byte>> parts = StreamChunks(
                "[0]",
                new MembersContinuation
                {
                    BodyOffset = 2,
                    Group = "g",
                    After = "0",
                }
            )
            .GetAsyncEnumerator();
        Assert.Empty(_grains.Calls);
        for (int requestCount = 1; requestCount < 20; requestCount++)
        {
            // The text before the insertion point once, and a comma and a chunk for each call.
            for (int pieces = requestCount == 1 ? 3 : 2; pieces > 0; pieces--)
            {
                Assert.True(await parts.MoveNextAsync());
                Assert.Equal(requestCount, _grains.Calls.Count);
            }
        }

        await parts.DisposeAsync();
    }

    [Fact]
    public async Task ReadChunks_WhenTheFirstFails_ReturnErrorBeforeSending()
    {
        _grains.OnCall = _ => (ScimResult<MembersChunk>)new ScimError(ScimErrorKind.Unavailable, "x");
        await using IAsyncEnumerator<ReadOnlyMemory<byte>> parts = StreamChunks(
                "[0]",
                new MembersContinuation
                {
                    BodyOffset = 2,
                    Group = "g",
                    After = "0",
                }
            )
            .GetAsyncEnumerator();
        Assert.Equal(
            ScimErrorKind.Unavailable,
            (await Assert.ThrowsAsync<ScimException>(async () => await parts.MoveNextAsync())).Error.Kind
        );
    }

    private static ScimResult<MembersChunk> CreateChunk(string[] parts, string after, string first)
    {
        int n = after == first ? 0 : int.Parse(after, null) + 1;
        return new MembersChunk
        {
            Body = Encoding.UTF8.GetBytes(parts[n]),
            Next = n + 1 < parts.Length ? n.ToString((IFormatProvider?)null) : null,
        };
    }

    private async Task<string> ReadStreamAsync(string body, params MembersContinuation[] gaps)
    {
        var text = new StringBuilder();
        await foreach (ReadOnlyMemory<byte> part in StreamChunks(body, gaps))
            text.Append(Encoding.UTF8.GetString(part.Span));
        return text.ToString().Replace(",\"members\":[", ",'members':[", StringComparison.Ordinal);
    }

    private IAsyncEnumerable<ReadOnlyMemory<byte>> StreamChunks(string body, params MembersContinuation[] gaps)
    {
        var tenant = new TenantSnapshot
        {
            Tenant = "acme",
            Version = 1,
            Settings = new TenantSettings(),
            Credentials = [],
        };
        var request = new ScimRequest
        {
            Http = new DefaultHttpContext(),
            Tenant = "acme",
            Caller = new AuthenticatedCaller(tenant, "token:1", [], null),
            Origin = new RequestOrigin
            {
                Actor = "token:1",
                RequestId = "r",
                BaseUri = "http://h",
            },
            Grains = _grains.Factory,
            UserNameLookups = new UserNameLookupCache(),
            Options = new GatewayOptions(),
            Time = TimeProvider.System,
        };
        return MembersStream.ReadChunks(request, Encoding.UTF8.GetBytes(body), gaps);
    }
}

using System.Text;
using Microsoft.AspNetCore.Http;
using Scim.Gateway.Resources;
using Scim.Gateway.Security;
using Scim.Gateway.Tests.Endpoints;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Tests.Resources;

/// <summary>Answers whose members come in parts.</summary>
[Trait("rfc", "7643-4.2")]
public sealed class MembersStreamTests
{
    private readonly Doubles _grains = new();

    [Theory]
    [InlineData("{'members':[1|]}", "a", "2,3;4", "{'members':[1,2,3,4]}")]
    [InlineData("{'members':[1|]}", "a", "", "{'members':[1]}")]
    [InlineData("{'id':'g'|,'meta':{}}", "", "1;2", "{'id':'g','members':[1,2],'meta':{}}")]
    [InlineData("{'id':'g'|,'meta':{}}", "", "", "{'id':'g','meta':{}}")]
    [InlineData("{'id':'g'|}", "", ";1", "{'id':'g','members':[1]}")]
    public async Task Parts_OfOneGap_FillIt(string body, string after, string parts, string expected)
    {
        string[] waiting = parts.Split(';');
        _grains.Answer = call => Part(waiting, ((ReadMembers)call.Arguments[0]!).After, after);
        int at = body.IndexOf('|', StringComparison.Ordinal);

        Assert.Equal(expected, await Sent(body.Remove(at, 1), new MembersGap { At = at, Group = "g", After = after }));
        Assert.All(_grains.Calls, c => Assert.Equal(("acme/directory", "acme"), (c.Key, c.TenantInContext)));
    }

    [Fact]
    public async Task Parts_OfSeveralGaps_FillEachWithItsGroups()
    {
        _grains.Answer = call => (ScimResult<MembersPart>)new MembersPart { Body = Encoding.UTF8.GetBytes("\"" + ((ReadMembers)call.Arguments[0]!).Group + "\"") };
        const string Body = "[{'members':['x']},{'id':'b'}]";

        string sent = await Sent(
            Body,
            new MembersGap { At = Body.IndexOf(']', StringComparison.Ordinal), Group = "a", After = "x" },
            new MembersGap { At = Body.IndexOf("}]", 20, StringComparison.Ordinal), Group = "b" });

        Assert.Equal("[{'members':['x',\"a\"]},{'id':'b',\"members\":[\"b\"]}]", sent.Replace(",'members'", ",\"members\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Parts_AreAskedForOneByOne()
    {
        _grains.Answer = _ => (ScimResult<MembersPart>)new MembersPart { Body = "1"u8.ToArray(), Next = "1" };
        IAsyncEnumerator<ReadOnlyMemory<byte>> parts = Parts("[0]", new MembersGap { At = 2, Group = "g", After = "0" }).GetAsyncEnumerator();
        Assert.Empty(_grains.Calls);
        for (int asked = 1; asked < 20; asked++)
        {
            // What is before the gap, and then a comma and the part each time.
            for (int pieces = asked == 1 ? 3 : 2; pieces > 0; pieces--)
            {
                Assert.True(await parts.MoveNextAsync());
                Assert.Equal(asked, _grains.Calls.Count);
            }
        }

        await parts.DisposeAsync();
    }

    [Fact]
    public async Task Parts_WhenTheFirstAreRefused_AreAnErrorBeforeAnythingIsSent()
    {
        _grains.Answer = _ => (ScimResult<MembersPart>)new ScimError(ScimErrorKind.Unavailable, "x");
        await using IAsyncEnumerator<ReadOnlyMemory<byte>> parts = Parts("[0]", new MembersGap { At = 2, Group = "g", After = "0" }).GetAsyncEnumerator();
        Assert.Equal(ScimErrorKind.Unavailable, (await Assert.ThrowsAsync<ScimException>(async () => await parts.MoveNextAsync())).Error.Kind);
    }

    private static ScimResult<MembersPart> Part(string[] parts, string after, string first)
    {
        int n = after == first ? 0 : int.Parse(after, null) + 1;
        return new MembersPart
        {
            Body = Encoding.UTF8.GetBytes(parts[n]),
            Next = n + 1 < parts.Length ? n.ToString((IFormatProvider?)null) : null,
        };
    }

    private async Task<string> Sent(string body, params MembersGap[] gaps)
    {
        var text = new StringBuilder();
        await foreach (ReadOnlyMemory<byte> part in Parts(body, gaps)) text.Append(Encoding.UTF8.GetString(part.Span));
        return text.ToString().Replace(",\"members\":[", ",'members':[", StringComparison.Ordinal);
    }

    private IAsyncEnumerable<ReadOnlyMemory<byte>> Parts(string body, params MembersGap[] gaps)
    {
        var tenant = new TenantSnapshot { Tenant = "acme", Version = 1, Settings = new TenantSettings(), Credentials = [] };
        var request = new ScimRequest
        {
            Http = new DefaultHttpContext(),
            Tenant = "acme",
            Sender = new Authenticated(tenant, "token:1", [], null),
            Caller = new Caller { Actor = "token:1", RequestId = "r", BaseUri = "http://h" },
            Grains = _grains.Factory,
            Names = new KnownNames(),
            Options = new GatewayOptions(),
            Time = TimeProvider.System,
        };
        return MembersStream.Parts(request, Encoding.UTF8.GetBytes(body), gaps);
    }
}

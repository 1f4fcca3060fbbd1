using System.Text;
using System.Text.Json.Nodes;
using Scim.Grains.Groups;
using Scim.Grains.Storage;

namespace Scim.Grains.Tests.Groups;

public sealed class GroupLinksTests
{
    [Fact]
    public void Link_OfPosts_AddsUp()
    {
        ResourceState group = Next(Group("a"), "b", adopts: true);
        Assert.Equal(["a", "b"], group.ExternalIds);
        group = Next(group, "c", adopts: true);
        Assert.Equal(["a", "b", "c"], GroupLinks.Of(group));
        Assert.True(GroupLinks.Has(group, "a"));
        Assert.False(GroupLinks.Has(group, "A"));
        Assert.Equal("""["a","b","c"]""", JsonNode.Parse(group.Search.Span)!["externalIds"]!.ToJsonString());
    }

    [Fact]
    public void Link_OfAPostWithoutOne_ChangesNothing() => Assert.Null(Next(Group("a"), "a", adopts: true).ExternalIds);

    [Fact]
    public void Link_OfAChange_ReplacesTheOnlyOneAndAddsToSeveral()
    {
        Assert.Equal(["b"], GroupLinks.Of(Next(Group("a"), "b", adopts: false)));
        ResourceState several = Next(Group("a"), "b", adopts: true);
        Assert.Equal(["a", "b", "c"], GroupLinks.Of(Next(several, "c", adopts: false)));
        Assert.Equal(["a", "b"], GroupLinks.Of(Next(several, "a", adopts: false)));
    }

    [Fact]
    public void Link_OfARemoval_ForgetsTheOneThatWasShown()
    {
        ResourceState several = Next(Group("a"), "b", adopts: true);
        ResourceState less = Next(several, null, adopts: false);
        Assert.Equal(["a"], GroupLinks.Of(less));
        Assert.Equal(["a"], GroupLinks.Of(Next(less, "a", adopts: false)));
        Assert.Empty(GroupLinks.Of(Next(Group("a"), null, adopts: false)));
    }

    private static ResourceState Group(string? externalId) => new()
    {
        Version = 1,
        Index = new ResourceIndex { ExternalId = externalId },
        Search = Encoding.UTF8.GetBytes("""{"displayName":"x","meta":{"version":"1"}}"""),
    };

    private static ResourceState Next(ResourceState present, string? externalId, bool adopts) =>
        GroupLinks.Link(present, Group(externalId) with { ExternalIds = present.ExternalIds }, adopts);
}

using System.Text;
using System.Text.Json.Nodes;
using Scim.Grains.Groups;
using Scim.Grains.Storage;

namespace Scim.Grains.Tests.Groups;

public sealed class LinkedExternalIdsTests
{
    [Fact]
    public void LinkExternalId_OfPosts_AddsUp()
    {
        ResourceState group = CreateNextState(CreateGroup("a"), "b", adopts: true);
        Assert.Equal(["a", "b"], group.ExternalIds);
        group = CreateNextState(group, "c", adopts: true);
        Assert.Equal(["a", "b", "c"], group.GetExternalIds());
        Assert.True(LinkedExternalIds.IsLinked(group, "a"));
        Assert.False(LinkedExternalIds.IsLinked(group, "A"));
        Assert.Equal("""["a","b","c"]""", JsonNode.Parse(group.Search.Span)!["externalIds"]!.ToJsonString());
    }

    [Fact]
    public void LinkExternalId_OfAPostWithoutOne_ChangesNothing() =>
        Assert.Null(CreateNextState(CreateGroup("a"), "a", adopts: true).ExternalIds);

    [Fact]
    public void LinkExternalId_OfAChange_ReplacesTheOnlyOneAndAddsToSeveral()
    {
        Assert.Equal(["b"], CreateNextState(CreateGroup("a"), "b", adopts: false).GetExternalIds());
        ResourceState several = CreateNextState(CreateGroup("a"), "b", adopts: true);
        Assert.Equal(["a", "b", "c"], CreateNextState(several, "c", adopts: false).GetExternalIds());
        Assert.Equal(["a", "b"], CreateNextState(several, "a", adopts: false).GetExternalIds());
    }

    [Fact]
    public void LinkExternalId_OfRemoval_RemovesTheShownExternalId()
    {
        ResourceState several = CreateNextState(CreateGroup("a"), "b", adopts: true);
        ResourceState less = CreateNextState(several, null, adopts: false);
        Assert.Equal(["a"], less.GetExternalIds());
        Assert.Equal(["a"], CreateNextState(less, "a", adopts: false).GetExternalIds());
        Assert.Empty(CreateNextState(CreateGroup("a"), null, adopts: false).GetExternalIds());
    }

    private static ResourceState CreateGroup(string? externalId) =>
        new()
        {
            Version = 1,
            Index = new ResourceIndex { ExternalId = externalId },
            Search = Encoding.UTF8.GetBytes("""{"displayName":"x","meta":{"version":"1"}}"""),
        };

    private static ResourceState CreateNextState(ResourceState present, string? externalId, bool adopts) =>
        LinkedExternalIds.LinkExternalId(
            present,
            CreateGroup(externalId) with
            {
                ExternalIds = present.ExternalIds,
            },
            adopts
        );
}

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
        Assert.Equal(["a", "b", "c"], LinkedExternalIds.GetExternalIds(group));
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
        Assert.Equal(["b"], LinkedExternalIds.GetExternalIds(CreateNextState(CreateGroup("a"), "b", adopts: false)));
        ResourceState several = CreateNextState(CreateGroup("a"), "b", adopts: true);
        Assert.Equal(["a", "b", "c"], LinkedExternalIds.GetExternalIds(CreateNextState(several, "c", adopts: false)));
        Assert.Equal(["a", "b"], LinkedExternalIds.GetExternalIds(CreateNextState(several, "a", adopts: false)));
    }

    [Fact]
    public void LinkExternalId_OfRemoval_RemovesTheShownExternalId()
    {
        ResourceState several = CreateNextState(CreateGroup("a"), "b", adopts: true);
        ResourceState less = CreateNextState(several, null, adopts: false);
        Assert.Equal(["a"], LinkedExternalIds.GetExternalIds(less));
        Assert.Equal(["a"], LinkedExternalIds.GetExternalIds(CreateNextState(less, "a", adopts: false)));
        Assert.Empty(LinkedExternalIds.GetExternalIds(CreateNextState(CreateGroup("a"), null, adopts: false)));
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

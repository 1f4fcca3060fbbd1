using Scim.Grains.Names;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;

namespace Scim.Grains.Tests;

public sealed class ExternalIdRulesTests
{
    private static readonly StoredUniqueValue Other = new("badge", "7");

    [Fact]
    public void RequireUnique_OfResource_AddsAllItsExternalIdsInOrder()
    {
        Assert.Equal([CreateValue("a")], ExternalIdRules.RequireUnique(CreateState("a")).Index!.Values);
        ResourceState linked = CreateState("b", Other) with { ExternalIds = ["c", "a"] };
        Assert.Equal([Other, CreateValue("a"), CreateValue("c")], ExternalIdRules.RequireUnique(linked).Index!.Values);
    }

    [Fact]
    public void RequireUnique_OfResourceWithoutExternalId_ChangesNothing()
    {
        ResourceState state = CreateState(null, Other);
        Assert.Same(state, ExternalIdRules.RequireUnique(state));
        Assert.Null(ExternalIdRules.RequireUnique(CreateState(new string('x', 256))).Index!.Values);
    }

    [Fact]
    public void ValidateLength_OfNewExternalId_RejectsMoreThan255Characters()
    {
        string longest = new('x', 255);
        ResourceState present = CreateState(longest + "x");
        Assert.Null(ExternalIdRules.ValidateLength(new ResourceState(), CreateState(longest)));
        Assert.Null(ExternalIdRules.ValidateLength(present, present));
        Assert.Equal(ScimErrorKind.InvalidValue, ExternalIdRules.ValidateLength(new ResourceState(), present)!.Kind);
        Assert.NotNull(ExternalIdRules.ValidateLength(present, CreateState(longest + "y")));
    }

    [Fact]
    public void IsKept_OfOwnExternalId_IsTrue()
    {
        ResourceState present = CreateState("a", Other) with { ExternalIds = ["a", "b"] };
        Assert.True(ExternalIdRules.IsKept(present, CreateValue("b")));
        Assert.False(ExternalIdRules.IsKept(present, CreateValue("B")));
        Assert.False(ExternalIdRules.IsKept(present, new StoredUniqueValue("badge", "a")));
        Assert.False(ExternalIdRules.IsKept(new ResourceState(), CreateValue("a")));
    }

    [Fact]
    public void AllowDuplicate_OfValue_RemovesItAlone()
    {
        ResourceState unique = ExternalIdRules.RequireUnique(CreateState("a", Other));
        Assert.Equal([Other], ExternalIdRules.AllowDuplicate(unique, CreateValue("a")).Index!.Values);
        unique = ExternalIdRules.RequireUnique(CreateState("a"));
        Assert.Null(ExternalIdRules.AllowDuplicate(unique, CreateValue("a")).Index!.Values);
    }

    private static StoredUniqueValue CreateValue(string externalId) => new("externalId", externalId);

    private static ResourceState CreateState(string? externalId, params StoredUniqueValue[] values) =>
        new()
        {
            Version = 1,
            Index = new ResourceIndex { ExternalId = externalId, Values = values.Length == 0 ? null : values },
        };
}

using CsCheck;
using Scim.Protocol.Patching;
using Scim.Protocol.Resources;

namespace Scim.Protocol.Tests.Patching;

public sealed class MemberEditsTests
{
    private static readonly string[] GeneratedIds = ["a", "b", "c", "d"];

    // Selects the members whose id is greater than b.
    private static readonly MemberEdit.RemoveWhere GeneratedFilters = (MemberEdit.RemoveWhere)
        Assert.Single(PatchAssert.PatchCrew("{'op':'remove','path':'members[value gt \\\"b\\\"]'}").MemberEdits);

    private static readonly MemberEdit.RemoveWhere GeneratedGroups = (MemberEdit.RemoveWhere)
        Assert.Single(PatchAssert.PatchCrew("{'op':'remove','path':'members[type eq \\\"group\\\"]'}").MemberEdits);

    [Fact]
    public void FoldEdits_NoEdits_IsNone() => Assert.True(MemberEdits.FoldEdits([]).IsEmpty);

    [Fact]
    public void FoldEdits_LaterEdit_Wins()
    {
        MemberDelta delta = MemberEdits.FoldEdits([CreateAdd("a", "b"), CreateRemove("a", "c"), CreateAdd("c")]);
        Assert.False(delta.IsReplacement);
        Assert.Equal(["b", "c"], delta.Added.Select(m => m.Id));
        Assert.Equal(["a"], delta.Removed);
    }

    [Fact]
    public void FoldEdits_ReplaceAll_DiscardsEarlierEdits()
    {
        MemberDelta delta = MemberEdits.FoldEdits([
            GeneratedFilters,
            CreateAdd("a"),
            CreateRemove("b"),
            new MemberEdit.ReplaceAll([new MemberRef("c")]),
            CreateAdd("d"),
            CreateRemove("c", "a"),
        ]);
        Assert.True(delta.IsReplacement);
        Assert.Equal(["d"], delta.Added.Select(m => m.Id));
        Assert.Empty(delta.Removed);
        Assert.True(
            MemberEdits.FoldEdits([new MemberEdit.ReplaceAll([])])
                is { IsReplacement: true, IsEmpty: false, Added.Count: 0 }
        );
    }

    [Fact]
    public void FoldEdits_TypeGivenOnce_IsKept() =>
        Assert.Equal(
            [new MemberRef("a", "Group"), new MemberRef("b", "User")],
            MemberEdits
                .FoldEdits([
                    new MemberEdit.Add([new MemberRef("a", "Group"), new MemberRef("b")]),
                    new MemberEdit.Add([new MemberRef("b", "User"), new MemberRef("a")]),
                ])
                .Added
        );

    [Fact]
    public void FoldEdits_Filter_AlsoRemovesWhatWasAddedBefore()
    {
        MemberDelta delta = MemberEdits.FoldEdits(
            [
                new MemberEdit.Add([new MemberRef("a", "Group"), new MemberRef("b", "User")]),
                GeneratedGroups,
                CreateAdd("x"),
            ],
            _ => ["g", "x"]
        );
        Assert.Equal(["b", "x"], delta.Added.Select(m => m.Id));
        Assert.Equal(["a", "g"], delta.Removed);
    }

    [Fact]
    public void FoldEdits_FilterWithoutResolver_IsAProgrammingError() =>
        Assert.Throws<ArgumentException>(() => MemberEdits.FoldEdits([GeneratedFilters]));

    [Fact]
    public void GetUnresolvedFilters_AllMembersReplaced_AreNone()
    {
        Assert.Equal(
            [GeneratedFilters.Filter],
            MemberEdits.GetUnresolvedFilters([GeneratedFilters, CreateAdd("a"), GeneratedFilters])
        );
        Assert.Empty(MemberEdits.GetUnresolvedFilters([GeneratedFilters, new MemberEdit.ReplaceAll([])]));
        Assert.Empty(MemberEdits.GetUnresolvedFilters([new MemberEdit.ReplaceAll([]), GeneratedFilters]));
        Assert.Empty(MemberEdits.GetUnresolvedFilters([CreateAdd("a"), CreateRemove("b")]));
    }

    [Fact]
    public void FoldEdits_AnyEdits_EqualsSequentialEdits()
    {
        Gen<string[]> some = Gen.OneOfConst(GeneratedIds).Array[0, 3];
        Gen<MemberEdit> edit = Gen.OneOf(
            some.Select(MemberEdit (ids) => CreateAdd(ids)),
            some.Select(MemberEdit (ids) => CreateRemove(ids)),
            some.Select(
                MemberEdit (ids) => new MemberEdit.ReplaceAll([.. ids.Distinct().Select(i => new MemberRef(i))])
            ),
            Gen.Const((MemberEdit)GeneratedFilters)
        );
        Gen.Select(some, edit.Array[0, 6])
            .Sample(
                (present, edits) =>
                {
                    HashSet<string> expected = [.. present];
                    foreach (MemberEdit one in edits)
                        ApplyEdit(expected, one);

                    MemberDelta delta = MemberEdits.FoldEdits(
                        edits,
                        f =>
                            Assert.Single(MemberEdits.GetUnresolvedFilters(edits)) == f
                                ? [.. present.Where(IsOutOfRange).Distinct()]
                                : []
                    );
                    HashSet<string> actual = delta.IsReplacement ? [] : [.. present];
                    actual.ExceptWith(delta.Removed);
                    actual.UnionWith(delta.Added.Select(m => m.Id));
                    Assert.Equal(expected.Order(), actual.Order());
                    Assert.Empty(delta.Removed.Intersect(delta.Added.Select(m => m.Id)));
                    Assert.True(!delta.IsReplacement || delta.Removed.Count == 0);
                }
            );
    }

    private static void ApplyEdit(HashSet<string> members, MemberEdit edit)
    {
        switch (edit)
        {
            case MemberEdit.Add(var added):
                members.UnionWith(added.Select(m => m.Id));
                break;
            case MemberEdit.Remove(var ids):
                members.ExceptWith(ids);
                break;
            case MemberEdit.RemoveWhere:
                members.RemoveWhere(IsOutOfRange);
                break;
            case MemberEdit.ReplaceAll(var all):
                members.Clear();
                members.UnionWith(all.Select(m => m.Id));
                break;
        }
    }

    private static bool IsOutOfRange(string id) => string.CompareOrdinal(id, "b") > 0;

    private static MemberEdit.Add CreateAdd(params string[] ids) =>
        new([.. ids.Distinct().Select(i => new MemberRef(i))]);

    private static MemberEdit.Remove CreateRemove(params string[] ids) => new([.. ids.Distinct()]);
}

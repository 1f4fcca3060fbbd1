using CsCheck;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Patching;
using Scim.Protocol.Tests.Json;

namespace Scim.Protocol.Tests.Patching;

public sealed class MemberEditsTests
{
    private static readonly string[] Ids = ["a", "b", "c", "d"];

    // Members whose id is beyond b.
    private static readonly MemberEdit.RemoveWhere Where =
        (MemberEdit.RemoveWhere)Assert.Single(Patch.Crew("{'op':'remove','path':'members[value gt \\\"b\\\"]'}").MemberEdits);

    private static readonly MemberEdit.RemoveWhere Groups =
        (MemberEdit.RemoveWhere)Assert.Single(Patch.Crew("{'op':'remove','path':'members[type eq \\\"group\\\"]'}").MemberEdits);

    [Fact]
    public void Fold_NoEdits_IsNone() => Assert.True(MemberEdits.Fold([]).IsEmpty);

    [Fact]
    public void Fold_LaterEdit_Wins()
    {
        MemberDelta delta = MemberEdits.Fold([Add("a", "b"), Remove("a", "c"), Add("c")]);
        Assert.False(delta.Replace);
        Assert.Equal(["b", "c"], delta.Add.Select(m => m.Id));
        Assert.Equal(["a"], delta.Remove);
    }

    [Fact]
    public void Fold_ReplaceAll_ForgetsWhatWasBefore()
    {
        MemberDelta delta = MemberEdits.Fold([Where, Add("a"), Remove("b"), new MemberEdit.ReplaceAll([new MemberRef("c")]), Add("d"), Remove("c", "a")]);
        Assert.True(delta.Replace);
        Assert.Equal(["d"], delta.Add.Select(m => m.Id));
        Assert.Empty(delta.Remove);
        Assert.True(MemberEdits.Fold([new MemberEdit.ReplaceAll([])]) is { Replace: true, IsEmpty: false, Add.Count: 0 });
    }

    [Fact]
    public void Fold_TypeSaidOnce_IsKept() =>
        Assert.Equal(
            [new MemberRef("a", "Group"), new MemberRef("b", "User")],
            MemberEdits.Fold([new MemberEdit.Add([new MemberRef("a", "Group"), new MemberRef("b")]), new MemberEdit.Add([new MemberRef("b", "User"), new MemberRef("a")])]).Add);

    [Fact]
    public void Fold_Filter_AlsoRemovesWhatWasAddedBefore()
    {
        MemberDelta delta = MemberEdits.Fold([new MemberEdit.Add([new MemberRef("a", "Group"), new MemberRef("b", "User")]), Groups, Add("x")], _ => ["g", "x"]);
        Assert.Equal(["b", "x"], delta.Add.Select(m => m.Id));
        Assert.Equal(["a", "g"], delta.Remove);
    }

    [Fact]
    public void Fold_FilterWithoutResolver_IsAProgrammingError() => Assert.Throws<ArgumentException>(() => MemberEdits.Fold([Where]));

    [Fact]
    public void Unresolved_Filters_AreNoneWhereAllMembersAreReplacedAnyway()
    {
        Assert.Equal([Where.Filter], MemberEdits.Unresolved([Where, Add("a"), Where]));
        Assert.Empty(MemberEdits.Unresolved([Where, new MemberEdit.ReplaceAll([])]));
        Assert.Empty(MemberEdits.Unresolved([new MemberEdit.ReplaceAll([]), Where]));
        Assert.Empty(MemberEdits.Unresolved([Add("a"), Remove("b")]));
    }

    [Fact]
    public void Fold_AnyEdits_MeansTheSameAsOneAfterTheOther()
    {
        Gen<string[]> some = Gen.OneOfConst(Ids).Array[0, 3];
        Gen<MemberEdit> edit = Gen.OneOf(
            some.Select(MemberEdit (ids) => Add(ids)),
            some.Select(MemberEdit (ids) => Remove(ids)),
            some.Select(MemberEdit (ids) => new MemberEdit.ReplaceAll([.. ids.Distinct().Select(i => new MemberRef(i))])),
            Gen.Const((MemberEdit)Where));
        Gen.Select(some, edit.Array[0, 6]).Sample((present, edits) =>
        {
            HashSet<string> expected = [.. present];
            foreach (MemberEdit one in edits) Apply(expected, one);

            MemberDelta delta = MemberEdits.Fold(edits, f => Assert.Single(MemberEdits.Unresolved(edits)) == f ? [.. present.Where(Beyond).Distinct()] : []);
            HashSet<string> actual = delta.Replace ? [] : [.. present];
            actual.ExceptWith(delta.Remove);
            actual.UnionWith(delta.Add.Select(m => m.Id));
            Assert.Equal(expected.Order(), actual.Order());
            Assert.Empty(delta.Remove.Intersect(delta.Add.Select(m => m.Id)));
            Assert.True(!delta.Replace || delta.Remove.Count == 0);
        });
    }

    private static void Apply(HashSet<string> members, MemberEdit edit)
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
                members.RemoveWhere(Beyond);
                break;
            case MemberEdit.ReplaceAll(var all):
                members.Clear();
                members.UnionWith(all.Select(m => m.Id));
                break;
        }
    }

    private static bool Beyond(string id) => string.CompareOrdinal(id, "b") > 0;

    private static MemberEdit.Add Add(params string[] ids) => new([.. ids.Distinct().Select(i => new MemberRef(i))]);

    private static MemberEdit.Remove Remove(params string[] ids) => new([.. ids.Distinct()]);
}

using Scim.Protocol.Errors;
using Scim.Protocol.Patching;
using Scim.Protocol.Tests.Resources;

namespace Scim.Protocol.Tests.Patching;

public sealed class PatchMemberTests
{
    [Theory]
    // add
    [InlineData(
        "{'op':'Add','path':'members','value':[{'$ref':null,'value':'a'},{'value':'b','type':'Group'},{'value':'a'}]}",
        "add a b:Group"
    )]
    [InlineData("{'op':'add','path':'members','value':{'value':'a','display':'Ada'}}", "add a")]
    [InlineData("{'op':'add','path':'members','value':'a'}", "add a")]
    [InlineData("{'op':'add','path':'members','value':[{'$ref':'https://x/Users/a'}]}", "add a:User")]
    [InlineData("{'op':'add','value':{'members':[{'value':'a'}]}}", "add a")]
    [InlineData("{'op':'add','value':{'urn:ietf:params:scim:schemas:core:2.0:Group:members':['a']}}", "add a")]
    [InlineData("{'op':'add','path':'members','value':[]}", "")]
    [InlineData("{'op':'add','path':'members','value':null}", "")]
    [InlineData("{'op':'add','path':'members[value eq \\\"a\\\"]','value':{'value':'a'}}", "add a")]
    [InlineData("{'op':'add','path':'members[value eq \\\"a\\\"].value','value':'a'}", "add a")]
    // remove
    [InlineData("{'op':'remove','path':'members'}", "replace")]
    [InlineData("{'op':'remove','path':'members','value':null}", "replace")]
    [InlineData("{'op':'Remove','path':'members','value':[{'$ref':null,'value':'a'},'b',{'value':'a'}]}", "remove a b")]
    [InlineData("{'op':'Remove','path':'members','value':{'value':'a'}}", "remove a")]
    [InlineData("{'op':'remove','path':'members','value':['B',{'value':'A'},null]}", "remove b a")]
    [InlineData("{'op':'remove','path':'members[value eq \\\"A\\\" or value eq \\\"a\\\"]'}", "remove a")]
    [InlineData("{'op':'remove','path':'members[value eq \\\"a\\\"]'}", "remove a")]
    [InlineData("{'op':'remove','path':'MEMBERS[VALUE EQ \\\"a\\\"]'}", "remove a")]
    [InlineData(
        "{'op':'remove','path':'members[value eq \\\"a\\\" or (value eq \\\"b\\\" or value eq \\\"a\\\")]'}",
        "remove a b"
    )]
    [InlineData("{'op':'remove','path':'members[value eq \\\"a\\\"]','value':[{'value':'zz'}]}", "remove a")]
    [InlineData("{'op':'remove','path':'members[type eq \\\"Group\\\"]'}", "where")]
    [InlineData("{'op':'remove','path':'members[value eq \\\"a\\\" and type eq \\\"User\\\"]'}", "where")]
    [InlineData("{'op':'remove','path':'members[value sw \\\"a\\\" or value eq \\\"b\\\"]'}", "where")]
    // replace
    [InlineData("{'op':'replace','path':'members','value':[{'value':'a'},{'value':'b'}]}", "replace a b")]
    [InlineData("{'op':'replace','path':'members','value':[]}", "replace")]
    [InlineData("{'op':'replace','path':'members','value':null}", "replace")]
    [InlineData("{'op':'replace','value':{'id':'g1','displayName':'Crew','members':[{'value':'a'}]}}", "replace a")]
    [InlineData("{'op':'replace','path':'members[value eq \\\"a\\\"]','value':{'value':'a','display':'Ada'}}", "")]
    [InlineData("{'op':'replace','path':'members[value eq \\\"a\\\"]','value':{'display':'Ada'}}", "")]
    [InlineData("{'op':'replace','path':'members[value eq \\\"a\\\"].value','value':'a'}", "")]
    [InlineData("{'op':'replace','path':'members[value eq \\\"a\\\"].display','value':'Ada'}", "")]
    [InlineData("{'op':'remove','path':'members','value':[{'value':['a']}]}", "remove a")]
    [InlineData("{'op':'add','path':'members[value eq \\\"a\\\"]','value':[{'value':['a']}]}", "add a")]
    [InlineData("{'op':'add','path':'members[value eq \\\"a\\\"].value','value':['a']}", "add a")]
    [InlineData("{'op':'add','value':[{'members':[{'value':['a']}]}]}", "add a")]
    [InlineData("{'op':'replace','path':'members[value eq \\\"a\\\"]','value':null}", "remove a")]
    [InlineData("{'op':'replace','path':'members','value':['A','a']}", "replace a")]
    [InlineData("{'op':'add','path':'members[value eq \\\"A\\\"]','value':{'value':'a'}}", "add a")]
    [InlineData("{'op':'add','path':'members[value eq \\\"a\\\"].value','value':'A'}", "add a")]
    // several operations
    [InlineData(
        "{'op':'remove','path':'members[value eq \\\"a\\\"]'},{'op':'add','path':'members','value':['b']},{'op':'remove','path':'members'},{'op':'add','path':'members','value':['c']}",
        "remove a; add b; replace; add c"
    )]
    [Trait("rfc", "7644-3.5.2")]
    [Trait("idp", "0#6")]
    public void Apply_Members_BecomeEdits(string operations, string edits)
    {
        PatchOutcome outcome = PatchAssert.PatchCrew(operations);
        Assert.Equal(edits, FormatEdits(outcome.MemberEdits));
        Assert.False(outcome.IsChanged);
        SampleResources.AssertJson(SampleResources.CreateCrew(), outcome.Document);
    }

    [Theory]
    [InlineData("{'op':'replace','path':'members[value eq \\\"a\\\"].value','value':'b'}", ScimErrorKind.Mutability)]
    [InlineData("{'op':'remove','path':'members[value eq \\\"a\\\"].value'}", ScimErrorKind.Mutability)]
    [InlineData("{'op':'replace','path':'members[value eq \\\"a\\\"].type','value':'Group'}", ScimErrorKind.Mutability)]
    [InlineData(
        "{'op':'replace','path':'members[value eq \\\"a\\\"]','value':{'value':'b'}}",
        ScimErrorKind.Mutability
    )]
    [InlineData("{'op':'add','path':'members[type eq \\\"User\\\"]','value':{'value':'b'}}", ScimErrorKind.Mutability)]
    [InlineData("{'op':'replace','path':'members.value','value':'b'}", ScimErrorKind.Mutability)]
    [InlineData("{'op':'add','path':'members','value':[{'display':'Ada'}]}", ScimErrorKind.InvalidValue)]
    [InlineData("{'op':'add','path':'members','value':[{'value':1}]}", ScimErrorKind.InvalidValue)]
    [InlineData("{'op':'remove','path':'members','value':[{'display':'Ada'}]}", ScimErrorKind.InvalidValue)]
    [InlineData("{'op':'remove','path':'members','value':[]}", ScimErrorKind.InvalidValue)]
    [InlineData("{'op':'remove','path':'members','value':''}", ScimErrorKind.InvalidValue)]
    [InlineData("{'op':'remove','path':'members','value':{}}", ScimErrorKind.InvalidValue)]
    [InlineData("{'op':'remove','path':'members','value':'[]'}", ScimErrorKind.InvalidValue)]
    [InlineData("{'op':'remove','path':'members','value':[null,'']}", ScimErrorKind.InvalidValue)]
    [InlineData("{'op':'remove','path':'members','value':[{}]}", ScimErrorKind.InvalidValue)]
    [InlineData("{'op':'remove','path':'members','value':7}", ScimErrorKind.InvalidValue)]
    [InlineData("{'op':'remove','path':'members','value':[{'value':['a','b']}]}", ScimErrorKind.InvalidValue)]
    [InlineData("{'op':'add','path':'members','value':[['a']]}", ScimErrorKind.InvalidValue)]
    [InlineData("{'op':'remove','path':'members','value':false}", ScimErrorKind.InvalidValue)]
    [InlineData("{'op':'add','path':'members'}", ScimErrorKind.InvalidValue)]
    [InlineData("{'op':'remove','path':'members[foo eq \\\"a\\\"]'}", ScimErrorKind.InvalidFilter)]
    [InlineData("{'op':'remove','path':'members[value eq \\\"a\\\"'}", ScimErrorKind.InvalidPath)]
    public void Apply_InvalidMembers_Fails(string operation, ScimErrorKind kind) =>
        Assert.Equal(kind, SampleResources.AssertThrows(() => PatchAssert.PatchCrew(operation)).Kind);

    [Theory]
    [InlineData("'junk'")]
    [InlineData("['junk']")]
    [InlineData("[{'value':'a'},{'value':'junk'}]")]
    public void Apply_RemovalOfTextThatIsNotAnId_IsInvalidValue(string value) =>
        Assert.Equal(
            ScimErrorKind.InvalidValue,
            SampleResources
                .AssertThrows(() =>
                    PatchEngine.ApplyRequest(
                        SampleResources.Group,
                        SampleResources.CreateCrew(),
                        PatchAssert.ParseRequest(
                            $"{{'op':'remove','path':'members','value':{value}}}",
                            SampleResources.Group
                        ),
                        new PatchOptions { IsResourceId = text => text.Length == 1 }
                    )
                )
                .Kind
        );

    [Fact]
    [Trait("idp", "0#9")]
    public void Apply_OktaNamePatch_ChangesTheNameAlone()
    {
        PatchOutcome outcome = PatchAssert.PatchCrew("{'op':'replace','value':{'id':'g1','displayName':'Crew East'}}");
        Assert.Equal(["displayName"], outcome.ChangedAttributes);
        Assert.Empty(outcome.MemberEdits);
        Assert.Equal(
            ScimErrorKind.Mutability,
            SampleResources
                .AssertThrows(() =>
                    PatchAssert.PatchCrew("{'op':'replace','value':{'id':'g2','displayName':'Crew East'}}")
                )
                .Kind
        );
    }

    internal static string FormatEdits(IReadOnlyList<MemberEdit> edits) => string.Join("; ", edits.Select(FormatEdit));

    private static string FormatEdit(MemberEdit edit) =>
        edit switch
        {
            MemberEdit.Add(var members) =>
                $"add {string.Join(' ', members.Select(m => m.Type is null ? m.Id : $"{m.Id}:{m.Type}"))}",
            MemberEdit.Remove(var ids) => $"remove {string.Join(' ', ids)}",
            MemberEdit.RemoveWhere => "where",
            MemberEdit.ReplaceAll(var members) => $"replace {string.Join(' ', members.Select(m => m.Id))}".TrimEnd(),
            _ => "?",
        };
}

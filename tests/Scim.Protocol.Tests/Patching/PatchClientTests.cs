using Scim.Protocol.Errors;
using Scim.Protocol.Patching;
using Scim.Protocol.Tests.Resources;

namespace Scim.Protocol.Tests.Patching;

/// <summary>
/// Tests what identity providers send beyond the RFC: attributes before, operations, attributes after.
/// </summary>
public sealed class PatchClientTests
{
    private const string EnterpriseUrn = SampleResources.EnterpriseUrn;

    [Theory]
    [Trait("idp", "0#2")]
    [Trait("idp", "0#3")]
    [InlineData("", "{'op':'Replace','path':'active','value':'False'}", "'active':false")]
    [InlineData("", "{'op':'ADD','path':'active','value':'True'}", "'active':true")]
    [InlineData("'active':true", "{'Op':'rePlace','Path':'active','Value':'false'}", "'active':false")]
    [InlineData(
        "'emails':[{'value':'a','type':'work'}]",
        "{'op':'Add','path':'emails[type eq \\\"work\\\"].primary','value':'True'}",
        "'emails':[{'value':'a','type':'work','primary':true}]"
    )]
    public void Apply_EntraSpelling_IsAccepted(string before, string operations, string after) =>
        PatchAssert.AssertBecomes(before, operations, after);

    [Theory]
    [Trait("idp", "0#4")]
    [Trait("idp", "0#5")]
    [InlineData(
        "",
        "{'op':'Add','path':'emails[type eq \\\"work\\\"].value','value':'a'}",
        "'emails':[{'value':'a','type':'work'}]"
    )]
    [InlineData(
        "",
        "{'op':'Replace','path':'emails[type eq \\\"other\\\"].value','value':'a'}",
        "'emails':[{'value':'a','type':'other'}]"
    )]
    [InlineData(
        "'emails':[{'value':'a','type':'work'}]",
        "{'op':'Replace','path':'emails[type eq \\\"WORK\\\"].value','value':'b'}",
        "'emails':[{'value':'b','type':'work'}]"
    )]
    [InlineData(
        "'roles':[{'type':'work','primary':false},{'value':'z','type':'work','primary':false}]",
        "{'op':'Add','path':'roles[type eq \\\"work\\\"].value','value':'a'}",
        "'roles':[{'value':'a','type':'work','primary':false}]"
    )]
    [InlineData(
        "",
        "{'op':'Add','path':'addresses[type eq \\\"work\\\"].locality','value':'L'},{'op':'Add','path':'addresses[type eq \\\"work\\\"].country','value':'GB'}",
        "'addresses':[{'locality':'L','country':'GB','type':'work'}]"
    )]
    [InlineData(
        "",
        "{'op':'Add','path':'emails[type eq \\\"work\\\"]','value':{'value':'a'}}",
        "'emails':[{'value':'a','type':'work'}]"
    )]
    [InlineData(
        "",
        "{'op':'Add','path':'emails[type eq \\\"work\\\"]','value':[{'value':'a'}]}",
        "'emails':[{'value':'a','type':'work'}]"
    )]
    [InlineData(
        "",
        "{'op':'Replace','path':'emails[value eq \\\"x\\\"].value','value':'y'}",
        "'emails':[{'value':'y'}]"
    )]
    public void Apply_ValuePathWithoutMatch_CreatesTheValue(string before, string operations, string after) =>
        PatchAssert.AssertBecomes(before, operations, after);

    [Theory]
    [Trait("idp", "1.4")]
    [InlineData(
        "",
        "{'op':'Add','path':'roles[primary eq \\\"True\\\"].value','value':'Editor'},{'op':'Add','path':'roles[primary eq \\\"True\\\"].display','value':'E'}",
        "'roles':[{'value':'Editor','display':'E','primary':true}]"
    )]
    [InlineData(
        "'roles':[{'value':'Editor','primary':true}]",
        "{'op':'Replace','path':'roles[primary eq \\\"True\\\"].value','value':'Viewer'}",
        "'roles':[{'value':'Viewer','primary':true}]"
    )]
    [InlineData(
        "'roles':[{'value':'x','primary':true}]",
        "{'op':'Add','path':'roles','value':[{'value':'{\\\"id\\\":1}'},{'value':'{\\\"id\\\":2}'}]}",
        "'roles':[{'value':'x','primary':true},{'value':'{\\\"id\\\":1}'},{'value':'{\\\"id\\\":2}'}]"
    )]
    public void Apply_AppRoles_AreKept(string before, string operations, string after) =>
        PatchAssert.AssertBecomes(before, operations, after);

    [Theory]
    [Trait("idp", "0#6")]
    [InlineData(
        "{'op':'Remove','path':'emails','value':[{'value':'A'}]}",
        "'emails':[{'value':'b','type':'home'},{'value':'b','type':'work'}]"
    )]
    [InlineData(
        "{'op':'Remove','path':'emails','value':{'value':'b','type':'home','display':'other'}}",
        "'emails':[{'value':'a','type':'work'},{'value':'b','type':'work'}]"
    )]
    [InlineData("{'op':'Remove','path':'emails','value':[{'value':'b'},'a']}", "")]
    [InlineData("{'op':'Remove','path':'emails','value':[{'type':'work'}]}", "'emails':[{'value':'b','type':'home'}]")]
    [InlineData(
        "{'op':'Remove','path':'emails','value':[{'value':'zz'}]}",
        "'emails':[{'value':'a','type':'work'},{'value':'b','type':'home'},{'value':'b','type':'work'}]"
    )]
    [InlineData(
        "{'op':'Remove','path':'emails','value':[]}",
        "'emails':[{'value':'a','type':'work'},{'value':'b','type':'home'},{'value':'b','type':'work'}]"
    )]
    [InlineData("{'op':'Remove','path':'emails','value':null}", "")]
    public void Apply_RemoveWithValueList_RemovesOnlyThose(string operations, string after) =>
        PatchAssert.AssertBecomes(
            "'emails':[{'value':'a','type':'work'},{'value':'b','type':'home'},{'value':'b','type':'work'}]",
            operations,
            after
        );

    [Theory]
    [Trait("idp", "0#8")]
    [InlineData(
        "'name':{'familyName':'L'}",
        "{'op':'replace','value':{'name.givenName':'A','active':true}}",
        "'name':{'familyName':'L','givenName':'A'},'active':true"
    )]
    [InlineData("", "{'op':'add','value':{'name.formatted':'F'}}", "'name':{'formatted':'F'}")]
    [InlineData(
        "",
        $"{{'op':'replace','value':{{'{EnterpriseUrn}:employeeNumber':'1','{EnterpriseUrn}:manager.value':'b'}}}}",
        $"'{EnterpriseUrn}':{{'employeeNumber':'1','manager':{{'value':'b'}}}}"
    )]
    [InlineData(
        "",
        $"{{'op':'replace','value':{{'{EnterpriseUrn}:manager':'b'}}}}",
        $"'{EnterpriseUrn}':{{'manager':{{'value':'b'}}}}"
    )]
    [InlineData(
        "'emails':[{'value':'a','type':'work'}]",
        "{'op':'replace','value':{'emails[type eq \\\"work\\\"].value':'b'}}",
        "'emails':[{'value':'b','type':'work'}]"
    )]
    [InlineData(
        $"'{EnterpriseUrn}':{{'department':'D','employeeNumber':'1'}}",
        $"{{'op':'replace','value':{{'{EnterpriseUrn}':{{'department':'S','manager':''}}}}}}",
        $"'{EnterpriseUrn}':{{'department':'S','employeeNumber':'1'}}"
    )]
    [InlineData(
        $"'{EnterpriseUrn}':{{'department':'D'}}",
        $"{{'op':'replace','value':{{'{EnterpriseUrn}':null}}}}",
        ""
    )]
    [InlineData(
        $"'{EnterpriseUrn}':{{'department':'D'}}",
        $"{{'op':'replace','value':{{'{EnterpriseUrn}':{{}}}}}}",
        $"'{EnterpriseUrn}':{{'department':'D'}}"
    )]
    [InlineData(
        "",
        $"{{'op':'replace','value':{{'urn:ietf:params:scim:schemas:extension:enterprise:2.0User':{{'department':'S'}}}}}}",
        $"'{EnterpriseUrn}':{{'department':'S'}}"
    )]
    public void Apply_KeysThatArePaths_AreAccepted(string before, string operations, string after) =>
        PatchAssert.AssertBecomes(before, operations, after);

    [Theory]
    [Trait("idp", "0#9")]
    [InlineData("'title':'T'", "{'op':'replace','value':{'id':'u1','title':'U'}}", "'title':'U'")]
    [InlineData(
        "'title':'T'",
        "{'op':'replace','value':{'id':null,'meta':{'x':1},'groups':[{'value':'g'}],'schemas':['a'],'title':'U'}}",
        "'title':'U'"
    )]
    [InlineData("", "{'op':'replace','path':'id','value':'u1'}", "")]
    [InlineData("", "{'op':'add','path':'schemas','value':['urn:x']}", "")]
    public void Apply_ReadOnlyKeysThatClientsEcho_AreTolerated(string before, string operations, string after) =>
        PatchAssert.AssertBecomes(before, operations, after);

    [Theory]
    [Trait("idp", "0#10")]
    [InlineData("add", "'b'")]
    [InlineData("Replace", "{'value':'b'}")]
    [InlineData("Replace", "['b']")]
    [InlineData("Add", "[{'value':'b','$ref':null}]")]
    [InlineData("replace", "{'managerId':'b','displayName':'Bob'}")]
    public void Apply_ManagerInAnyForm_SetsItsValue(string op, string value)
    {
        foreach (string path in new[] { $"{EnterpriseUrn}:manager", "manager", "MANAGER" })
        {
            PatchAssert.AssertBecomes(
                "",
                $"{{'op':'{op}','path':'{path}','value':{value}}}",
                $"'{EnterpriseUrn}':{{'manager':{{'value':'b'}}}}"
            );
            PatchAssert.AssertBecomes(
                $"'{EnterpriseUrn}':{{'manager':{{'value':'c','$ref':'../Users/c'}}}}",
                $"{{'op':'{op}','path':'{path}','value':{value}}}",
                $"'{EnterpriseUrn}':{{'manager':{{'value':'b'}}}}"
            );
        }
    }

    [Fact]
    [Trait("idp", "0#10")]
    public void Apply_ManagerWithBothValueAndRef_KeepsBoth() =>
        PatchAssert.AssertBecomes(
            $"'{EnterpriseUrn}':{{'manager':{{'value':'c','$ref':'../Users/c'}}}}",
            $"{{'op':'replace','path':'{EnterpriseUrn}:manager','value':[{{'$ref':'../Users/b','value':'b'}}]}}",
            $"'{EnterpriseUrn}':{{'manager':{{'value':'b','$ref':'../Users/b'}}}}"
        );

    [Theory]
    [Trait("idp", "0#11")]
    [InlineData("'title':'T'", "title", "")]
    [InlineData("'name':{'givenName':'A','familyName':'L'}", "name.givenName", "'name':{'familyName':'L'}")]
    [InlineData("'name':{'givenName':'A'}", "name", "")]
    [InlineData(
        $"'{EnterpriseUrn}':{{'manager':{{'value':'b','$ref':'x'}},'department':'D'}}",
        $"{EnterpriseUrn}:manager",
        $"'{EnterpriseUrn}':{{'department':'D'}}"
    )]
    [InlineData($"'{EnterpriseUrn}':{{'manager':{{'value':'b','$ref':'x'}}}}", $"{EnterpriseUrn}:manager.value", "")]
    [InlineData($"'{EnterpriseUrn}':{{'department':'D'}}", $"{EnterpriseUrn}:department", "")]
    [InlineData(
        "'emails':[{'value':'a','type':'work','primary':true},{'value':'b','type':'home'}]",
        "emails[type eq \\\"work\\\"].value",
        "'emails':[{'value':'b','type':'home'}]"
    )]
    [InlineData(
        "'emails':[{'value':'a','type':'work','display':'D'}]",
        "emails[type eq \\\"work\\\"].value",
        "'emails':[{'display':'D','type':'work'}]"
    )]
    [InlineData(
        "'emails':[{'value':'a','type':'work'},{'value':'b','type':'home'}]",
        "emails[type eq \\\"work\\\"]",
        "'emails':[{'value':'b','type':'home'}]"
    )]
    [InlineData("", "emails[type eq \\\"work\\\"].value", "")]
    [InlineData("", "emails[value eq \\\"a\\\"].display", "")]
    [InlineData("", "emails[not (type eq \\\"work\\\")].value", "")]
    [InlineData("", "title", "")]
    [InlineData("", $"{EnterpriseUrn}:manager", "")]
    public void Apply_ReplaceWithEmptyValue_RemovesTheAttribute(string before, string path, string after)
    {
        foreach (string nothing in new[] { "''", "null" })
        {
            PatchAssert.AssertBecomes(before, $"{{'op':'Replace','path':'{path}','value':{nothing}}}", after);
            PatchAssert.AssertBecomes(before, $"{{'op':'Add','path':'{path}','value':{nothing}}}", after);
            if (!path.Contains('[', StringComparison.Ordinal))
                PatchAssert.AssertBecomes(before, $"{{'op':'replace','value':{{'{path}':{nothing}}}}}", after);
        }
    }

    [Theory]
    [Trait("idp", "0#11")]
    [InlineData("{'op':'replace','path':'emails','value':null}", "")]
    [InlineData("{'op':'replace','path':'emails','value':''}", "")]
    [InlineData("{'op':'replace','path':'emails','value':[{'value':''}]}", "")]
    [InlineData("{'op':'add','path':'emails','value':null}", "'emails':[{'value':'a'}]")]
    [InlineData("{'op':'add','path':'emails','value':[]}", "'emails':[{'value':'a'}]")]
    [InlineData("{'op':'add','path':'emails','value':[{'value':''}]}", "'emails':[{'value':'a'}]")]
    public void Apply_EmptyMultiValuedAttribute_ReplacesAllOrAddsNone(string operations, string after) =>
        PatchAssert.AssertBecomes("'emails':[{'value':'a'}]", operations, after);

    [Fact]
    public void Apply_UnknownKeysInAValue_AreIgnoredAndListed()
    {
        PatchOutcome outcome = PatchAssert.PatchAda(
            "",
            $"{{'op':'replace','value':{{'title':'T','shoeSize':43,'name.petName':'x','emails[foo eq \\\"secret\\\"].value':'x','name':{{'petName':'x'}},'{EnterpriseUrn}':{{'office':1}},'meta':{{'x':1}},'schemas':[]}}}}"
        );
        Assert.Equal(
            ["shoeSize", "name.petName", "emails[foo eq \"...\"].value", $"{EnterpriseUrn}:office", "meta", "schemas"],
            outcome.Ignored
        );
        Assert.Equal(["title"], outcome.ChangedAttributes);
    }

    [Fact]
    [Trait("idp", "2")]
    public void Apply_PasswordSync_ReturnsThePasswordSeparately()
    {
        PatchOutcome outcome = PatchAssert.PatchAda("", "{'op':'replace','value':{'password':'N3w'}}");
        Assert.Equal("N3w", outcome.Password);
        Assert.Equal(["password"], outcome.ChangedAttributes);
        Assert.Null(PatchAssert.PatchAda("", "{'op':'remove','path':'password'}").Password);
        Assert.False(PatchAssert.PatchAda("", "{'op':'replace','path':'password','value':''}").IsChanged);
        Assert.Equal(
            ScimErrorKind.InvalidValue,
            PatchAssert.AssertFails("", "{'op':'replace','path':'password','value':true}").Kind
        );
    }
}

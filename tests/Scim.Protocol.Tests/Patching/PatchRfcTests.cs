using Scim.Protocol.Errors;
using Scim.Protocol.Patching;
using Scim.Protocol.Tests.Resources;

namespace Scim.Protocol.Tests.Patching;

/// <summary>
/// Tests RFC 7644 section 3.5.2, sentence by sentence: attributes before, operations, attributes after.
/// </summary>
public sealed class PatchRfcTests
{
    private const string EnterpriseUrn = SampleResources.EnterpriseUrn;
    private const string PlantUrn = SampleResources.PlantUrn;
    private const string TwoEmailsJson =
        "'emails':[{'value':'a','type':'work','primary':true},{'value':'b','type':'home'}]";

    [Theory]
    // "If omitted, the target location is assumed to be the resource itself."
    [InlineData(
        "",
        "{'op':'add','value':{'nickName':'N','emails':[{'value':'a'}]}}",
        "'nickName':'N','emails':[{'value':'a'}]"
    )]
    [InlineData(
        "'emails':[{'value':'a'}]",
        "{'op':'add','value':{'emails':[{'value':'b'}]}}",
        "'emails':[{'value':'a'},{'value':'b'}]"
    )]
    // "If the target location does not exist, the attribute and value are added."
    [InlineData("", "{'op':'add','path':'title','value':'T'}", "'title':'T'")]
    [InlineData("", "{'op':'add','path':'name.givenName','value':'A'}", "'name':{'givenName':'A'}")]
    [InlineData("", "{'op':'add','path':'emails','value':[{'value':'a'}]}", "'emails':[{'value':'a'}]")]
    [InlineData(
        "",
        "{'op':'add','path':'addresses[type eq \\\"work\\\"].locality','value':'Ghent'}",
        "'addresses':[{'locality':'Ghent','type':'work'}]"
    )]
    // "If the target location specifies a complex attribute, a set of sub-attributes SHALL be specified in the value."
    [InlineData(
        "'name':{'givenName':'A'}",
        "{'op':'add','path':'name','value':{'familyName':'L'}}",
        "'name':{'familyName':'L','givenName':'A'}"
    )]
    // "If the target location specifies a multi-valued attribute, a new value is added."
    [InlineData(
        "'emails':[{'value':'a'}]",
        "{'op':'add','path':'emails','value':{'value':'b'}}",
        "'emails':[{'value':'a'},{'value':'b'}]"
    )]
    [InlineData(
        "'emails':[{'value':'a'}]",
        "{'op':'add','path':'emails','value':'b'}",
        "'emails':[{'value':'a'},{'value':'b'}]"
    )]
    [InlineData(
        $"'{PlantUrn}':{{'tags':['a']}}",
        $"{{'op':'add','path':'{PlantUrn}:tags','value':['b','a']}}",
        $"'{PlantUrn}':{{'tags':['a','b']}}"
    )]
    // "If the target location specifies a single-valued attribute, the existing value is replaced."
    [InlineData("'title':'T'", "{'op':'add','path':'title','value':'U'}", "'title':'U'")]
    // "If the target location exists, the value is replaced."
    [InlineData(
        TwoEmailsJson,
        "{'op':'add','path':'emails[type eq \\\"home\\\"].value','value':'c'}",
        "'emails':[{'value':'a','type':'work','primary':true},{'value':'c','type':'home'}]"
    )]
    // "If the target location already contains the value specified, no changes SHOULD be made."
    [InlineData(
        TwoEmailsJson,
        "{'op':'add','path':'emails','value':[{'value':'a','type':'work','primary':true}]}",
        TwoEmailsJson
    )]
    [InlineData(TwoEmailsJson, "{'op':'add','path':'emails','value':[{'value':'A'}]}", TwoEmailsJson)]
    [InlineData(TwoEmailsJson, "{'op':'add','path':'emails','value':[{'value':'b','type':'HOME'}]}", TwoEmailsJson)]
    [InlineData("'title':'T'", "{'op':'add','path':'title','value':'T'}", "'title':'T'")]
    [InlineData(
        "'addresses':[{'locality':'G','type':'work'}]",
        "{'op':'add','path':'addresses','value':[{'type':'work','locality':'g'}]}",
        "'addresses':[{'locality':'G','type':'work'}]"
    )]
    // The same value with another type is a new value; the same value with more sub-attributes is not.
    [InlineData(
        "'emails':[{'value':'a','type':'work'}]",
        "{'op':'add','path':'emails','value':[{'value':'a','type':'home'}]}",
        "'emails':[{'value':'a','type':'work'},{'value':'a','type':'home'}]"
    )]
    [InlineData(
        "'emails':[{'value':'a','type':'work'}]",
        "{'op':'add','path':'emails','value':[{'value':'a','type':'work','display':'D'}]}",
        "'emails':[{'value':'a','type':'work','display':'D'}]"
    )]
    [Trait("rfc", "7644-3.5.2.1")]
    public void Apply_Add_FollowsTheRfc(string before, string operations, string after) =>
        PatchAssert.AssertBecomes(before, operations, after);

    [Theory]
    // "If the target location is a single-value attribute, the attribute and its associated value is removed."
    [InlineData("'title':'T'", "{'op':'remove','path':'title'}", "")]
    [InlineData(
        "'name':{'givenName':'A','familyName':'L'}",
        "{'op':'remove','path':'name.givenName'}",
        "'name':{'familyName':'L'}"
    )]
    [InlineData("'name':{'givenName':'A'}", "{'op':'remove','path':'name.givenName'}", "")]
    [InlineData("'name':{'givenName':'A'}", "{'op':'remove','path':'name'}", "")]
    // "If the target location is a multi-valued attribute and no filter is specified, the attribute and all values are
    // removed."
    [InlineData(TwoEmailsJson, "{'op':'remove','path':'emails'}", "")]
    // "... and a complex filter is specified comparing a value, the values matched by the filter are removed."
    [InlineData(
        TwoEmailsJson,
        "{'op':'remove','path':'emails[type eq \\\"work\\\"]'}",
        "'emails':[{'value':'b','type':'home'}]"
    )]
    [InlineData(
        TwoEmailsJson,
        "{'op':'remove','path':'emails[type eq \\\"work\\\" and value ew \\\"z\\\"]'}",
        TwoEmailsJson
    )]
    [InlineData(TwoEmailsJson, "{'op':'remove','path':'emails[value ew \\\"a\\\" or not (type eq \\\"work\\\")]'}", "")]
    // "If no other values remain after removal of the selected values, the multi-valued attribute SHALL be considered
    // unassigned."
    [InlineData("'emails':[{'value':'a'}]", "{'op':'remove','path':'emails[value eq \\\"a\\\"]'}", "")]
    // "... the selected sub-attribute is removed."
    [InlineData(
        "'emails':[{'value':'a','display':'D'},{'value':'b','display':'E'}]",
        "{'op':'remove','path':'emails[value eq \\\"a\\\"].display'}",
        "'emails':[{'value':'a'},{'value':'b','display':'E'}]"
    )]
    [InlineData(
        "'emails':[{'value':'a','display':'D'},{'value':'b','display':'E'}]",
        "{'op':'remove','path':'emails.display'}",
        "'emails':[{'value':'a'},{'value':'b'}]"
    )]
    // Removing an unassigned attribute succeeds without a change.
    [InlineData("", "{'op':'remove','path':'title'}", "")]
    [InlineData("", "{'op':'remove','path':'name.givenName'}", "")]
    [InlineData("", "{'op':'remove','path':'emails[type eq \\\"work\\\"].value'}", "")]
    [InlineData(TwoEmailsJson, "{'op':'remove','path':'emails[value eq \\\"zz\\\"]'}", TwoEmailsJson)]
    [InlineData("", $"{{'op':'remove','path':'{EnterpriseUrn}:manager'}}", "")]
    // A complete extension (not covered by RFC 7644 section 3.10).
    [InlineData($"'{EnterpriseUrn}':{{'department':'D'}}", $"{{'op':'remove','path':'{EnterpriseUrn}'}}", "")]
    [InlineData(
        $"'{EnterpriseUrn}':{{'department':'D'}}",
        $"{{'op':'remove','path':'{EnterpriseUrn}:department'}}",
        ""
    )]
    [Trait("rfc", "7644-3.5.2.2")]
    public void Apply_Remove_FollowsTheRfc(string before, string operations, string after) =>
        PatchAssert.AssertBecomes(before, operations, after);

    [Theory]
    // "If the path parameter is omitted, the target is assumed to be the resource itself."
    [InlineData("'title':'T','nickName':'N'", "{'op':'replace','value':{'title':'U'}}", "'title':'U','nickName':'N'")]
    [InlineData(TwoEmailsJson, "{'op':'replace','value':{'emails':[{'value':'c'}]}}", "'emails':[{'value':'c'}]")]
    [InlineData(
        "'name':{'givenName':'A'}",
        "{'op':'replace','value':{'name':{'familyName':'L'}}}",
        "'name':{'familyName':'L','givenName':'A'}"
    )]
    // "If the target location is a single-value attribute, the attributes value is replaced."
    [InlineData("'title':'T'", "{'op':'replace','path':'title','value':'U'}", "'title':'U'")]
    // "If the target location is a multi-valued attribute and no filter is specified, the attribute and all values are
    // replaced."
    [InlineData(
        TwoEmailsJson,
        "{'op':'replace','path':'emails','value':[{'value':'c','type':'work'}]}",
        "'emails':[{'value':'c','type':'work'}]"
    )]
    [InlineData(TwoEmailsJson, "{'op':'replace','path':'emails','value':{'value':'c'}}", "'emails':[{'value':'c'}]")]
    [InlineData(TwoEmailsJson, "{'op':'replace','path':'emails','value':[]}", "")]
    // "If the target location path specifies an attribute that does not exist, treat the operation as an add."
    [InlineData("", "{'op':'replace','path':'userType','value':'G'}", "'userType':'G'")]
    [InlineData("", "{'op':'replace','path':'name.givenName','value':'A'}", "'name':{'givenName':'A'}")]
    [InlineData("", "{'op':'replace','path':'emails','value':[{'value':'c'}]}", "'emails':[{'value':'c'}]")]
    // "If the target location specifies a complex attribute, a set of sub-attributes ...; those not specified are left
    // unchanged."
    [InlineData(
        "'name':{'givenName':'A','familyName':'K'}",
        "{'op':'replace','path':'name','value':{'familyName':'L'}}",
        "'name':{'familyName':'L','givenName':'A'}"
    )]
    [InlineData(
        "'name':{'givenName':'A','familyName':'K'}",
        "{'op':'replace','path':'name','value':{'familyName':null}}",
        "'name':{'givenName':'A'}"
    )]
    [InlineData("'name':{'givenName':'A'}", "{'op':'replace','path':'name','value':{}}", "'name':{'givenName':'A'}")]
    // "... a valuePath filter matches one or more values: all matching record values SHALL be replaced."
    [InlineData(
        TwoEmailsJson,
        "{'op':'replace','path':'emails[type eq \\\"work\\\" or type eq \\\"home\\\"].display','value':'P'}",
        "'emails':[{'value':'a','display':'P','type':'work','primary':true},{'value':'b','display':'P','type':'home'}]"
    )]
    [InlineData(
        TwoEmailsJson,
        "{'op':'replace','path':'emails[type eq \\\"home\\\"]','value':{'type':'other','value':'c'}}",
        "'emails':[{'value':'a','type':'work','primary':true},{'value':'c','type':'other'}]"
    )]
    [InlineData(
        "'addresses':[{'type':'work','locality':'Ghent'}]",
        "{'op':'replace','path':'addresses[type eq \\\"work\\\"]','value':{'type':'work','locality':'Bruges','country':'BE'}}",
        "'addresses':[{'type':'work','locality':'Bruges','country':'BE'}]"
    )]
    [InlineData(
        "'name':{'givenName':'A'}",
        "{'op':'replace','path':'name[givenName eq \\\"a\\\"].familyName','value':'L'}",
        "'name':{'familyName':'L','givenName':'A'}"
    )]
    // A single-valued attribute of an extension, and the extension's object, which is merged.
    [InlineData(
        $"'{EnterpriseUrn}':{{'department':'D','division':'V'}}",
        $"{{'op':'replace','path':'{EnterpriseUrn}:department','value':'X'}}",
        $"'{EnterpriseUrn}':{{'department':'X','division':'V'}}"
    )]
    [InlineData(
        $"'{EnterpriseUrn}':{{'department':'D','division':'V'}}",
        $"{{'op':'replace','path':'{EnterpriseUrn}','value':{{'department':'X'}}}}",
        $"'{EnterpriseUrn}':{{'department':'X','division':'V'}}"
    )]
    [Trait("rfc", "7644-3.5.2.3")]
    public void Apply_Replace_FollowsTheRfc(string before, string operations, string after) =>
        PatchAssert.AssertBecomes(before, operations, after);

    [Theory]
    [InlineData(
        "{'op':'add','path':'emails','value':[{'value':'c','primary':true}]}",
        "'emails':[{'value':'a','type':'work','primary':false},{'value':'b','type':'home'},{'value':'c','primary':true}]"
    )]
    [InlineData(
        "{'op':'add','path':'emails','value':[{'value':'b','primary':true}]}",
        "'emails':[{'value':'a','type':'work','primary':false},{'value':'b','type':'home','primary':true}]"
    )]
    [InlineData(
        "{'op':'replace','path':'emails[type eq \\\"home\\\"].primary','value':true}",
        "'emails':[{'value':'a','type':'work','primary':false},{'value':'b','type':'home','primary':true}]"
    )]
    [InlineData(
        "{'op':'replace','path':'emails[type eq \\\"home\\\"]','value':{'primary':'True'}}",
        "'emails':[{'value':'a','type':'work','primary':false},{'value':'b','type':'home','primary':true}]"
    )]
    [InlineData(
        "{'op':'add','path':'emails[type eq \\\"other\\\" and primary eq true].value','value':'c'}",
        "'emails':[{'value':'a','type':'work','primary':false},{'value':'b','type':'home'},{'value':'c','type':'other','primary':true}]"
    )]
    [InlineData(
        "{'op':'replace','path':'emails','value':[{'value':'c','primary':true},{'value':'d','primary':true}]}",
        "'emails':[{'value':'c','primary':true},{'value':'d','primary':false}]"
    )]
    [InlineData(
        "{'op':'replace','path':'emails.primary','value':true}",
        "'emails':[{'value':'a','type':'work','primary':true},{'value':'b','type':'home','primary':false}]"
    )]
    [InlineData(
        "{'op':'replace','path':'emails[type eq \\\"work\\\"].primary','value':false}",
        "'emails':[{'value':'a','type':'work','primary':false},{'value':'b','type':'home'}]"
    )]
    [Trait("rfc", "7644-3.5.2")]
    public void Apply_Primary_IsResetOnAllOtherValues(string operations, string after) =>
        PatchAssert.AssertBecomes(TwoEmailsJson, operations, after);

    [Theory]
    [InlineData(
        "{'op':'replace','path':'title','value':'1'},{'op':'replace','path':'title','value':'2'}",
        "'title':'2'"
    )]
    [InlineData(
        "{'op':'add','path':'nickName','value':'A'},{'op':'remove','path':'nickName'},{'op':'add','path':'nickName','value':'B'}",
        "'nickName':'B'"
    )]
    [InlineData(
        "{'op':'add','path':'phoneNumbers','value':[{'type':'pager','value':'1'}]},{'op':'replace','path':'phoneNumbers[type eq \\\"pager\\\"].value','value':'2'}",
        "'phoneNumbers':[{'value':'2','type':'pager'}]"
    )]
    [Trait("rfc", "7644-3.5.2")]
    public void Apply_SeveralOperations_AreAppliedInOrder(string operations, string after) =>
        PatchAssert.AssertBecomes("", operations, after, PatchAssert.StrictOptions);

    [Theory]
    // URNs and names in any case (RFC 7644 section 3.10).
    [InlineData("{'op':'replace','path':'DisplayName','value':'D'}", "'displayName':'D'")]
    [InlineData(
        "{'op':'replace','path':'urn:ietf:params:scim:schemas:core:2.0:User:title','value':'T'}",
        "'title':'T'"
    )]
    [InlineData(
        "{'op':'replace','path':'URN:IETF:PARAMS:SCIM:SCHEMAS:CORE:2.0:USER:NAME.FAMILYNAME','value':'C'}",
        "'name':{'familyName':'C'}"
    )]
    [InlineData("{'op':'add','value':{'urn:ietf:params:scim:schemas:core:2.0:User':{'title':'T'}}}", "'title':'T'")]
    [InlineData(
        "{'op':'add','path':'urn:ietf:params:scim:schemas:core:2.0:User','value':{'title':'T'}}",
        "'title':'T'"
    )]
    [InlineData(
        $"{{'op':'add','path':'{EnterpriseUrn}:employeeNumber','value':'7'}}",
        $"'{EnterpriseUrn}':{{'employeeNumber':'7'}}"
    )]
    [InlineData(
        $"{{'op':'add','value':{{'{EnterpriseUrn}':{{'costCenter':'C'}}}}}}",
        $"'{EnterpriseUrn}':{{'costCenter':'C'}}"
    )]
    [InlineData(
        $"{{'op':'add','path':'{EnterpriseUrn}','value':{{'costCenter':'C'}}}}",
        $"'{EnterpriseUrn}':{{'costCenter':'C'}}"
    )]
    [Trait("rfc", "7644-3.10")]
    public void Apply_QualifiedPaths_AreAccepted(string operations, string after) =>
        PatchAssert.AssertBecomes("", operations, after);

    [Theory]
    [InlineData("emails[value eq \\\"zz\\\"].value", "'x'")]
    [InlineData("emails[type eq \\\"work\\\"]", "{'value':'x'}")]
    [InlineData("emails[type eq \\\"work\\\"].value", "''")]
    [InlineData("emails[type eq \\\"work\\\"]", "null")]
    [Trait("rfc", "7644-3.5.2.3")]
    public void Apply_ReplaceWithoutMatchInStrictMode_IsNoTarget(string path, string value) =>
        Assert.Equal(
            ScimErrorKind.NoTarget,
            PatchAssert
                .AssertFails(
                    "'emails':[{'value':'b','type':'home'}]",
                    $"{{'op':'replace','path':'{path}','value':{value}}}",
                    PatchAssert.StrictOptions
                )
                .Kind
        );

    [Theory]
    [InlineData("emails[type ne \\\"work\\\"].value")]
    [InlineData("emails[type eq \\\"work\\\" or type eq \\\"home\\\"].value")]
    [InlineData("emails[not (type eq \\\"work\\\")].value")]
    [InlineData("emails[value sw \\\"a\\\"].type")]
    [InlineData("emails[type eq \\\"a\\\" and type eq \\\"b\\\"].value")]
    [InlineData("name[givenName eq \\\"B\\\"].familyName")]
    [Trait("rfc", "7644-3.5.2.1")]
    public void Apply_AddWithFilterThatDescribesNoValue_IsNoTarget(string path) =>
        Assert.Equal(
            ScimErrorKind.NoTarget,
            PatchAssert.AssertFails("'name':{'givenName':'A'}", $"{{'op':'add','path':'{path}','value':'x'}}").Kind
        );

    [Fact]
    [Trait("rfc", "7644-3.5.2")]
    public void Apply_LaterOperationFails_NothingIsApplied()
    {
        // PatchAssert.PatchAda checks the input only on success, so it is checked here.
        System.Text.Json.Nodes.JsonObject current = SampleResources.CreateAda("'title':'T'");
        PatchRequest request = PatchAssert.ParseRequest(
            "{'op':'replace','path':'title','value':'HALF'},{'op':'add','path':'emails','value':[{'value':'x'}]},{'op':'replace','path':'active','value':'perhaps'}"
        );
        ScimError error = SampleResources.AssertThrows(() =>
            PatchEngine.ApplyRequest(SampleResources.PlantUser, current, request, PatchOptions.Default)
        );
        Assert.Equal(ScimErrorKind.InvalidValue, error.Kind);
        Assert.StartsWith("Operations[2] (replace active): ", error.Detail, StringComparison.Ordinal);
        SampleResources.AssertJson(SampleResources.CreateAda("'title':'T'"), current);
    }

    [Fact]
    public void Apply_ChangedAttributes_AreNamedInDocumentOrder()
    {
        PatchOutcome outcome = PatchAssert.PatchAda(
            "'title':'T','nickName':'N'",
            $"{{'op':'add','path':'{EnterpriseUrn}:department','value':'D'}},{{'op':'remove','path':'title'}},{{'op':'replace','path':'nickName','value':'N'}},{{'op':'add','path':'externalId','value':'e'}},"
                + "{'op':'replace','path':'password','value':'p'}"
        );
        Assert.Equal(["externalId", "title", $"{EnterpriseUrn}:department", "password"], outcome.ChangedAttributes);
        Assert.Equal("p", outcome.Password);
        Assert.True(outcome.IsChanged);
        Assert.False(outcome.Document.ContainsKey("password"));
        Assert.Equal(
            ["schemas", "id", "externalId", "userName", "nickName", EnterpriseUrn],
            outcome.Document.Select(p => p.Key)
        );
    }
}

using Scim.Protocol.Errors;
using Scim.Protocol.Tests.Resources;

namespace Scim.Protocol.Tests.Patching;

/// <summary>Tests PATCH values that are arrays where the schema requires one value.</summary>
public sealed class PatchSingleValueTests
{
    private const string EnterpriseUrn = SampleResources.EnterpriseUrn;
    private const string Email = "'emails':[{'value':'a@x','type':'work'}]";
    private const string CoreUrn = "urn:ietf:params:scim:schemas:core:2.0:User";

    [Theory]
    [InlineData("", "preferredLanguage", "['de']", "'preferredLanguage':'de'")]
    [InlineData("", "active", "[false]", "'active':false")]
    [InlineData("'active':false", "active", "[null]", "'active':false")]
    [InlineData("'active':false", "active", "['']", "'active':false")]
    [InlineData("'title':'T'", "title", "[null]", "")]
    [InlineData("", "name", "[{'givenName':['Ada']}]", "'name':{'givenName':'Ada'}")]
    [InlineData("'name':{'familyName':'L'}", "name.familyName", "['M']", "'name':{'familyName':'M'}")]
    [InlineData("'name':{'familyName':'L'}", "name.familyName", "[null]", "")]
    [InlineData("", "emails[type eq \\\"work\\\"].value", "['a@x']", Email)]
    [InlineData("", "emails[type eq \\\"work\\\"]", "[{'value':['a@x']}]", Email)]
    [InlineData("", "emails[type eq \\\"work\\\"]", "['a@x']", Email)]
    [InlineData(Email, "emails[type eq \\\"work\\\"]", "[null]", "")]
    [InlineData(Email, "emails[type eq \\\"work\\\"].value", "['']", "")]
    [InlineData("", "emails", "[{'value':['a@x'],'type':['work']}]", Email)]
    [InlineData("", "emails.value", "['a@x']", "'emails':[{'value':'a@x'}]")]
    [InlineData("", $"{EnterpriseUrn}:department", "['D']", $"'{EnterpriseUrn}':{{'department':'D'}}")]
    [InlineData("", $"{EnterpriseUrn}:manager", "['b']", $"'{EnterpriseUrn}':{{'manager':{{'value':'b'}}}}")]
    [InlineData("", "manager.value", "['b']", $"'{EnterpriseUrn}':{{'manager':{{'value':'b'}}}}")]
    [InlineData("", EnterpriseUrn, "[{'department':'D'}]", $"'{EnterpriseUrn}':{{'department':'D'}}")]
    [InlineData("", CoreUrn, "[{'title':['T']}]", "'title':'T'")]
    public void Apply_ArrayOfOne_HasTheEffectOfTheValue(string before, string path, string value, string after)
    {
        PatchAssert.AssertBecomes(before, $"{{'op':'replace','path':'{path}','value':{value}}}", after);
        PatchAssert.AssertBecomes(before, $"{{'op':'Replace','value':{{'{path}':{value}}}}}", after);
        PatchAssert.AssertBecomes(before, $"{{'op':'replace','value':[{{'{path}':{value}}}]}}", after);
    }

    [Fact]
    public void Apply_RemoveOfValueInAnArray_RemovesTheListedValue() =>
        PatchAssert.AssertBecomes(
            "'emails':[{'value':'a@x','type':'work'},{'value':'b@x'}]",
            "{'op':'remove','path':'emails','value':[{'value':['b@x']}]}",
            Email
        );

    [Theory]
    [InlineData("title", "['a','b']")]
    [InlineData("title", "['a','a']")]
    [InlineData("title", "[null,'a']")]
    [InlineData("title", "[['a']]")]
    [InlineData("active", "[false,true]")]
    [InlineData("name", "[{'givenName':'Ada'},{'familyName':'L'}]")]
    [InlineData("name", "{'givenName':['Ada','Bea']}")]
    [InlineData("emails[type eq \\\"work\\\"].value", "['a@x','b@x']")]
    [InlineData("emails[type eq \\\"work\\\"]", "[{'value':'a@x'},{'value':'b@x'}]")]
    [InlineData("emails", "[{'value':['a@x','b@x']}]")]
    [InlineData("emails", "[[{'value':'a@x'}]]")]
    [InlineData("manager", "['b','c']")]
    [InlineData(EnterpriseUrn, "[{'department':'D'},{'division':'V'}]")]
    [InlineData(CoreUrn, "[{'title':'T'},{'nickName':'N'}]")]
    public void Apply_ArrayOfSeveral_IsInvalidValue(string path, string value)
    {
        foreach (
            string operation in new[]
            {
                $"{{'op':'replace','path':'{path}','value':{value}}}",
                $"{{'op':'add','value':{{'{path}':{value}}}}}",
                $"{{'op':'add','value':[{{'{path}':{value}}}]}}",
            }
        )
            Assert.Equal(ScimErrorKind.InvalidValue, PatchAssert.AssertFails("", operation).Kind);
    }

    [Fact]
    public void Apply_PasswordInAnArray_SetsIt() =>
        Assert.Equal("p", PatchAssert.PatchAda("", "{'op':'replace','path':'password','value':['p']}").Password);
}

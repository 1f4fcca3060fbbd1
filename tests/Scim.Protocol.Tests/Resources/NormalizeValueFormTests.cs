using Scim.Protocol.Errors;
using Scim.Protocol.Resources;

namespace Scim.Protocol.Tests.Resources;

/// <summary>Tests values in forms that the schema does not define but clients send.</summary>
public sealed class NormalizeValueFormTests
{
    private const string EnterpriseUrn = SampleResources.EnterpriseUrn;

    [Theory]
    // JSON inside a string, where the schema requires an object or objects.
    [InlineData(
        "'userName':'ada','emails':'[{\\\"type\\\":\\\"work\\\",\\\"value\\\":\\\"a@x\\\"}]'",
        "'userName':'ada','emails':[{'value':'a@x','type':'work'}]"
    )]
    [InlineData(
        "'userName':'ada','emails':['{\\\"value\\\":\\\"a@x\\\"}','b@x']",
        "'userName':'ada','emails':[{'value':'a@x'},{'value':'b@x'}]"
    )]
    [InlineData(
        "'userName':'ada','name':'{\\\"givenName\\\":\\\"Ada\\\"}'",
        "'userName':'ada','name':{'givenName':'Ada'}"
    )]
    [InlineData(
        $"'userName':'ada','{EnterpriseUrn}':'{{\\\"manager\\\":{{\\\"value\\\":\\\"b\\\"}}}}'",
        $"'userName':'ada','{EnterpriseUrn}':{{'manager':{{'value':'b'}}}}"
    )]
    [InlineData("'userName':'ada','title':'[\\\"x\\\"]'", "'userName':'ada','title':'[\\\"x\\\"]'")]
    // Elements without anything but labels.
    [InlineData(
        "'userName':'ada','emails':[{'value':'','type':'work','primary':true},{'type':'home'},{'value':'a@x'}]",
        "'userName':'ada','emails':[{'value':'a@x'}]"
    )]
    [InlineData(
        "'userName':'ada','emails':[{'value':null,'primary':true},{'value':'a@x','primary':true}]",
        "'userName':'ada','emails':[{'value':'a@x','primary':true}]"
    )]
    [InlineData("'userName':'ada','emails':{'value':[''],'type':'work'}", "'userName':'ada'")]
    [InlineData("'userName':'ada','addresses':[{'type':'work','locality':''}]", "'userName':'ada'")]
    [InlineData("'userName':'ada','roles':[{'display':'D'}]", "'userName':'ada','roles':[{'display':'D'}]")]
    // An array of exactly one value, where the schema requires one value.
    [InlineData(
        "'userName':['ada'],'preferredLanguage':['de'],'active':['False'],'title':[null],'nickName':['']",
        "'userName':'ada','preferredLanguage':'de','active':false"
    )]
    [InlineData("'userName':'ada','name':[{'givenName':['Ada']}]", "'userName':'ada','name':{'givenName':'Ada'}")]
    [InlineData("'userName':'ada','name.givenName':['Ada']", "'userName':'ada','name':{'givenName':'Ada'}")]
    [InlineData(
        "'userName':'ada','emails':[{'value':['a@x'],'type':['work'],'primary':[true]}]",
        "'userName':'ada','emails':[{'value':'a@x','type':'work','primary':true}]"
    )]
    [InlineData(
        $"'userName':'ada','{EnterpriseUrn}':[{{'department':['D'],'manager':[{{'value':['b']}}]}}]",
        $"'userName':'ada','{EnterpriseUrn}':{{'department':'D','manager':{{'value':'b'}}}}"
    )]
    [InlineData($"'userName':'ada','{EnterpriseUrn}':[null]", "'userName':'ada'")]
    [InlineData(
        "'userName':'ada','name':['{\\\"givenName\\\":\\\"Ada\\\"}']",
        "'userName':'ada','name':{'givenName':'Ada'}"
    )]
    [InlineData(
        "'userName':'ada','name':'[{\\\"givenName\\\":[\\\"Ada\\\"]}]'",
        "'userName':'ada','name':{'givenName':'Ada'}"
    )]
    public void NormalizeBody_ValueInOtherForm_HasTheEffectOfTheValue(string body, string expected) =>
        SampleResources.AssertNormalizedUser(body, expected);

    [Theory]
    [InlineData("'name':'{\\\"givenName\\\":\\\"A\\\"'", "not valid JSON: line 1, byte 17")]
    [InlineData("'name':'{\\\"a\\\":1,\\\"A\\\":2}'", "The name 'A' appears more than once")]
    [InlineData("'emails':'[1e999]'", "A number is out of range")]
    public void NormalizeBody_UnreadableJsonInString_NamesThePathAndTheReason(string attribute, string reason)
    {
        ScimError error = SampleResources.AssertThrows(() =>
            ResourceNormalizer.NormalizeBody(
                SampleResources.User,
                SampleResources.ParseObject($"{{'userName':'ada',{attribute}}}"),
                NormalizeOptions.Default
            )
        );
        Assert.Equal(ScimErrorKind.InvalidValue, error.Kind);
        Assert.StartsWith(attribute.Split('\'')[1], error.Detail, StringComparison.Ordinal);
        Assert.Contains(reason, error.Detail, StringComparison.Ordinal);
    }
}

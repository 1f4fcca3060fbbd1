using Scim.Protocol.Errors;
using Scim.Protocol.Resources;

namespace Scim.Protocol.Tests.Resources;

[Trait("rfc", "7643-4.2")]
public sealed class NormalizeGroupTests
{
    [Theory]
    [InlineData("[{'value':'a','$ref':null},{'value':'b','type':'group'},{'value':'a'}]", "a: b:Group")]
    [InlineData("[{'$ref':'https://x/tenants/t/scim/v2/Users/a%2Db'}]", "a-b:User")]
    [InlineData("[{'$ref':'../Groups/g/'}]", "g:Group")]
    [InlineData("[{'$REF':'../Users/x','VALUE':'a','Type':'USER'}]", "a:User")]
    [InlineData("[{'value':'a','display':null}]", "a:")]
    [InlineData("[{'value':'a','type':'direct'}]", "a:")]
    [InlineData("['a','b']", "a: b:")]
    [InlineData("{'value':'a'}", "a:")]
    [InlineData("'a'", "a:")]
    [InlineData("[{'value':'bulkId:q1','type':'User'}]", "bulkid:q1:User")]
    [InlineData("[null,{'value':'a'}]", "a:")]
    [InlineData("[{'value':['a'],'type':['User']}]", "a:User")]
    [InlineData("[{'value':'A'},'a','B']", "a: b:")]
    [InlineData("'[{\\\"value\\\":\\\"a\\\"},{\\\"value\\\":\\\"b\\\"}]'", "a: b:")]
    [InlineData("['{\\\"value\\\":\\\"a\\\"}']", "a:")]
    [InlineData("[]", "")]
    [InlineData("null", "")]
    public void Normalize_Members_AreReadFromEveryForm(string members, string expected)
    {
        NormalizedResource result = ResourceNormalizer.NormalizeBody(
            SampleResources.Group,
            SampleResources.ParseObject($"{{'displayName':'G','Members':{members}}}"),
            NormalizeOptions.Default
        );
        Assert.Equal(expected, string.Join(' ', result.Members!.Select(m => $"{m.Id}:{m.Type}")));
        Assert.False(result.Document.ContainsKey("members"));
    }

    [Fact]
    public void Normalize_NoMembers_IsNull() =>
        Assert.Null(
            ResourceNormalizer
                .NormalizeBody(
                    SampleResources.Group,
                    SampleResources.ParseObject("{'displayName':'G'}"),
                    NormalizeOptions.Default
                )
                .Members
        );

    [Theory]
    [InlineData("'members':[{'display':'Ada'}]", "members[0]")]
    [InlineData("'members':[{'value':'a'},{'value':1}]", "members[1].value")]
    [InlineData("'members':[1]", "members[0]")]
    [InlineData("'members':[['a']]", "members[0]")]
    public void Normalize_MemberWithoutValue_IsInvalidValue(string members, string path)
    {
        ScimError error = SampleResources.AssertThrows(() =>
            ResourceNormalizer.NormalizeBody(
                SampleResources.Group,
                SampleResources.ParseObject($"{{'displayName':'G',{members}}}"),
                NormalizeOptions.Default
            )
        );
        Assert.Equal(ScimErrorKind.InvalidValue, error.Kind);
        Assert.Contains(path, error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("rfc", "7643-8.7.1")]
    public void Normalize_GroupWithoutDisplayName_IsInvalidValue() =>
        Assert.Contains(
            "displayName",
            SampleResources
                .AssertThrows(() =>
                    ResourceNormalizer.NormalizeBody(
                        SampleResources.Group,
                        SampleResources.ParseObject("{'members':[]}"),
                        NormalizeOptions.Default
                    )
                )
                .Detail,
            StringComparison.Ordinal
        );
}

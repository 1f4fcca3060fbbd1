using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Messages;
using Scim.Protocol.Tests.Resources;

namespace Scim.Protocol.Tests.Messages;

[Trait("rfc", "7644-3.4.3")]
public sealed class SearchRequestTests
{
    private static SearchRequest ParseRequest(string body) =>
        SearchRequest.Parse(SampleResources.GetUtf8Bytes(body), JsonLimits.Default);

    [Fact]
    public void Parse_FullBody_ReadsEverything()
    {
        SearchRequest request = ParseRequest(
            "{'schemas':['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],'Attributes':['userName','name.familyName'],'FILTER':'userName pr',"
                + "'sortBy':'title','sortOrder':'Descending','startIndex':-3,'count':10,'cursor':'','unknown':1}"
        );
        Assert.Equal(["userName", "name.familyName"], request.Attributes);
        Assert.Empty(request.ExcludedAttributes);
        Assert.Equal(
            ("userName pr", "title", SortOrder.Descending, -3, 10, ""),
            (request.Filter, request.SortBy, request.SortOrder, request.StartIndex, request.Count, request.Cursor)
        );
    }

    [Theory]
    [InlineData("'cursor':'',", ScimErrorKind.InvalidCount)]
    [InlineData("'cursor':'abc',", ScimErrorKind.InvalidCount)]
    [InlineData("'cursor':null,", ScimErrorKind.InvalidValue)]
    [InlineData("", ScimErrorKind.InvalidValue)]
    [Trait("rfc", "9865-2.1")]
    public void Parse_NonNumericCountWithCursor_IsInvalidCount(string cursor, ScimErrorKind expected) =>
        Assert.Equal(
            expected,
            Assert.Throws<ScimException>(() => ParseRequest($"{{{cursor}'count':'many'}}")).Error.Kind
        );

    [Theory]
    [InlineData("{}")]
    [InlineData(
        "{'attributes':null,'excludedAttributes':[],'filter':null,'sortBy':null,'sortOrder':null,'startIndex':null,'count':null,'cursor':null}"
    )]
    public void Parse_WithoutValues_HasDefaults(string body)
    {
        SearchRequest request = ParseRequest(body);
        Assert.Empty(request.Attributes);
        Assert.Empty(request.ExcludedAttributes);
        Assert.Equal(
            (null, null, SortOrder.Ascending, null, null, null),
            (request.Filter, request.SortBy, request.SortOrder, request.StartIndex, request.Count, request.Cursor)
        );
    }

    [Fact]
    public void Parse_LenientForms_AreAccepted()
    {
        SearchRequest request = ParseRequest(
            "{'excludedAttributes':'members, title','count':99999999999,'startIndex':2.0}"
        );
        Assert.Equal(["members", "title"], request.ExcludedAttributes);
        Assert.Equal((int.MaxValue, 2), (request.Count, request.StartIndex));
    }

    [Theory]
    [InlineData("{'attributes':[1]}", "attributes")]
    [InlineData("{'attributes':{}}", "attributes")]
    [InlineData("{'filter':1}", "filter")]
    [InlineData("{'sortBy':[]}", "sortBy")]
    [InlineData("{'sortOrder':'up'}", "sortOrder")]
    [InlineData("{'startIndex':'1'}", "startIndex")]
    [InlineData("{'count':1.5}", "count")]
    [InlineData("{'cursor':5}", "cursor")]
    public void Parse_WrongType_IsInvalidValueNamingTheParameter(string body, string name)
    {
        ScimError error = SampleResources.AssertThrows(() => ParseRequest(body));
        Assert.Equal(ScimErrorKind.InvalidValue, error.Kind);
        Assert.StartsWith(name, error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_BrokenJson_IsInvalidSyntax() =>
        Assert.Equal(ScimErrorKind.InvalidSyntax, SampleResources.AssertThrows(() => ParseRequest("[]")).Kind);
}

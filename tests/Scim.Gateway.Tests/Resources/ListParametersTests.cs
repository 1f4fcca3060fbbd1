using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Scim.Gateway.Resources;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Resources;
using Scim.Protocol.Errors;
using Scim.Protocol.Messages;

namespace Scim.Gateway.Tests.Resources;

/// <summary>Tests the parsing of the query parameters of lists.</summary>
[Trait("rfc", "7644-3.4.2")]
public sealed class ListParametersTests
{
    private static readonly RequestOrigin Caller = new()
    {
        Actor = "token:1",
        RequestId = "r",
        BaseUri = "http://h",
    };

    [Fact]
    public void ReadListQuery_OfAllParameters_ReadsThem()
    {
        ListQuery query = ReadQuery(
            "filter=userName+eq+%22a%2Bb%22&STARTINDEX=-3&count=7&sortBy=name.familyName&sortOrder=Descending&attributes=id,userName&excludedAttributes=emails&aadOptscim062020"
        );
        Assert.Equal("userName eq \"a+b\"", query.Filter);
        Assert.Equal(-3, query.StartIndex);
        Assert.Equal(7, query.Count);
        Assert.Equal("name.familyName", query.SortBy);
        Assert.True(query.IsDescending);
        Assert.Equal("id,userName", query.Selection.Attributes);
        Assert.Equal("emails", query.Selection.ExcludedAttributes);
        Assert.Equal("User", query.ResourceType);
        Assert.Same(Caller, query.Origin);
    }

    [Theory]
    [InlineData("")]
    [InlineData("filter=&sortBy=&sortOrder=&startIndex=&count=&attributes=")]
    [InlineData("unknown=1&aadOptscim062020")]
    public void ReadListQuery_OfMissingOrEmptyParameters_IsTheDefault(string text) =>
        Assert.Equal(new ListQuery { Origin = Caller, ResourceType = "User" }, ReadQuery(text));

    [Theory]
    [InlineData("count=0", 0)]
    [InlineData("count=-1", -1)]
    [InlineData("count=%2B5", 5)]
    [InlineData("count=2147483647", int.MaxValue)]
    [InlineData("count=2147483648", int.MaxValue)]
    [InlineData("count=99999999999999999999999", int.MaxValue)]
    [InlineData("count=-99999999999999999999999", -int.MaxValue)]
    public void ReadListQuery_OfWholeNumber_AcceptsOrSaturatesIt(string text, int expected) =>
        Assert.Equal(expected, ReadQuery(text).Count);

    [Theory]
    [InlineData("cursor", "")]
    [InlineData("Cursor=&startIndex=abc", "")]
    [InlineData("cursor=x-_1&startIndex=7", "x-_1")]
    [InlineData("count=3", null)]
    [Trait("rfc", "9865-2")]
    public void ReadListQuery_OfCursor_HasCursorAndNoIndex(string text, string? expected)
    {
        ListQuery query = ReadQuery(text);
        Assert.Equal(expected, query.Cursor);
        Assert.Null(query.StartIndex);
    }

    [Fact]
    [Trait("rfc", "9865-2.1")]
    public void ReadListQuery_OfNonNumericCountWithCursor_IsInvalidCount() =>
        Assert.Equal(
            ScimErrorKind.InvalidCount,
            ListParameters
                .ReadListQuery(new QueryCollection(QueryHelpers.ParseQuery("cursor&count=x")), Caller, "User", out _)!
                .Kind
        );

    [Theory]
    [InlineData("count=abc", "count")]
    [InlineData("count=1.5", "count")]
    [InlineData("count=-", "count")]
    [InlineData("count=1&count=2", "count")]
    [InlineData("count=%D9%A3", "count")]
    [InlineData("startIndex=x", "startIndex")]
    [InlineData("startIndex=%00", "startIndex")]
    [InlineData("sortOrder=up", "sortOrder")]
    public void ReadListQuery_OfInvalidParameter_IsInvalidValueAndNamesIt(string text, string parameter)
    {
        ScimError? error = ListParameters.ReadListQuery(
            new QueryCollection(QueryHelpers.ParseQuery(text)),
            Caller,
            "User",
            out _
        );
        Assert.Equal(ScimErrorKind.InvalidValue, error!.Kind);
        Assert.StartsWith(parameter, error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSelection_OfRepeatedParameters_CombinesThem() =>
        Assert.Equal(
            "id,userName",
            ListParameters
                .ReadSelection(new QueryCollection(QueryHelpers.ParseQuery("attributes=id&Attributes=userName")))
                .Attributes
        );

    [Fact, Trait("rfc", "7644-3.4.3")]
    public void FromSearchRequest_OfSearchBody_ReturnsTheSame()
    {
        var search = new SearchRequest
        {
            Filter = "active pr",
            SortBy = "id",
            SortOrder = SortOrder.Descending,
            StartIndex = 2,
            Count = 3,
            Attributes = ["id", "userName"],
        };
        var expected = new ListQuery
        {
            Origin = Caller,
            Filter = "active pr",
            SortBy = "id",
            IsDescending = true,
            StartIndex = 2,
            Count = 3,
            Selection = new AttributeSelection { Attributes = "id,userName" },
        };
        Assert.Equal(expected, ListParameters.FromSearchRequest(search, Caller, null));
    }

    private static ListQuery ReadQuery(string text)
    {
        Assert.Null(
            ListParameters.ReadListQuery(
                new QueryCollection(QueryHelpers.ParseQuery(text)),
                Caller,
                "User",
                out ListQuery query
            )
        );
        return query;
    }
}

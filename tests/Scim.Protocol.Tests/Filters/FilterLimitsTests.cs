using System.Text;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Tests.Filters;

[Trait("rfc", "7644-3.4.2.2")]
public class FilterLimitsTests
{
    private static readonly FilterLimits LongText = new() { MaxLength = 1_000_000 };

    [Fact]
    public void Parse_LongerThanTheLimit_IsInvalidFilterNamingIt()
    {
        ScimError error = AssertRejected($"title eq \"{new string('x', 8192)}\"", FilterLimits.Default);
        Assert.Equal(ScimErrorKind.InvalidFilter, error.Kind);
        Assert.Contains("limit of 8192 characters", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_AsLongAsTheLimit_IsAccepted()
    {
        string text = $"title eq \"{new string('x', 8192 - 11)}\"";
        Assert.Equal(8192, text.Length);
        FilterParser.Parse(BuiltInResourceTypes.User, text, FilterLimits.Default);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("not (", ")")]
    [InlineData("not(title pr or (", "))")]
    public void Parse_BracketsAtAndBeyondTheLimit_AreAcceptedAndRejected(string open, string close)
    {
        int each = open.Count(c => c == '(');
        FilterParser.Parse(BuiltInResourceTypes.User, NestText(open, close, 16 / each), FilterLimits.Default);
        ScimError error = AssertRejected(NestText(open, close, 16 / each + 1), FilterLimits.Default);
        Assert.Equal(ScimErrorKind.InvalidFilter, error.Kind);
        Assert.Contains("brackets exceed the nesting limit of 16", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_SquareBrackets_CountAsNesting()
    {
        FilterLimits one = new() { MaxDepth = 1 };
        FilterParser.Parse(BuiltInResourceTypes.User, "emails[type pr] and ims[type pr] and (title pr)", one);
        Assert.Contains("limit of 1", AssertRejected("emails[(type pr)]", one).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_MoreComparisonsThanTheLimit_IsTooMany()
    {
        FilterParser.Parse(BuiltInResourceTypes.User, CreateTerms(128), FilterLimits.Default);
        ScimError error = AssertRejected(CreateTerms(129), FilterLimits.Default);
        Assert.Equal(ScimErrorKind.TooMany, error.Kind);
        Assert.Contains("limit of 128", error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("not(")]
    [InlineData("title pr and (")]
    [InlineData("title pr and ")]
    [InlineData("emails[")]
    [InlineData("emails[type pr].")]
    [InlineData("\\")]
    [InlineData("title eq \"\\")]
    [InlineData("urn:")]
    [InlineData("a.")]
    public void Parse_HundredKilobytesOfRepetition_IsRejected(string piece)
    {
        var text = new StringBuilder();
        while (text.Length < 100_000)
            text.Append(piece);
        AssertRejected(text.ToString(), LongText);
    }

    [Fact]
    public void Parse_HundredKilobytesOfText_IsAccepted()
    {
        string value = new('x', 100_000);
        Filter filter = FilterParser.Parse(BuiltInResourceTypes.User, $"title eq \"{value}\"", LongText);
        Assert.Equal(new FilterValue.Text(value), Assert.IsType<Filter.Compare>(filter).Value);
    }

    private static ScimError AssertRejected(string text, FilterLimits limits) =>
        Assert.Throws<ScimException>(() => FilterParser.Parse(BuiltInResourceTypes.User, text, limits)).Error;

    private static string NestText(string open, string close, int times) =>
        string.Concat(Enumerable.Repeat(open, times)) + "title pr" + string.Concat(Enumerable.Repeat(close, times));

    private static string CreateTerms(int count) => string.Join(" and ", Enumerable.Repeat("title pr", count));
}

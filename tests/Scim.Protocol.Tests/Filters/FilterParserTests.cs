using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Tests.Filters;

[Trait("rfc", "7644-3.4.2.2")]
public class FilterParserTests
{
    private const string EnterpriseUrn = SchemaUrns.EnterpriseUser;
    private const string PlainListRule =
        "'tags', a list of plain values, can only contain comparisons of 'value' that are joined with 'or', "
        + "at position 0.";

    /// <summary>Accepted filters, and their canonical forms.</summary>
    public static TheoryData<string, string> AcceptedFilters =>
        new()
        {
            // Operators, case, spaces
            { "userName eq \"ada\"", "userName eq \"ada\"" },
            { "USERNAME EQ \"Ada\"", "userName eq \"Ada\"" },
            { "  userName \t eq   \"ada\"  ", "userName eq \"ada\"" },
            { "userName ne \"x\"", "userName ne \"x\"" },
            { "userName co \"x\"", "userName co \"x\"" },
            { "userName sw \"x\"", "userName sw \"x\"" },
            { "userName ew \"x\"", "userName ew \"x\"" },
            { "userName gt \"x\"", "userName gt \"x\"" },
            { "userName ge \"x\"", "userName ge \"x\"" },
            { "userName lt \"x\"", "userName lt \"x\"" },
            { "userName le \"x\"", "userName le \"x\"" },
            { "title pr", "title pr" },
            { "title PR", "title pr" },
            { "userName eq\"ada\"", "userName eq \"ada\"" },
            // Precedence and grouping
            { "title pr and userType pr or nickName pr", "title pr and userType pr or nickName pr" },
            { "title pr or userType pr and nickName pr", "title pr or userType pr and nickName pr" },
            { "(title pr or userType pr) and nickName pr", "(title pr or userType pr) and nickName pr" },
            { "title pr and (userType pr or nickName pr)", "title pr and (userType pr or nickName pr)" },
            { "(title pr and userType pr) or nickName pr", "title pr and userType pr or nickName pr" },
            { "title pr and userType pr and nickName pr", "title pr and userType pr and nickName pr" },
            { "title pr and (userType pr and nickName pr)", "title pr and (userType pr and nickName pr)" },
            { "title pr or (userType pr or nickName pr)", "title pr or (userType pr or nickName pr)" },
            { "((title pr))", "title pr" },
            { "(title pr)and(userType pr)", "title pr and userType pr" },
            { "title pr AND userType pr OR nickName pr", "title pr and userType pr or nickName pr" },
            { "( title pr )", "title pr" },
            // Not
            { "not (title pr)", "not (title pr)" },
            { "not(title pr)", "not (title pr)" },
            { "NOT   ( title pr )", "not (title pr)" },
            { "not (not (title pr))", "not (not (title pr))" },
            { "not (title pr) and userType pr", "not (title pr) and userType pr" },
            { "title pr and not (userType pr or nickName pr)", "title pr and not (userType pr or nickName pr)" },
            // Values
            { "userName eq \"a \\\"b\\\" \\\\ \\/ c\"", "userName eq \"a \\\"b\\\" \\\\ / c\"" },
            { "userName eq \"\\b\\f\\n\\r\\t\\u0041\"", "userName eq \"\\u0008\\u000c\\u000a\\u000d\\u0009A\"" },
            { "userName eq \"\\uD83D\\uDC33\"", "userName eq \"🐳\"" },
            { "userName eq \"ZOË 李雷 🐳\"", "userName eq \"ZOË 李雷 🐳\"" },
            { "userName eq \"\"", "userName eq \"\"" },
            { "userName eq \"a) or (b] [\"", "userName eq \"a) or (b] [\"" },
            { "active eq true", "active eq true" },
            { "active eq FALSE", "active eq false" },
            { "active eq \"True\"", "active eq true" },
            { "active ne \"fAlSe\"", "active ne false" },
            { "title eq null", "title eq null" },
            { "title ne NULL", "title ne null" },
            {
                "meta.lastModified gt \"2011-05-13T04:42:34Z\"",
                "meta.lastModified gt \"2011-05-13T04:42:34.0000000Z\""
            },
            { "meta.created le \"2011-05-13T04:42:34.12+02:00\"", "meta.created le \"2011-05-13T02:42:34.1200000Z\"" },
            { "meta.created lt \"2011-05-13T04:42:34\"", "meta.created lt \"2011-05-13T04:42:34.0000000Z\"" },
            // Paths
            { "name.familyName co \"O'Malley\"", "name.familyName co \"O'Malley\"" },
            { "NAME.FAMILYNAME pr", "name.familyName pr" },
            { "name pr", "name pr" },
            { "emails pr", "emails pr" },
            { "emails co \"example.com\"", "emails.value co \"example.com\"" },
            { "emails.type eq \"work\"", "emails.type eq \"work\"" },
            { "id eq \"1\" and manager eq \"2\"", $"id eq \"1\" and {EnterpriseUrn}:manager.value eq \"2\"" },
            { "manager pr", $"{EnterpriseUrn}:manager pr" },
            { "department eq \"R&D + Ops\"", $"{EnterpriseUrn}:department eq \"R&D + Ops\"" },
            { "urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"x\"", "userName eq \"x\"" },
            { "URN:IETF:PARAMS:SCIM:SCHEMAS:CORE:2.0:USER:NAME.GIVENNAME eq \"x\"", "name.givenName eq \"x\"" },
            { "urn:ietf:params:scim:schemas:core:2.0:User:id eq \"x\"", "id eq \"x\"" },
            { $"{EnterpriseUrn}:manager.value eq \"x\"", $"{EnterpriseUrn}:manager.value eq \"x\"" },
            {
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0User:department pr",
                $"{EnterpriseUrn}:department pr"
            },
            { "schemas eq \"urn:x\"", "schemas eq \"urn:x\"" },
            { "x509Certificates sw \"MII\"", "x509Certificates.value sw \"MII\"" },
            { "manager.$ref pr", $"{EnterpriseUrn}:manager.$ref pr" },
            // Value paths
            { "emails[type eq \"work\"]", "emails[type eq \"work\"]" },
            {
                "emails[type eq \"work\" and value co \"@example.com\"]",
                "emails[type eq \"work\" and value co \"@example.com\"]"
            },
            { "emails [ TYPE eq \"work\" ]", "emails[type eq \"work\"]" },
            {
                "emails[not (type eq \"work\") or primary eq true]",
                "emails[not (type eq \"work\") or primary eq true]"
            },
            { "emails[(type pr or display pr) and value pr]", "emails[(type pr or display pr) and value pr]" },
            { "roles[primary eq \"True\"]", "roles[primary eq true]" },
            { "name[givenName eq \"x\"]", "name[givenName eq \"x\"]" },
            { $"{EnterpriseUrn}:manager[value eq \"x\"]", $"{EnterpriseUrn}:manager[value eq \"x\"]" },
            {
                "userType eq \"x\" and not (emails[type pr] or ims[type pr])",
                "userType eq \"x\" and not (emails[type pr] or ims[type pr])"
            },
            // Not in the ABNF, but sent by Entra ID
            { "emails[type eq \"work\"].value eq \"x\"", "emails[type eq \"work\" and value eq \"x\"]" },
            { "emails[type eq \"work\"].VALUE pr", "emails[type eq \"work\" and value pr]" },
            {
                "emails[type eq \"a\" or type eq \"b\"].value ne \"x\"",
                "emails[(type eq \"a\" or type eq \"b\") and value ne \"x\"]"
            },
            {
                "emails[type eq \"a\" and primary eq true].value eq null",
                "emails[type eq \"a\" and primary eq true and value eq null]"
            },
            {
                "emails[type eq \"work\"].value eq \"x\" and active eq true",
                "emails[type eq \"work\" and value eq \"x\"] and active eq true"
            },
        };

    /// <summary>Rejected filters, and the end of the message.</summary>
    public static TheoryData<string, string> RejectedFilters =>
        new()
        {
            { "", "attribute name expected at position 0." },
            { "   ", "attribute name expected at position 3." },
            { "userName", "operator expected at position 8." },
            { "userName eq", "value expected at position 11." },
            { "userName eq ", "value expected at position 12." },
            { "userName eq )", "value expected at position 12." },
            { "userName xx \"a\"", "unknown operator 'xx' at position 9." },
            { "userName = \"a\"", "unknown operator '=' at position 9." },
            { "userName \"a\"", "operator expected at position 9." },
            { "userName eq \"abc", "closing double quote expected at position 16." },
            { "userName eq \"abc\\\"", "closing double quote expected at position 18." },
            {
                "userName eq \"abc\" userName eq \"d\"",
                "'and', 'or' or the end of the filter expected at position 18."
            },
            { "userName eq \"abc\" and", "attribute name expected at position 21." },
            { "userName pr \"a\"", "'and', 'or' or the end of the filter expected at position 12." },
            { "and", "'and' is not an attribute of User at position 0." },
            { "(userName pr", "'and', 'or' or ')' expected at position 12." },
            { "userName pr)", "'and', 'or' or the end of the filter expected at position 11." },
            { "()", "attribute name expected at position 1." },
            { "not userName pr", "'not' is not an attribute of User at position 0." },
            { "emails[type eq \"work\"", "'and', 'or' or ']' expected at position 21." },
            { "emails[type eq \"work\")", "'and', 'or' or ']' expected at position 21." },
            { "emails[]", "attribute name expected at position 7." },
            { "emails[type eq \"work\"] eq \"x\"", "'and', 'or' or the end of the filter expected at position 23." },
            { "emails[type eq \"work\"].", "attribute name expected at position 23." },
            { "emails[type eq \"work\"].shoe eq 1", "'emails' has no sub-attribute 'shoe' at position 23." },
            { "emails[type eq \"work\"].value", "operator expected at position 28." },
            { "emails[emails[type pr]]", "'emails' has no sub-attribute 'emails' at position 7." },
            { "emails[value[type pr]]", "value paths cannot be nested at position 12." },
            { "emails[userName eq \"x\"]", "'emails' has no sub-attribute 'userName' at position 7." },
            {
                "emails.value[type pr]",
                "square brackets must follow the attribute, not a sub-attribute at position 0."
            },
            { "userName[value pr]", "'userName' has no sub-attributes to filter by at position 0." },
            { "shoeSize eq \"43\"", "'shoeSize' is not an attribute of User at position 0." },
            { "title pr and shoeSize eq 43", "'shoeSize' is not an attribute of User at position 13." },
            { "name.shoe eq \"x\"", "'name' has no sub-attribute 'shoe' at position 0." },
            { "name.givenName.x eq \"x\"", "'name' has no sub-attribute 'givenName.x' at position 0." },
            { "urn:x:y:z eq \"x\"", "'urn:x:y:z' does not belong to a schema of User at position 0." },
            { $"{EnterpriseUrn} pr", $"'{EnterpriseUrn}' is a schema, not an attribute at position 0." },
            { "password eq \"x\"", "'password' cannot be used in a filter at position 0." },
            { "password pr", "'password' cannot be used in a filter at position 0." },
            { "name eq \"x\"", "'name' is complex; specify one of its sub-attributes at position 0." },
            { "addresses co \"x\"", "'addresses' is complex; specify one of its sub-attributes at position 0." },
            { "meta gt \"x\"", "'meta' is complex; specify one of its sub-attributes at position 0." },
            { "active gt true", "'gt' cannot be used with 'active', which is boolean, at position 7." },
            { "active co \"true\"", "'co' cannot be used with 'active', which is boolean, at position 7." },
            { "active gt null", "'gt' cannot be used with 'active', which is boolean, at position 7." },
            { "x509Certificates ge \"x\"", "'ge' cannot be used with 'value', which is binary, at position 17." },
            { "meta.created sw \"2011\"", "'sw' cannot be used with 'created', which is dateTime, at position 13." },
            { "title co null", "null can only be compared with 'eq' and 'ne' at position 9." },
            { "title gt null", "null can only be compared with 'eq' and 'ne' at position 9." },
            { "active eq 1", "true or false expected at position 10." },
            { "active eq \"yes\"", "true or false expected at position 10." },
            { "userName eq 42", "string in double quotes expected at position 12." },
            { "userName eq true", "string in double quotes expected at position 12." },
            { "externalId eq jyoung", "a string must be enclosed in double quotes at position 14." },
            { "userName eq 'ada'", "a string must be enclosed in double quotes at position 12." },
            { "userName eq 01", "a string must be enclosed in double quotes at position 12." },
            { "userName eq 1.", "a string must be enclosed in double quotes at position 12." },
            { "meta.created eq \"yesterday\"", "such as \"2011-05-13T04:42:34Z\", at position 16." },
            { "meta.created eq 2011", "such as \"2011-05-13T04:42:34Z\", at position 16." },
            { "userName eq \"\\x\"", "unknown escape sequence in a string at position 13." },
            { "userName eq \"DOMAIN\\user\"", "unknown escape sequence in a string at position 19." },
            { "userName eq \"\\u12\"", "unknown escape sequence in a string at position 13." },
            { "userName eq \"\\u12G4\"", "unknown escape sequence in a string at position 13." },
            { "userName eq \"\\", "unknown escape sequence in a string at position 13." },
            { "userName eq \"\\u0000\"", "a string must not contain U+0000 at position 13." },
            { "userName eq \"a\tb\"", "control characters in a string must be escaped at position 14." },
            { "userName eq \"a\0b\"", "control characters in a string must be escaped at position 14." },
            { "userName eq \"\\uD83D\"", "a string must not contain an unpaired UTF-16 surrogate at position 12." },
            {
                "userName eq \"\\uDC33\\uD83D\"",
                "a string must not contain an unpaired UTF-16 surrogate at position 12."
            },
        };

    [Theory, MemberData(nameof(AcceptedFilters))]
    public void Parse_ValidText_PrintsCanonicalForm(string text, string canonical) =>
        Assert.Equal(canonical, FilterPrinter.Print(ParseUser(text)));

    [Theory, MemberData(nameof(AcceptedFilters))]
    public void Parse_CanonicalForm_IsTheSameFilter(string text, string canonical) =>
        Assert.Equal(ParseUser(text), ParseUser(canonical));

    [Theory, MemberData(nameof(RejectedFilters)), Trait("rfc", "7644-3.12")]
    public void Parse_InvalidText_ReportsErrorAndPosition(string text, string message)
    {
        ScimError error = Assert.Throws<ScimException>(() => ParseUser(text)).Error;
        Assert.Equal(ScimErrorKind.InvalidFilter, error.Kind);
        Assert.StartsWith("The filter is not valid: ", error.Detail, StringComparison.Ordinal);
        Assert.EndsWith(message, error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    // a fact, because test data cannot contain unpaired surrogates
    public void Parse_UnpairedSurrogateInText_IsRejected()
    {
        ScimError error = Assert.Throws<ScimException>(() => ParseUser("userName eq \"\uD83D\"")).Error;
        Assert.EndsWith(
            "a string must not contain an unpaired UTF-16 surrogate at position 12.",
            error.Detail,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Parse_OrAndAnd_AndBindsTighter()
    {
        var or = Assert.IsType<Filter.Or>(ParseUser("title pr or userType pr and nickName pr"));
        Assert.IsType<Filter.Present>(or.Left);
        Assert.IsType<Filter.And>(or.Right);
    }

    [Fact]
    public void Parse_ValuePathWithSubAttribute_IsOneMoreConditionOnTheSameValue()
    {
        var path = Assert.IsType<Filter.ValuePath>(ParseUser("emails[type eq \"work\"].value eq \"x\""));
        Assert.Null(path.Path.Sub);
        var and = Assert.IsType<Filter.And>(path.Inner);
        Assert.Equal("value", Assert.IsType<Filter.Compare>(and.Right).Path.Sub?.Name);
    }

    [Theory]
    [InlineData("slots eq 9223372036854775807", "slots eq 9223372036854775807")]
    [InlineData("slots ge -1", "slots ge -1")]
    [InlineData("weight lt 1e2", "weight lt 100")]
    [InlineData("weight eq 5", "weight eq 5")]
    [InlineData("weight eq -0.5E-3", "weight eq -0.0005")]
    [InlineData("ports eq 80", "ports.value eq 80")]
    [InlineData("tags eq \"x\"", "tags eq \"x\"")]
    [InlineData("tags.value eq \"x\"", "tags eq \"x\"")]
    [InlineData("tags.value pr", "tags pr")]
    [InlineData("tags[value eq \"x\"]", "tags eq \"x\"")]
    [InlineData("tags[VALUE co \"x\" or value sw \"y\"]", "tags co \"x\" or tags sw \"y\"")]
    [InlineData("tags[value ne \"x\"]", "tags pr and tags ne \"x\"")]
    [InlineData("tags[not (value eq \"x\" and value ne \"y\")]", "tags pr and tags ne \"x\" or tags eq \"y\"")]
    [InlineData("tags[value pr]", "tags pr")]
    [InlineData("not (tags[value eq \"x\"])", "not (tags eq \"x\")")]
    [InlineData("label pr", "label pr")]
    [InlineData("room pr", "Location:room pr")]
    [InlineData("urn:example:params:scim:schemas:2.0:Device:Location:label pr", "Location:label pr")]
    [InlineData("urn:example:params:scim:schemas:2.0:device:LABEL pr", "label pr")]
    public void Parse_OtherTypes_PrintsCanonicalForm(string text, string canonical)
    {
        string printed = FilterPrinter.Print(
            FilterParser.Parse(SampleResourceTypes.Device, text, FilterLimits.Default)
        );
        string prefix = SampleResourceTypes.DeviceUrn + ":";
        Assert.StartsWith(prefix, printed.Replace("not (", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(canonical, printed.Replace(prefix, "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("slots eq 9223372036854775808", "64-bit integer expected at position 9.")]
    [InlineData("slots eq 1.0", "64-bit integer expected at position 9.")]
    [InlineData("slots eq \"1\"", "64-bit integer expected at position 9.")]
    [InlineData("slots eq true", "64-bit integer expected at position 9.")]
    [InlineData("weight eq 1e999", "number expected at position 10.")]
    [InlineData("weight eq \"1\"", "number expected at position 10.")]
    [InlineData("weight co 1", "'co' cannot be used with 'weight', which is decimal, at position 7.")]
    [InlineData("tags[value co \"1\" and value co \"2\"]", PlainListRule)]
    [InlineData("tags[not (value co \"1\")]", PlainListRule)]
    [InlineData("tags[value eq null]", PlainListRule)]
    [InlineData("tags[type eq \"1\"]", "'tags' has no sub-attribute 'type' at position 5.")]
    [InlineData("label[value eq \"1\"]", "'label' has no sub-attributes to filter by at position 0.")]
    [InlineData("pin eq \"1\"", "'pin' cannot be used in a filter at position 0.")]
    [InlineData("ports.secret pr", "'secret' cannot be used in a filter at position 0.")]
    [InlineData("ports[secret eq \"x\"]", "'secret' cannot be used in a filter at position 6.")]
    public void Parse_OtherTypes_ReportsErrorAndPosition(string text, string message)
    {
        ScimError error = Assert
            .Throws<ScimException>(() => FilterParser.Parse(SampleResourceTypes.Device, text, FilterLimits.Default))
            .Error;
        Assert.EndsWith(message, error.Detail, StringComparison.Ordinal);
    }

    [Theory, Trait("rfc", "7644-3.5.2")]
    [InlineData("type eq \"work\"", "emails[type eq \"work\"]")]
    [InlineData(" Primary EQ \"true\" or value sw \"a\" ", "emails[primary eq true or value sw \"a\"]")]
    public void ParseValueFilter_ValidText_IsTheBracketContent(string inner, string whole)
    {
        AttributePath emails = ResolvePath("emails");
        Filter filter = FilterParser.ParseValueFilter(BuiltInResourceTypes.User, emails, inner, FilterLimits.Default);
        Assert.Equal(ParseUser(whole), new Filter.ValuePath(emails, filter));
    }

    [Theory, Trait("rfc", "7644-3.5.2")]
    [InlineData("emails", "", "attribute name expected at position 0.")]
    [InlineData("emails", "type eq \"work\"]", "the end of the filter expected at position 14.")]
    [InlineData("emails", "shoe eq \"work\"", "'emails' has no sub-attribute 'shoe' at position 0.")]
    [InlineData("emails", "value[type pr]", "value paths cannot be nested at position 5.")]
    [InlineData("emails.value", "type pr", "not a sub-attribute at position 0.")]
    [InlineData("userName", "value pr", "'userName' has no sub-attributes to filter by at position 0.")]
    public void ParseValueFilter_InvalidText_ReportsErrorAndPosition(string outer, string inner, string message)
    {
        AttributePath path = ResolvePath(outer);
        ScimError error = Assert
            .Throws<ScimException>(() =>
                FilterParser.ParseValueFilter(BuiltInResourceTypes.User, path, inner, FilterLimits.Default)
            )
            .Error;
        Assert.Equal(ScimErrorKind.InvalidFilter, error.Kind);
        Assert.EndsWith(message, error.Detail, StringComparison.Ordinal);
    }

    internal static Filter ParseUser(string text) =>
        FilterParser.Parse(BuiltInResourceTypes.User, text, FilterLimits.Default);

    private static AttributePath ResolvePath(string text)
    {
        Assert.True(PathResolver.TryResolve(BuiltInResourceTypes.User, text, out AttributePath? path, out _));
        return path;
    }
}

using System.Text.Json.Nodes;
using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Tests.Filters;

[Trait("rfc", "7644-3.4.2.2")]
public class FilterEvaluatorTests
{
    private const string UserDocument = """
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
         "id":"0199-A","externalId":"Ext-1","userName":"Zoë.Straße@example.com","name":{"familyName":"O'Malley"},"title":"Pilot","active":true,
         "profileUrl":"https://example.com/Zoe","nickName":"\ud83d\udc33",
         "emails":[{"value":"zoe@corp.example","type":"work","primary":true},{"value":"zoe@priv.example","type":"home"}],
         "phoneNumbers":[{"type":"mobile"}],
         "x509Certificates":[{"value":"QQ=="}],
         "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"R&D","manager":{"value":"0199-B"}},
         "groups":[{"value":"g1","display":"Crew","type":"direct"}],
         "meta":{"resourceType":"User","created":"2024-01-02T03:04:05.678Z","lastModified":"2024-01-02T03:04:05.678Z","version":"W/\"3\""}}
        """;

    private const string DeviceDocument = """
        {"schemas":["urn:example:params:scim:schemas:2.0:Device"],"id":"1","label":"Box","serial":"AbC","slots":9007199254740993,"weight":0.1,
         "bought":"2024-01-02T03:04:05.1234567+02:00","tags":["Red","Green"],"readings":[1,2.5],
         "ports":[{"value":80,"name":"http","aliases":["www","web"]},{"name":"other","open":false}]}
        """;

    [Theory]
    // Case: attributes with caseExact false are folded, those with caseExact true are not
    [InlineData("userName eq \"ZOË.STRAßE@EXAMPLE.COM\"", true)]
    [InlineData("userName eq \"zoe\\u0308.straße@example.com\"", true)]
    [InlineData("userName eq \"zoe.strasse@example.com\"", false)]
    [InlineData("externalId eq \"Ext-1\"", true)]
    [InlineData("externalId eq \"ext-1\"", false)]
    [InlineData("id eq \"0199-a\"", false)]
    [InlineData("profileUrl eq \"https://example.com/zoe\"", false)]
    [InlineData("x509Certificates eq \"qq==\"", false)]
    [InlineData("x509Certificates eq \"QQ==\"", true)]
    // Text operators
    [InlineData("title co \"ilo\"", true)]
    [InlineData("title sw \"PI\"", true)]
    [InlineData("title ew \"OT\"", true)]
    [InlineData("title sw \"ilo\"", false)]
    [InlineData("title co \"\"", true)]
    [InlineData("title gt \"pilos\"", true)]
    [InlineData("title gt \"pilot\"", false)]
    [InlineData("title ge \"pilot\"", true)]
    [InlineData("title lt \"pilots\"", true)]
    [InlineData("title le \"pilo\"", false)]
    [InlineData("externalId gt \"EXT\"", true)]
    [InlineData("nickName gt \"\uFFFD\"", true)] // by code point; UTF-16 order would say false
    [InlineData("nickName lt \"\uE000\"", false)]
    // Absence
    [InlineData("displayName eq \"x\"", false)]
    [InlineData("displayName ne \"x\"", true)]
    [InlineData("displayName co \"\"", false)]
    [InlineData("displayName lt \"x\"", false)]
    [InlineData("not (displayName lt \"x\")", true)]
    [InlineData("displayName pr", false)]
    [InlineData("title pr", true)]
    [InlineData("displayName eq null", true)]
    [InlineData("displayName ne null", false)]
    [InlineData("title eq null", false)]
    [InlineData("title ne null", true)]
    [InlineData("name pr", true)]
    [InlineData("name.givenName pr", false)]
    [InlineData("name.givenName ne \"x\"", true)]
    [InlineData("name.givenName eq null", true)]
    [InlineData("addresses.locality ne \"x\"", true)]
    // Booleans
    [InlineData("active eq true", true)]
    [InlineData("active eq \"True\"", true)]
    [InlineData("active ne true", false)]
    [InlineData("active eq false", false)]
    // Points in time
    [InlineData("meta.created eq \"2024-01-02T05:04:05.678+02:00\"", true)]
    [InlineData("meta.created gt \"2024-01-02T03:04:05.677\"", true)]
    [InlineData("meta.lastModified le \"2024-01-02T03:04:05.6779999Z\"", false)]
    [InlineData("meta.version eq \"W/\\\"3\\\"\"", true)]
    [InlineData("meta.resourceType eq \"User\"", true)]
    // Multi-valued attributes: any value matches
    [InlineData("emails co \"priv.example\"", true)]
    [InlineData("emails.value eq \"ZOE@corp.example\"", true)]
    [InlineData("emails.type eq \"work\" and emails.value co \"priv\"", true)]
    [InlineData("emails[type eq \"work\" and value co \"priv\"]", false)]
    [InlineData("emails[type eq \"work\"].value eq \"zoe@corp.example\"", true)]
    [InlineData("emails[type eq \"home\"].value eq \"zoe@corp.example\"", false)]
    [InlineData("emails ne \"zoe@corp.example\"", true)]
    [InlineData("emails.primary eq true", true)]
    [InlineData("emails.primary ne true", true)] // missing in one element
    [InlineData("emails[type eq \"work\" and primary ne true]", false)]
    [InlineData("emails[type eq \"home\" and primary ne true]", true)]
    [InlineData("emails[not (primary eq true)]", true)]
    [InlineData("emails[primary pr]", true)]
    [InlineData("emails[display pr]", false)]
    [InlineData("emails.display pr", false)]
    [InlineData("phoneNumbers pr", true)]
    [InlineData("phoneNumbers.value pr", false)]
    [InlineData("phoneNumbers.value ne \"x\"", true)]
    [InlineData("phoneNumbers eq null", true)] // its value is missing
    [InlineData("phoneNumbers[value eq null]", true)]
    [InlineData("ims[type ne \"x\"]", false)] // no element at all
    [InlineData("not (ims[type eq \"x\"])", true)]
    [InlineData("groups eq \"g1\"", true)]
    [InlineData("groups.display eq \"crew\"", true)]
    [InlineData("schemas eq \"urn:ietf:params:scim:schemas:core:2.0:User\"", true)]
    // Single complex values and extensions
    [InlineData("name[familyName eq \"o'malley\"]", true)]
    [InlineData("name[givenName ne \"x\"]", true)]
    [InlineData("manager eq \"0199-B\"", true)]
    [InlineData("manager[value eq \"0199-b\"]", true)]
    [InlineData("department eq \"r&d\"", true)]
    [InlineData("employeeNumber pr", false)]
    [InlineData("manager.displayName ne \"x\"", true)]
    // Logic
    [InlineData("title eq \"x\" or title eq \"pilot\" and active eq true", true)]
    [InlineData("(title eq \"pilot\" or title eq \"x\") and active eq false", false)]
    [InlineData("title eq \"pilot\" or title eq \"x\" and active eq false", true)]
    public void IsMatch_User_ByContract(string filter, bool expected)
    {
        var document = (JsonObject)JsonNode.Parse(UserDocument)!;
        Assert.Equal(expected, FilterEvaluator.IsMatch(FilterParserTests.ParseUser(filter), document));
    }

    [Theory]
    [InlineData("slots eq 9007199254740993", true)]
    [InlineData("slots eq 9007199254740992", false)] // equal as doubles
    [InlineData("slots gt 9007199254740992", true)]
    [InlineData("weight eq 0.1", true)]
    [InlineData("weight ge 1e-1", true)]
    [InlineData("weight lt 0.1", false)]
    [InlineData("bought eq \"2024-01-02T01:04:05.1234567Z\"", true)]
    [InlineData("bought eq \"2024-01-02T01:04:05.12345678Z\"", true)] // both cut off after 100 ns
    [InlineData("bought gt \"2024-01-02T01:04:05.1234566Z\"", true)]
    [InlineData("serial eq \"AbC\"", true)]
    [InlineData("serial eq \"abc\"", false)]
    [InlineData("tags eq \"red\"", true)]
    [InlineData("tags ne \"red\"", true)]
    [InlineData("tags sw \"blue\"", false)]
    [InlineData("readings gt 2", true)]
    [InlineData("readings gt 3", false)]
    [InlineData("ports eq 80", true)]
    [InlineData("ports ne 80", true)]
    [InlineData("ports[name eq \"other\" and value ne 80]", true)]
    [InlineData("ports[name eq \"other\" and open eq false]", true)]
    [InlineData("ports[aliases eq \"WEB\"]", true)]
    [InlineData("ports.aliases eq \"ftp\"", false)]
    [InlineData("enabled ne true", true)]
    [InlineData("label eq \"box\"", true)]
    [InlineData("room pr", false)]
    [InlineData("urn:example:params:scim:schemas:2.0:Device:Location:label pr", false)] // not the core attribute of that name
    public void IsMatch_OtherTypes_ByContract(string filter, bool expected)
    {
        var document = (JsonObject)JsonNode.Parse(DeviceDocument)!;
        Assert.Equal(
            expected,
            FilterEvaluator.IsMatch(
                FilterParser.Parse(SampleResourceTypes.Device, filter, FilterLimits.Default),
                document
            )
        );
    }

    [Theory, Trait("rfc", "7643-2.5")]
    [InlineData("""{"title":null}""")]
    [InlineData("""{"title":""}""")]
    [InlineData("""{}""")]
    public void IsMatch_UnassignedValue_CountsAsAbsent(string document)
    {
        var resource = (JsonObject)JsonNode.Parse(document)!;
        Assert.False(FilterEvaluator.IsMatch(FilterParserTests.ParseUser("title pr"), resource));
        Assert.True(FilterEvaluator.IsMatch(FilterParserTests.ParseUser("title ne \"x\""), resource));
    }

    [Theory]
    [InlineData("""{"emails":[]}""")]
    [InlineData("""{"emails":[{}]}""")]
    [InlineData("""{"emails":null}""")]
    public void IsMatch_EmptyList_CountsAsAbsent(string document)
    {
        var resource = (JsonObject)JsonNode.Parse(document)!;
        Assert.False(FilterEvaluator.IsMatch(FilterParserTests.ParseUser("emails pr"), resource));
        Assert.False(FilterEvaluator.IsMatch(FilterParserTests.ParseUser("emails[type ne \"x\"]"), resource));
        Assert.True(FilterEvaluator.IsMatch(FilterParserTests.ParseUser("emails ne \"x\""), resource));
    }

    [Theory, Trait("rfc", "7644-3.5.2")]
    [InlineData("type eq \"WORK\"", true)]
    [InlineData("type eq \"home\"", false)]
    [InlineData("primary eq \"True\"", true)]
    [InlineData("display pr", false)]
    [InlineData("display ne \"x\"", true)]
    [InlineData("display eq null", true)]
    [InlineData("type eq \"work\" and not (value sw \"b\")", true)]
    public void IsElementMatch_Email_ByContract(string inner, bool expected)
    {
        var element = (JsonObject)JsonNode.Parse("""{"value":"a@b","type":"work","primary":true}""")!;
        Assert.True(PathResolver.TryResolve(BuiltInResourceTypes.User, "emails", out AttributePath? emails, out _));
        Filter filter = FilterParser.ParseValueFilter(BuiltInResourceTypes.User, emails, inner, FilterLimits.Default);
        Assert.Equal(expected, FilterEvaluator.IsElementMatch(filter, element));
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("", "a")]
    [InlineData("a", "ab")]
    [InlineData("\uD7FF", "\uE000")]
    [InlineData("\uE000", "\U00010000")]
    [InlineData("\uFFFD", "\U00010000")]
    [InlineData("\U00010000", "\U00010001")]
    [InlineData("\U00010000", "\U0010FFFF")]
    [InlineData("a\uFFFD", "a🐳")]
    public void CompareCodePoints_OrderedPair_IsTheOrderOfUtf8Bytes(string less, string more)
    {
        Assert.True(FilterValueComparer.CompareCodePoints(less, more) < 0);
        Assert.True(FilterValueComparer.CompareCodePoints(more, less) > 0);
        Assert.Equal(0, FilterValueComparer.CompareCodePoints(more, more));
    }
}

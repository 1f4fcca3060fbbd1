using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Resources;

namespace Scim.Protocol.Tests.Resources;

public sealed class ResourceNormalizerTests
{
    private const string EnterpriseUrn = SampleResources.EnterpriseUrn;
    private const string PlantUrn = SampleResources.PlantUrn;

    [Theory]
    // RFC 7643 section 2.1: names in any case are written as in the schema.
    [InlineData(
        "'USERNAME':'ada','Name':{'FAMILYNAME':'Cee'},'EMAILS':[{'TYPE':'work','Value':'a@x','PRIMARY':true}]",
        "'userName':'ada','name':{'familyName':'Cee'},'emails':[{'value':'a@x','type':'work','primary':true}]"
    )]
    // RFC 7643 section 2.5 and other client forms: unassigned values.
    [InlineData(
        "'userName':'ada','title':null,'nickName':'','emails':[],'name':{},'roles':null,'active':''",
        "'userName':'ada'"
    )]
    [InlineData(
        "'userName':'ada','name':{'givenName':null,'familyName':''},'emails':[null,'',{},{'value':''}]",
        "'userName':'ada'"
    )]
    [InlineData(
        $"'userName':'ada','{EnterpriseUrn}':{{'manager':{{'value':'','displayName':''}}}}",
        "'userName':'ada'"
    )]
    [InlineData($"'userName':'ada','{EnterpriseUrn}':null", "'userName':'ada'")]
    // Text is kept unchanged.
    [InlineData("'userName':'ada','displayName':'  Ada  L '", "'userName':'ada','displayName':'  Ada  L '")]
    // Booleans as strings.
    [InlineData("'userName':'ada','active':'False'", "'userName':'ada','active':false")]
    [InlineData("'userName':'ada','active':'TRUE'", "'userName':'ada','active':true")]
    [InlineData(
        "'userName':'ada','roles':[{'value':'x','primary':'True'}]",
        "'userName':'ada','roles':[{'value':'x','primary':true}]"
    )]
    // A single value instead of an array.
    [InlineData("'userName':'ada','emails':{'value':'a@x'}", "'userName':'ada','emails':[{'value':'a@x'}]")]
    [InlineData("'userName':'ada','emails':'a@x'", "'userName':'ada','emails':[{'value':'a@x'}]")]
    [InlineData(
        "'userName':'ada','emails':['a@x',{'value':'b@x'}]",
        "'userName':'ada','emails':[{'value':'a@x'},{'value':'b@x'}]"
    )]
    [InlineData("'userName':'ada','roles':['r','r',{'value':'r'}]", "'userName':'ada','roles':[{'value':'r'}]")]
    // Keys that are paths.
    [InlineData(
        "'userName':'ada','name.givenName':'Ada','name':{'familyName':'L'}",
        "'userName':'ada','name':{'familyName':'L','givenName':'Ada'}"
    )]
    [InlineData(
        "'userName':'ada','name':{'familyName':'L'},'NAME.givenname':'Ada'",
        "'userName':'ada','name':{'familyName':'L','givenName':'Ada'}"
    )]
    [InlineData("'userName':'ada','emails.value':'a@x'", "'userName':'ada','emails':[{'value':'a@x'}]")]
    [InlineData(
        $"'userName':'ada','{EnterpriseUrn}:department':'D'",
        $"'userName':'ada','{EnterpriseUrn}':{{'department':'D'}}"
    )]
    [InlineData(
        $"'userName':'ada','{EnterpriseUrn}:manager.value':'b'",
        $"'userName':'ada','{EnterpriseUrn}':{{'manager':{{'value':'b'}}}}"
    )]
    [InlineData(
        $"'userName':'ada','{EnterpriseUrn}':{{'manager.value':'b','division':'V'}}",
        $"'userName':'ada','{EnterpriseUrn}':{{'division':'V','manager':{{'value':'b'}}}}"
    )]
    [InlineData("'urn:ietf:params:scim:schemas:core:2.0:User:userName':'ada'", "'userName':'ada'")]
    [InlineData("'urn:ietf:params:scim:schemas:core:2.0:User':{'userName':'ada'}", "'userName':'ada'")]
    [InlineData(
        $"'userName':'ada','URN:ietf:params:scim:schemas:extension:ENTERPRISE:2.0:user':{{'Department':'D'}}",
        $"'userName':'ada','{EnterpriseUrn}':{{'department':'D'}}"
    )]
    // All forms of the manager.
    [InlineData(
        $"'userName':'ada','{EnterpriseUrn}':{{'manager':'b'}}",
        $"'userName':'ada','{EnterpriseUrn}':{{'manager':{{'value':'b'}}}}"
    )]
    [InlineData(
        $"'userName':'ada','{EnterpriseUrn}':{{'manager':[{{'$ref':'../Users/b','value':'b'}}]}}",
        $"'userName':'ada','{EnterpriseUrn}':{{'manager':{{'value':'b','$ref':'../Users/b'}}}}"
    )]
    [InlineData(
        $"'userName':'ada','{EnterpriseUrn}':{{'manager':{{'managerId':'b'}}}}",
        $"'userName':'ada','{EnterpriseUrn}':{{'manager':{{'value':'b'}}}}"
    )]
    [InlineData(
        $"'userName':'ada','{EnterpriseUrn}':{{'manager':{{'managerId':'c','value':'b'}}}}",
        $"'userName':'ada','{EnterpriseUrn}':{{'manager':{{'value':'b'}}}}"
    )]
    [InlineData(
        $"'userName':'ada','{EnterpriseUrn}':{{'manager':{{'value':'b','displayName':'Bob'}}}}",
        $"'userName':'ada','{EnterpriseUrn}':{{'manager':{{'value':'b'}}}}"
    )]
    // RFC 7643 section 2.4: primary is true at most once; the first one is kept.
    [InlineData(
        "'userName':'ada','emails':[{'value':'a','primary':true},{'value':'b','primary':true}]",
        "'userName':'ada','emails':[{'value':'a','primary':true},{'value':'b','primary':false}]"
    )]
    [InlineData(
        "'userName':'ada','emails':[{'value':'b','primary':true},{'value':'a','primary':true},{'value':'a','primary':false}]",
        "'userName':'ada','emails':[{'value':'b','primary':true},{'value':'a','primary':false}]"
    )]
    // App roles are strings, even if they look like JSON.
    [InlineData(
        "'userName':'ada','roles':[{'value':'{\\\"id\\\":\\\"1\\\"}'}]",
        "'userName':'ada','roles':[{'value':'{\\\"id\\\":\\\"1\\\"}'}]"
    )]
    [InlineData(
        "'userName':'ada','x509Certificates':[{'value':'TUlJ'},{'value':'TUlJRA'}]",
        "'userName':'ada','x509Certificates':[{'value':'TUlJ'},{'value':'TUlJRA'}]"
    )]
    public void NormalizeBody_User_ReturnsTheCanonicalDocument(string body, string expected) =>
        SampleResources.AssertNormalizedUser(body, expected);

    [Theory]
    [InlineData("'floor':3", "'floor':3")]
    [InlineData("'floor':3.0", "'floor':3")]
    [InlineData("'floor':-9223372036854775808", "'floor':-9223372036854775808")]
    [InlineData("'load':3", "'load':3")]
    [InlineData("'load':-0.0", "'load':0")]
    [InlineData("'load':1.5e2", "'load':150")]
    [InlineData("'hired':'2026-01-31T12:00:00.5+01:00'", "'hired':'2026-01-31T12:00:00.5+01:00'")]
    [InlineData("'key':'AQ=='", "'key':'AQ=='")]
    [InlineData("'key':'AQ'", "'key':'AQ'")]
    [InlineData("'tags':['a','b','a']", "'tags':['a','b']")]
    [InlineData("'tags':'a'", "'tags':['a']")]
    [InlineData("'tags':[{'value':'a'},'b',{'VALUE':['c'],'type':'x'},{'value':''},{}]", "'tags':['a','b','c']")]
    [InlineData("'tags':{'value':'a'}", "'tags':['a']")]
    [InlineData("'tags.value':['a']", "'tags':['a']")]
    [InlineData("'desk':{'number':'7','house':'H'}", "'desk':{'number':'7','house':'H'}")]
    [Trait("rfc", "7643-2.3")]
    public void NormalizeBody_EveryDataType_IsKept(string data, string expected) =>
        SampleResources.AssertJson(
            JsonNode.Parse(SampleResources.ToJson($"{{{expected}}}")),
            SampleResources.CreateAda($"'{PlantUrn}':{{{data}}}", SampleResources.PlantUser)[PlantUrn]
        );

    [Theory]
    [InlineData("'userName':4.2", "userName")]
    [InlineData("'userName':true", "userName")]
    [InlineData("'userName':{'a':1}", "userName")]
    [InlineData("'userName':['a','a']", "userName")]
    [InlineData("'userName':'a','displayName':['a','b']", "displayName")]
    [InlineData("'userName':'a','active':'maybe'", "active")]
    [InlineData("'userName':'a','active':1", "active")]
    [InlineData("'userName':'a','name':'Ada'", "name")]
    [InlineData("'userName':'a','name':[{'givenName':'Ada'},{'familyName':'L'}]", "name")]
    [InlineData("'userName':'a','name':{'givenName':1.5}", "name.givenName")]
    [InlineData("'userName':'a','emails':[{'value':'x'},{'value':['y','z']}]", "emails[1].value")]
    [InlineData("'userName':'a','emails':[['x']]", "emails[0]")]
    [InlineData("'userName':'a','active':[true,false]", "active")]
    [InlineData("'userName':[['a']]", "userName")]
    [InlineData($"'userName':'a','{EnterpriseUrn}':[{{'department':'D'}},{{}}]", EnterpriseUrn)]
    [InlineData($"'userName':'a','{EnterpriseUrn}':{{'manager':['b','c']}}", $"{EnterpriseUrn}:manager")]
    [InlineData("'userName':'a','emails':'[{'", "emails")]
    [InlineData("'userName':'a','emails':['{}x']", "emails[0]")]
    [InlineData("'userName':'a','name':'{'", "name")]
    [InlineData($"'userName':'a','{EnterpriseUrn}':'{{'", EnterpriseUrn)]
    [InlineData("'userName':'a','emails':[{'value':'x','primary':'yes'}]", "emails[0].primary")]
    [InlineData("'userName':'a','x509Certificates':[{'value':'*'}]", "x509Certificates[0].value")]
    [InlineData("'userName':'a','name.givenName':true", "name.givenName")]
    [InlineData($"'userName':'a','{PlantUrn}':'x'", PlantUrn)]
    [InlineData($"'userName':'a','{PlantUrn}':{{'floor':'03'}}", $"{PlantUrn}:floor")]
    [InlineData($"'userName':'a','{PlantUrn}':{{'floor':3.5}}", "floor")]
    [InlineData($"'userName':'a','{PlantUrn}':{{'floor':9223372036854775808}}", "floor")]
    [InlineData($"'userName':'a','{PlantUrn}':{{'load':'3,5'}}", "load")]
    [InlineData($"'userName':'a','{PlantUrn}':{{'hired':'yesterday'}}", "hired")]
    [InlineData($"'userName':'a','{PlantUrn}':{{'hired':1}}", "hired")]
    [InlineData($"'userName':'a','{EnterpriseUrn}':{{'manager':['b','c']}}", "manager")]
    [InlineData($"'userName':'a','{EnterpriseUrn}':{{'manager':true}}", "manager.value")]
    // Required attributes.
    [InlineData("'displayName':'x'", "userName")]
    [InlineData("'userName':''", "userName")]
    [InlineData("'userName':' \\t'", "userName")]
    [InlineData("'userName':null", "userName")]
    [InlineData($"'userName':'a','{PlantUrn}':{{'desk':{{'house':'H'}}}}", "desk.number")]
    [Trait("rfc", "7644-3.12")]
    public void NormalizeBody_WrongValue_IsInvalidValueNamingThePath(string body, string path)
    {
        ScimError error = SampleResources.AssertThrows(() =>
            ResourceNormalizer.NormalizeBody(
                SampleResources.PlantUser,
                SampleResources.ParseObject($"{{{body}}}"),
                NormalizeOptions.Default
            )
        );
        Assert.Equal(ScimErrorKind.InvalidValue, error.Kind);
        Assert.Contains(path, error.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("yesterday", error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'schemas':'x'")]
    [InlineData("'schemas':{}")]
    [InlineData("'schemas':[1]")]
    [InlineData("'SCHEMAS':[null]")]
    [InlineData("'schemas':['urn:ietf:params:scim:schemas:core:2.0:Group']")]
    [InlineData("'schemas':['urn:ietf:params:scim:api:messages:2.0:PatchOp']")]
    [InlineData("'schemas':['urn:scim:schemas:core:1.0']")]
    [InlineData("'schemas':['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User']")]
    public void NormalizeBody_WrongSchemas_IsInvalidSyntax(string schemas) =>
        Assert.Equal(
            ScimErrorKind.InvalidSyntax,
            SampleResources
                .AssertThrows(() =>
                    ResourceNormalizer.NormalizeBody(
                        SampleResources.User,
                        SampleResources.ParseObject($"{{'userName':'a',{schemas}}}"),
                        NormalizeOptions.Default
                    )
                )
                .Kind
        );

    [Fact]
    [Trait("rfc", "7644-3.3")]
    [Trait("idp", "0#15")]
    public void NormalizeBody_ReadOnlyAndUnknown_AreIgnoredAndListedWithoutValues()
    {
        NormalizedResource result = ResourceNormalizer.NormalizeBody(
            SampleResources.User,
            SampleResources.ParseObject(
                $"{{'schemas':['{SampleResources.User.Schema.Id}','urn:example:nothing'],'id':'mine','meta':{{'resourceType':'Banana'}},'groups':[{{'value':'g'}}],"
                    + $"'userName':'a','shoeSize':43,'department':'D','name':{{'petName':'B'}},'urn:example:x':{{'a':1}},'urn:example:x:b':2,'emails[type eq \\\"work\\\"].value':'x',"
                    + $"'{EnterpriseUrn}':{{'office':'1','manager':{{'displayName':'Bob'}}}}}}"
            ),
            NormalizeOptions.Default
        );
        SampleResources.AssertJson(
            JsonNode.Parse($"{{\"schemas\":[\"{SampleResources.User.Schema.Id}\"],\"userName\":\"a\"}}"),
            result.Document
        );
        Assert.Equal(
            [
                "schemas[urn:example:nothing]",
                "id",
                "meta",
                "groups",
                "shoeSize",
                "department",
                "name.petName",
                "urn:example:x",
                "urn:example:x:b",
                "emails[type eq \"work\"].value",
                $"{EnterpriseUrn}:office",
                $"{EnterpriseUrn}:manager.displayName",
            ],
            result.Ignored
        );
    }

    [Fact]
    [Trait("idp", "2")]
    public void NormalizeBody_OktaEcho_ReportsNoIgnoredAttributes() =>
        Assert.Empty(
            ResourceNormalizer
                .NormalizeBody(
                    SampleResources.User,
                    SampleResources.ParseObject("{'id':'u1','userName':'a','groups':[]}"),
                    new NormalizeOptions { ExpectedId = "u1" }
                )
                .Ignored
        );

    [Fact]
    public void NormalizeBody_ManyIgnored_AreCapped()
    {
        JsonObject body = SampleResources.ParseObject("{'userName':'a'}");
        for (int i = 0; i < 500; i++)
            body[$"x{i}{new string('y', 500)}"] = 1;
        IReadOnlyList<string> ignored = ResourceNormalizer
            .NormalizeBody(SampleResources.User, body, NormalizeOptions.Default)
            .Ignored;
        Assert.Equal(100, ignored.Count);
        Assert.All(ignored, path => Assert.True(path.Length <= 203));
    }

    [Fact]
    [Trait("rfc", "7643-3")]
    public void NormalizeBody_Document_HasSchemaOrder()
    {
        NormalizedResource result = ResourceNormalizer.NormalizeBody(
            SampleResources.User,
            SampleResources.ParseObject(
                $"{{'{EnterpriseUrn}':{{'manager':'b','employeeNumber':'1'}},'emails':[{{'primary':true,'value':'x'}}],'displayName':'D','userName':'a','externalId':'e'}}"
            ),
            new NormalizeOptions { ExpectedId = "u1" }
        );
        Assert.Equal(
            ["schemas", "id", "externalId", "userName", "displayName", "emails", EnterpriseUrn],
            result.Document.Select(p => p.Key)
        );
        Assert.Equal(["employeeNumber", "manager"], result.Document[EnterpriseUrn]!.AsObject().Select(p => p.Key));
        Assert.Equal(["value", "primary"], result.Document["emails"]![0]!.AsObject().Select(p => p.Key));
    }

    [Fact]
    public void NormalizeBody_Password_IsReturnedSeparately()
    {
        NormalizedResource result = ResourceNormalizer.NormalizeBody(
            SampleResources.User,
            SampleResources.ParseObject("{'userName':'a','PASSWORD':'p'}"),
            NormalizeOptions.Default
        );
        Assert.Equal("p", result.Password);
        Assert.False(result.Document.ContainsKey("password"));
        Assert.Null(
            ResourceNormalizer
                .NormalizeBody(
                    SampleResources.User,
                    SampleResources.ParseObject("{'userName':'a','password':null}"),
                    NormalizeOptions.Default
                )
                .Password
        );
        Assert.Contains(
            "password",
            SampleResources
                .AssertThrows(() =>
                    ResourceNormalizer.NormalizeBody(
                        SampleResources.User,
                        SampleResources.ParseObject("{'userName':'a','password':true}"),
                        NormalizeOptions.Default
                    )
                )
                .Detail,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void NormalizeBody_Body_IsLeftAsItIs()
    {
        JsonObject body = SampleResources.ParseObject(
            "{'userName':'a','emails':[{'value':'x','primary':true},{'value':'y','primary':true}]}"
        );
        JsonNode before = body.DeepClone();
        ResourceNormalizer.NormalizeBody(SampleResources.User, body, NormalizeOptions.Default);
        SampleResources.AssertJson(before, body);
    }

    [Fact]
    public void NormalizeBody_TooManyValues_NamesTheLimit()
    {
        NormalizeOptions options = new()
        {
            Limits = new JsonLimits { MaxValues = 2, MaxMembersPerRequest = 2 },
        };
        ScimError values = SampleResources.AssertThrows(() =>
            ResourceNormalizer.NormalizeBody(
                SampleResources.User,
                SampleResources.ParseObject("{'userName':'a','emails':['1','2','3']}"),
                options
            )
        );
        Assert.Equal(ScimErrorKind.InvalidValue, values.Kind);
        Assert.Contains("MaxValues limit of 2", values.Detail, StringComparison.Ordinal);
        ScimError members = SampleResources.AssertThrows(() =>
            ResourceNormalizer.NormalizeBody(
                SampleResources.Group,
                SampleResources.ParseObject("{'displayName':'a','members':['1','2','3']}"),
                options
            )
        );
        Assert.Equal(ScimErrorKind.TooMany, members.Kind);
        Assert.Contains("MaxMembersPerRequest limit of 2", members.Detail, StringComparison.Ordinal);
    }
}

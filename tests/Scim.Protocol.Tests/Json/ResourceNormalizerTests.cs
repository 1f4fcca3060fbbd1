using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;

namespace Scim.Protocol.Tests.Json;

public sealed class ResourceNormalizerTests
{
    private const string E = Sample.Enterprise;
    private const string P = Sample.Plant;

    [Theory]
    // RFC 7643 2.1: names in any case come out as the schema spells them.
    [InlineData("'USERNAME':'ada','Name':{'FAMILYNAME':'Cee'},'EMAILS':[{'TYPE':'work','Value':'a@x','PRIMARY':true}]",
        "'userName':'ada','name':{'familyName':'Cee'},'emails':[{'value':'a@x','type':'work','primary':true}]")]
    // RFC 7643 2.5 and what clients send besides: unassigned.
    [InlineData("'userName':'ada','title':null,'nickName':'','emails':[],'name':{},'roles':null,'active':''", "'userName':'ada'")]
    [InlineData("'userName':'ada','name':{'givenName':null,'familyName':''},'emails':[null,'',{},{'value':''}]", "'userName':'ada'")]
    [InlineData($"'userName':'ada','{E}':{{'manager':{{'value':'','displayName':''}}}}", "'userName':'ada'")]
    [InlineData($"'userName':'ada','{E}':null", "'userName':'ada'")]
    // Text is kept as it is.
    [InlineData("'userName':'ada','displayName':'  Ada  L '", "'userName':'ada','displayName':'  Ada  L '")]
    // Booleans as text.
    [InlineData("'userName':'ada','active':'False'", "'userName':'ada','active':false")]
    [InlineData("'userName':'ada','active':'TRUE'", "'userName':'ada','active':true")]
    [InlineData("'userName':'ada','roles':[{'value':'x','primary':'True'}]", "'userName':'ada','roles':[{'value':'x','primary':true}]")]
    // Lenient lists.
    [InlineData("'userName':'ada','emails':{'value':'a@x'}", "'userName':'ada','emails':[{'value':'a@x'}]")]
    [InlineData("'userName':'ada','emails':'a@x'", "'userName':'ada','emails':[{'value':'a@x'}]")]
    [InlineData("'userName':'ada','emails':['a@x',{'value':'b@x'}]", "'userName':'ada','emails':[{'value':'a@x'},{'value':'b@x'}]")]
    [InlineData("'userName':'ada','roles':['r','r',{'value':'r'}]", "'userName':'ada','roles':[{'value':'r'}]")]
    // Keys that are paths.
    [InlineData("'userName':'ada','name.givenName':'Ada','name':{'familyName':'L'}", "'userName':'ada','name':{'familyName':'L','givenName':'Ada'}")]
    [InlineData("'userName':'ada','name':{'familyName':'L'},'NAME.givenname':'Ada'", "'userName':'ada','name':{'familyName':'L','givenName':'Ada'}")]
    [InlineData("'userName':'ada','emails.value':'a@x'", "'userName':'ada','emails':[{'value':'a@x'}]")]
    [InlineData($"'userName':'ada','{E}:department':'D'", $"'userName':'ada','{E}':{{'department':'D'}}")]
    [InlineData($"'userName':'ada','{E}:manager.value':'b'", $"'userName':'ada','{E}':{{'manager':{{'value':'b'}}}}")]
    [InlineData($"'userName':'ada','{E}':{{'manager.value':'b','division':'V'}}", $"'userName':'ada','{E}':{{'division':'V','manager':{{'value':'b'}}}}")]
    [InlineData("'urn:ietf:params:scim:schemas:core:2.0:User:userName':'ada'", "'userName':'ada'")]
    [InlineData("'urn:ietf:params:scim:schemas:core:2.0:User':{'userName':'ada'}", "'userName':'ada'")]
    [InlineData($"'userName':'ada','URN:ietf:params:scim:schemas:extension:ENTERPRISE:2.0:user':{{'Department':'D'}}", $"'userName':'ada','{E}':{{'department':'D'}}")]
    // The manager in all its forms.
    [InlineData($"'userName':'ada','{E}':{{'manager':'b'}}", $"'userName':'ada','{E}':{{'manager':{{'value':'b'}}}}")]
    [InlineData($"'userName':'ada','{E}':{{'manager':[{{'$ref':'../Users/b','value':'b'}}]}}", $"'userName':'ada','{E}':{{'manager':{{'value':'b','$ref':'../Users/b'}}}}")]
    [InlineData($"'userName':'ada','{E}':{{'manager':{{'managerId':'b'}}}}", $"'userName':'ada','{E}':{{'manager':{{'value':'b'}}}}")]
    [InlineData($"'userName':'ada','{E}':{{'manager':{{'managerId':'c','value':'b'}}}}", $"'userName':'ada','{E}':{{'manager':{{'value':'b'}}}}")]
    [InlineData($"'userName':'ada','{E}':{{'manager':{{'value':'b','displayName':'Bob'}}}}", $"'userName':'ada','{E}':{{'manager':{{'value':'b'}}}}")]
    // RFC 7643 2.4: primary at most once; the first stays.
    [InlineData("'userName':'ada','emails':[{'value':'a','primary':true},{'value':'b','primary':true}]",
        "'userName':'ada','emails':[{'value':'a','primary':true},{'value':'b','primary':false}]")]
    [InlineData("'userName':'ada','emails':[{'value':'b','primary':true},{'value':'a','primary':true},{'value':'a','primary':false}]",
        "'userName':'ada','emails':[{'value':'b','primary':true},{'value':'a','primary':false}]")]
    // App roles are text, whatever the text looks like.
    [InlineData("'userName':'ada','roles':[{'value':'{\\\"id\\\":\\\"1\\\"}'}]", "'userName':'ada','roles':[{'value':'{\\\"id\\\":\\\"1\\\"}'}]")]
    [InlineData("'userName':'ada','x509Certificates':[{'value':'TUlJ'},{'value':'TUlJRA'}]", "'userName':'ada','x509Certificates':[{'value':'TUlJ'},{'value':'TUlJRA'}]")]
    public void Normalize_User_GivesTheCanonicalDocument(string body, string expected)
    {
        JsonObject document = ResourceNormalizer.Normalize(Sample.User, Sample.Parse($"{{{body}}}"), NormalizeOptions.Default).Document;
        string schemas = expected.Contains(E, StringComparison.Ordinal) ? $"['{Sample.User.Schema.Id}','{E}']" : $"['{Sample.User.Schema.Id}']";
        Sample.AssertJson(JsonNode.Parse(Sample.Quoted($"{{'schemas':{schemas},{expected}}}")), document);
    }

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
    [InlineData("'desk':{'number':'7','house':'H'}", "'desk':{'number':'7','house':'H'}")]
    [Trait("rfc", "7643-2.3")]
    public void Normalize_EveryDataType_IsKept(string data, string expected) =>
        Sample.AssertJson(JsonNode.Parse(Sample.Quoted($"{{{expected}}}")), Sample.Ada($"'{P}':{{{data}}}", Sample.PlantUser)[P]);

    [Theory]
    [InlineData("'userName':42", "userName")]
    [InlineData("'userName':true", "userName")]
    [InlineData("'userName':{'a':1}", "userName")]
    [InlineData("'userName':['a']", "userName")]
    [InlineData("'userName':'a','displayName':['a','b']", "displayName")]
    [InlineData("'userName':'a','active':'maybe'", "active")]
    [InlineData("'userName':'a','active':1", "active")]
    [InlineData("'userName':'a','name':'Ada'", "name")]
    [InlineData("'userName':'a','name':[{'givenName':'Ada'}]", "name")]
    [InlineData("'userName':'a','name':{'givenName':1}", "name.givenName")]
    [InlineData("'userName':'a','emails':[{'value':'x'},{'value':['y']}]", "emails[1].value")]
    [InlineData("'userName':'a','emails':[['x']]", "emails[0]")]
    [InlineData("'userName':'a','emails':[{'value':'x','primary':'yes'}]", "emails[0].primary")]
    [InlineData("'userName':'a','x509Certificates':[{'value':'*'}]", "x509Certificates[0].value")]
    [InlineData("'userName':'a','name.givenName':1", "name.givenName")]
    [InlineData($"'userName':'a','{P}':'x'", P)]
    [InlineData($"'userName':'a','{P}':{{'floor':'3'}}", $"{P}:floor")]
    [InlineData($"'userName':'a','{P}':{{'floor':3.5}}", "floor")]
    [InlineData($"'userName':'a','{P}':{{'floor':9223372036854775808}}", "floor")]
    [InlineData($"'userName':'a','{P}':{{'load':'3'}}", "load")]
    [InlineData($"'userName':'a','{P}':{{'hired':'yesterday'}}", "hired")]
    [InlineData($"'userName':'a','{P}':{{'hired':1}}", "hired")]
    [InlineData($"'userName':'a','{E}':{{'manager':['b','c']}}", "manager")]
    [InlineData($"'userName':'a','{E}':{{'manager':42}}", "manager.value")]
    // Required.
    [InlineData("'displayName':'x'", "userName")]
    [InlineData("'userName':''", "userName")]
    [InlineData("'userName':' \\t'", "userName")]
    [InlineData("'userName':null", "userName")]
    [InlineData($"'userName':'a','{P}':{{'desk':{{'house':'H'}}}}", "desk.number")]
    [Trait("rfc", "7644-3.12")]
    public void Normalize_WrongValue_IsInvalidValueNamingThePath(string body, string path)
    {
        ScimError error = Sample.Fails(() => ResourceNormalizer.Normalize(Sample.PlantUser, Sample.Parse($"{{{body}}}"), NormalizeOptions.Default));
        Assert.Equal(ScimErrorKind.InvalidValue, error.Kind);
        Assert.Contains(path, error.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("yesterday", error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'schemas':'x'")]
    [InlineData("'schemas':{}")]
    [InlineData("'schemas':[1]")]
    [InlineData("'SCHEMAS':[null]")]
    public void Normalize_SchemasOfWrongType_IsInvalidSyntax(string schemas) =>
        Assert.Equal(
            ScimErrorKind.InvalidSyntax,
            Sample.Fails(() => ResourceNormalizer.Normalize(Sample.User, Sample.Parse($"{{'userName':'a',{schemas}}}"), NormalizeOptions.Default)).Kind);

    [Fact]
    [Trait("rfc", "7644-3.3")]
    [Trait("idp", "0#15")]
    public void Normalize_ReadOnlyAndUnknown_AreIgnoredAndListedWithoutValues()
    {
        NormalizedResource result = ResourceNormalizer.Normalize(
            Sample.User,
            Sample.Parse(
                $"{{'schemas':['{Sample.User.Schema.Id}','urn:example:nothing'],'id':'mine','meta':{{'resourceType':'Banana'}},'groups':[{{'value':'g'}}],"
                + $"'userName':'a','shoeSize':43,'department':'D','name':{{'petName':'B'}},'urn:example:x':{{'a':1}},'urn:example:x:b':2,'emails[type eq \\\"work\\\"].value':'x',"
                + $"'{E}':{{'office':'1','manager':{{'displayName':'Bob'}}}}}}"),
            NormalizeOptions.Default);
        Sample.AssertJson(JsonNode.Parse($"{{\"schemas\":[\"{Sample.User.Schema.Id}\"],\"userName\":\"a\"}}"), result.Document);
        Assert.Equal(
            ["schemas[urn:example:nothing]", "id", "meta", "groups", "shoeSize", "department", "name.petName", "urn:example:x", "urn:example:x:b",
             "emails[type eq \"work\"].value", $"{E}:office", $"{E}:manager.displayName"],
            result.Ignored);
    }

    [Fact]
    [Trait("idp", "2")]
    public void Normalize_OktaEcho_IgnoresNothingWorthMentioning() =>
        Assert.Empty(ResourceNormalizer.Normalize(Sample.User, Sample.Parse("{'id':'u1','userName':'a','groups':[]}"), new NormalizeOptions { ExpectedId = "u1" }).Ignored);

    [Fact]
    public void Normalize_ManyIgnored_AreCapped()
    {
        JsonObject body = Sample.Parse("{'userName':'a'}");
        for (int i = 0; i < 500; i++) body[$"x{i}{new string('y', 500)}"] = 1;
        IReadOnlyList<string> ignored = ResourceNormalizer.Normalize(Sample.User, body, NormalizeOptions.Default).Ignored;
        Assert.Equal(100, ignored.Count);
        Assert.All(ignored, path => Assert.True(path.Length <= 203));
    }

    [Fact]
    [Trait("rfc", "7643-3")]
    public void Normalize_Document_HasSchemaOrder()
    {
        NormalizedResource result = ResourceNormalizer.Normalize(
            Sample.User,
            Sample.Parse($"{{'{E}':{{'manager':'b','employeeNumber':'1'}},'emails':[{{'primary':true,'value':'x'}}],'displayName':'D','userName':'a','externalId':'e'}}"),
            new NormalizeOptions { ExpectedId = "u1" });
        Assert.Equal(["schemas", "id", "externalId", "userName", "displayName", "emails", E], result.Document.Select(p => p.Key));
        Assert.Equal(["employeeNumber", "manager"], result.Document[E]!.AsObject().Select(p => p.Key));
        Assert.Equal(["value", "primary"], result.Document["emails"]![0]!.AsObject().Select(p => p.Key));
    }

    [Fact]
    public void Normalize_Password_IsHandedOverApart()
    {
        NormalizedResource result = ResourceNormalizer.Normalize(Sample.User, Sample.Parse("{'userName':'a','PASSWORD':'p'}"), NormalizeOptions.Default);
        Assert.Equal("p", result.Password);
        Assert.False(result.Document.ContainsKey("password"));
        Assert.Null(ResourceNormalizer.Normalize(Sample.User, Sample.Parse("{'userName':'a','password':null}"), NormalizeOptions.Default).Password);
        Assert.Contains("password", Sample.Fails(() => ResourceNormalizer.Normalize(Sample.User, Sample.Parse("{'userName':'a','password':1}"), NormalizeOptions.Default)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Normalize_Body_IsLeftAsItIs()
    {
        JsonObject body = Sample.Parse("{'userName':'a','emails':[{'value':'x','primary':true},{'value':'y','primary':true}]}");
        JsonNode before = body.DeepClone();
        ResourceNormalizer.Normalize(Sample.User, body, NormalizeOptions.Default);
        Sample.AssertJson(before, body);
    }

    [Fact]
    public void Normalize_TooManyValues_NamesTheLimit()
    {
        NormalizeOptions options = new() { Limits = new JsonLimits { MaxValues = 2, MaxMembersPerRequest = 2 } };
        ScimError values = Sample.Fails(() => ResourceNormalizer.Normalize(Sample.User, Sample.Parse("{'userName':'a','emails':['1','2','3']}"), options));
        Assert.Equal(ScimErrorKind.InvalidValue, values.Kind);
        Assert.Contains("MaxValues of 2", values.Detail, StringComparison.Ordinal);
        ScimError members = Sample.Fails(() => ResourceNormalizer.Normalize(Sample.Group, Sample.Parse("{'displayName':'a','members':['1','2','3']}"), options));
        Assert.Equal(ScimErrorKind.TooMany, members.Kind);
        Assert.Contains("MaxMembersPerRequest of 2", members.Detail, StringComparison.Ordinal);
    }
}

using System.Text;
using CsCheck;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Patching;
using Scim.Protocol.Resources;
using Scim.Protocol.Tests.Resources;

namespace Scim.Protocol.Tests.Patching;

[Trait("rfc", "7644-3.5.2")]
public sealed class PatchRequestTests
{
    private static PatchRequest ParseRequest(string body, JsonLimits? limits = null) =>
        PatchRequest.Parse(
            SampleResources.GetUtf8Bytes(body),
            SampleResources.User,
            limits ?? JsonLimits.Default,
            FilterLimits.Default
        );

    [Theory]
    [InlineData("{'Operations':[{'op':'replace','path':'title','value':'x'}]}")]
    [InlineData("{'operations':[{'OP':'replace','PATH':'title','VALUE':'x'}]}")]
    [InlineData("{'schemas':null,'Operations':[{'op':'replace','path':'title','value':'x'}]}")]
    [InlineData("{'schemas':[],'Operations':[{'op':'replace','path':'title','value':'x'}]}")]
    [InlineData(
        "{'schemas':['urn:x','URN:ietf:params:scim:api:messages:2.0:patchop'],'Operations':[{'op':'replace','path':null,'value':{'title':'x'}}]}"
    )]
    [InlineData("{'Operations':[{'op':'replace','path':'','value':{'title':'x'},'name':'ignored'}]}")]
    public void Parse_LenientEnvelope_IsRead(string body) => Assert.Equal(1, ParseRequest(body).Count);

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{'Operations':null}")]
    [InlineData("{'Operations':[]}")]
    [InlineData("{'Operations':{'op':'add'}}")]
    [InlineData("{'Operations':['add']}")]
    [InlineData("{'Operations':[null]}")]
    [InlineData("{'Operations':[{'path':'title','value':'x'}]}")]
    [InlineData("{'Operations':[{'op':null,'path':'title','value':'x'}]}")]
    [InlineData("{'Operations':[{'op':1,'path':'title','value':'x'}]}")]
    [InlineData("{'Operations':[{'op':'move','path':'title','value':'x'}]}")]
    [InlineData("{'Operations':[{'op':'','path':'title','value':'x'}]}")]
    [InlineData("{'schemas':['urn:x'],'Operations':[{'op':'replace','path':'title','value':'x'}]}")]
    [InlineData("{'Schemas':'urn:x','Operations':[{'op':'replace','path':'title','value':'x'}]}")]
    [InlineData("{'schemas':[1],'Operations':[{'op':'replace','path':'title','value':'x'}]}")]
    public void Parse_InvalidPatchBody_IsInvalidSyntax(string body) =>
        Assert.Equal(ScimErrorKind.InvalidSyntax, SampleResources.AssertThrows(() => ParseRequest(body)).Kind);

    [Theory]
    [InlineData("{'op':'remove'}", ScimErrorKind.NoTarget, "(remove): ")]
    [InlineData("{'op':'remove','path':null,'value':{'title':'x'}}", ScimErrorKind.NoTarget, "(remove): ")]
    [InlineData(
        "{'op':'remove','path':'urn:ietf:params:scim:schemas:core:2.0:User'}",
        ScimErrorKind.NoTarget,
        "core schema"
    )]
    [InlineData("{'op':'add','path':'title'}", ScimErrorKind.InvalidValue, "(add title): ")]
    [InlineData("{'op':'replace','path':'title'}", ScimErrorKind.InvalidValue, "(replace title): ")]
    [InlineData("{'op':'replace'}", ScimErrorKind.InvalidValue, "(replace): ")]
    [InlineData("{'op':'add','value':'x'}", ScimErrorKind.InvalidValue, "object")]
    [InlineData("{'op':'add','value':null}", ScimErrorKind.InvalidValue, "object")]
    [InlineData("{'op':'add','value':[{'title':'x'},{'title':'y'}]}", ScimErrorKind.InvalidValue, "exactly one")]
    [InlineData("{'op':'add','path':1,'value':'x'}", ScimErrorKind.InvalidPath, "not a string")]
    [InlineData("{'op':'add','path':'shoeSize','value':'x'}", ScimErrorKind.InvalidPath, "shoeSize")]
    [InlineData("{'op':'add','path':'name.petName','value':'x'}", ScimErrorKind.InvalidPath, "petName")]
    [InlineData("{'op':'add','path':'name..givenName','value':'x'}", ScimErrorKind.InvalidPath, "name..givenName")]
    [InlineData("{'op':'add','path':'/title','value':'x'}", ScimErrorKind.InvalidPath, "/title")]
    [InlineData("{'op':'add','path':' title','value':'x'}", ScimErrorKind.InvalidPath, "")]
    [InlineData("{'op':'add','path':'urn:example:nothing:title','value':'x'}", ScimErrorKind.InvalidPath, "")]
    [InlineData("{'op':'add','path':'emails[type eq \\\"work\\\"','value':'x'}", ScimErrorKind.InvalidPath, "bracket")]
    [InlineData("{'op':'add','path':'emails[type eq \\\"wo]rk]','value':'x'}", ScimErrorKind.InvalidPath, "bracket")]
    [InlineData(
        "{'op':'add','path':'emails[type eq \\\"work\\\"]value','value':'x'}",
        ScimErrorKind.InvalidPath,
        "after the bracket"
    )]
    [InlineData(
        "{'op':'add','path':'emails[type eq \\\"work\\\"].','value':'x'}",
        ScimErrorKind.InvalidPath,
        "after the bracket"
    )]
    [InlineData(
        "{'op':'add','path':'emails[type eq \\\"work\\\"].foo','value':'x'}",
        ScimErrorKind.InvalidPath,
        "after the bracket"
    )]
    [InlineData(
        "{'op':'add','path':'emails.value[type eq \\\"work\\\"]','value':'x'}",
        ScimErrorKind.InvalidPath,
        "not complex"
    )]
    [InlineData(
        "{'op':'add','path':'title[value eq \\\"x\\\"]','value':'x'}",
        ScimErrorKind.InvalidPath,
        "not complex"
    )]
    [InlineData("{'op':'add','path':'[type eq \\\"x\\\"]','value':'x'}", ScimErrorKind.InvalidPath, "missing")]
    [InlineData(
        "{'op':'replace','path':'emails[0].value','value':'x'}",
        ScimErrorKind.InvalidFilter,
        "emails[0].value"
    )]
    [InlineData("{'op':'replace','path':'emails[].value','value':'x'}", ScimErrorKind.InvalidFilter, "")]
    [InlineData(
        "{'op':'replace','path':'emails[foo eq \\\"x\\\"].value','value':'x'}",
        ScimErrorKind.InvalidFilter,
        ""
    )]
    public void Parse_WrongOperation_NamesIndexOpAndPath(string operation, ScimErrorKind kind, string detail)
    {
        ScimError error = SampleResources.AssertThrows(() =>
            ParseRequest($"{{'Operations':[{{'op':'replace','path':'title','value':'ok'}},{operation}]}}")
        );
        Assert.Equal(kind, error.Kind);
        Assert.StartsWith("Operations[1]", error.Detail, StringComparison.Ordinal);
        Assert.Contains(detail, error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("emails[type eq \"work\"].value", "emails[type eq \"work\"].value")]
    [InlineData("roles[primary eq \"True\"].value", "roles[primary eq \"True\"].value")]
    [InlineData("emails[value eq \"ada@x\"].value", "emails[value eq \"...\"].value")]
    [InlineData(
        "emails[(type eq \"work\") and value sw \"a\\\"]b\"]",
        "emails[(type eq \"work\") and value sw \"...\"]"
    )]
    [InlineData("emails[value eq \"ada", "emails[value eq \"...\"")]
    [InlineData("a\nb", "a?b")]
    public void FormatForMessage_Path_HidesConstants(string path, string shown) =>
        Assert.Equal(shown, PatchPathParser.FormatForMessage(path));

    [Fact]
    public void Parse_ErrorMessage_ContainsNoValue()
    {
        ScimError error = PatchAssert.AssertFails(
            "",
            "{'op':'replace','path':'emails[value eq \\\"ada@secret\\\"].primary','value':'hunter2'}"
        );
        Assert.DoesNotContain("secret", error.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_Limits_NameThemselves()
    {
        JsonLimits limits = new() { MaxOperations = 2, MaxMembersPerRequest = 3 };
        ScimError operations = SampleResources.AssertThrows(() =>
            ParseRequest(
                $"{{'Operations':[{string.Join(',', Enumerable.Repeat("{'op':'remove','path':'title'}", 3))}]}}",
                limits
            )
        );
        Assert.Equal(
            (ScimErrorKind.TooMany, true),
            (operations.Kind, operations.Detail.Contains("MaxOperations limit of 2", StringComparison.Ordinal))
        );

        ScimError members = SampleResources.AssertThrows(() =>
            PatchRequest.Parse(
                SampleResources.GetUtf8Bytes(
                    "{'Operations':[{'op':'add','path':'members','value':['a','b']},{'op':'add','value':{'members':['c','d']}}]}"
                ),
                SampleResources.Group,
                limits with
                {
                    MaxOperations = 9,
                },
                FilterLimits.Default
            )
        );
        Assert.Equal(
            (ScimErrorKind.TooMany, true),
            (members.Kind, members.Detail.Contains("MaxMembersPerRequest limit of 3", StringComparison.Ordinal))
        );

        ScimError values = PatchAssert.AssertFails(
            "'emails':[{'value':'a'},{'value':'b'}]",
            "{'op':'add','path':'emails','value':'c'}",
            new PatchOptions { Limits = new JsonLimits { MaxValues = 2 } }
        );
        Assert.Equal(
            (ScimErrorKind.InvalidValue, true),
            (values.Kind, values.Detail.Contains("MaxValues limit of 2", StringComparison.Ordinal))
        );

        ScimError created = PatchAssert.AssertFails(
            "'emails':[{'value':'a'},{'value':'b'}]",
            "{'op':'add','path':'emails[type eq \\\"work\\\"].value','value':'c'}",
            new PatchOptions { Limits = new JsonLimits { MaxValues = 2 } }
        );
        Assert.Equal(
            (ScimErrorKind.InvalidValue, true),
            (created.Kind, created.Detail.Contains("MaxValues limit of 2", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Parse_LimitMet_IsAllowed() =>
        Assert.Equal(
            1000,
            ParseRequest(
                $"{{'Operations':[{string.Join(',', Enumerable.Repeat("{'op':'remove','path':'title'}", 1000))}]}}"
            ).Count
        );

    [Theory]
    [InlineData("{'op':'add','path':'members','value':[]}", true)]
    [InlineData("{'op':'remove','path':'members[value eq \\\"a\\\"]'}", true)]
    [InlineData("{'op':'replace','value':{'Members':[]}}", true)]
    [InlineData("{'op':'replace','value':{'displayName':'x'}}", false)]
    public void HasMemberOperations_IsTrueIfMembersAreNamed(string operation, bool touches) =>
        Assert.Equal(touches, PatchAssert.ParseRequest(operation, SampleResources.Group).HasMemberOperations);

    [Fact]
    public void Apply_AnyOperation_ReturnsOutcomeOrThrowsScimException()
    {
        Gen<string> op = Gen.OneOfConst("'add'", "'Remove'", "'replace'", "'x'", "1");
        Gen<string> path = Gen.OneOf(
            Gen.OneOfConst(
                "title",
                "name",
                "name.givenName",
                "emails",
                "emails.value",
                "emails[type eq \\\"work\\\"]",
                "emails[type eq \\\"work\\\"].value",
                "emails[primary eq true].primary",
                "id",
                "schemas",
                "meta",
                "groups",
                "groups[value eq \\\"x\\\"].value",
                "manager",
                "manager.$ref",
                "password",
                "active",
                SampleResources.EnterpriseUrn,
                SampleResources.PlantUrn,
                $"{SampleResources.PlantUrn}:badge",
                $"{SampleResources.PlantUrn}:desk",
                $"{SampleResources.PlantUrn}:keys[value eq \\\"a\\\"]",
                $"{SampleResources.PlantUrn}:tags",
                "userName",
                "x509Certificates",
                "urn:",
                ":",
                "[]",
                "a]b[",
                "name[givenName pr].familyName"
            ),
            Gen.Char["abe.[]\":() \u00e4"]
                .Array[0, 12]
                .Select(c => new string(c).Replace("\"", "\\\"", StringComparison.Ordinal))
        );
        Gen<string> leaf = Gen.OneOfConst(
            "null",
            "''",
            "'x'",
            "'True'",
            "true",
            "1",
            "1.5",
            "[]",
            "{}",
            "[null]",
            "[['x']]",
            "'AQ=='"
        );
        Gen<string> key = Gen.OneOfConst(
            "value",
            "type",
            "primary",
            "givenName",
            "title",
            "number",
            "house",
            "emails",
            "id",
            "meta",
            "managerId",
            "$ref",
            "x",
            "name.givenName",
            SampleResources.PlantUrn
        );
        Gen<string> obj = Gen.Select(key, leaf)
            .Array[0, 3]
            .Select(p => $"{{{string.Join(',', p.DistinctBy(x => x.Item1).Select(x => $"'{x.Item1}':{x.Item2}"))}}}");
        Gen<string> value = Gen.OneOf(
            leaf,
            obj,
            Gen.OneOf(leaf, obj).Array[0, 3].Select(v => $"[{string.Join(',', v)}]")
        );
        Gen<string> operation = Gen.Select(op, Gen.Bool, path, Gen.Bool, value)
            .Select(t =>
                $"{{'op':{t.Item1}{(t.Item2 ? $",'path':'{t.Item3}'" : "")}{(t.Item4 ? $",'value':{t.Item5}" : "")}}}"
            );
        string before =
            $"'name':{{'givenName':'A'}},'emails':[{{'value':'a','type':'work','primary':true}},{{'value':'b'}}],'{SampleResources.PlantUrn}':{{'badge':'1','keys':[{{'value':'a','serial':'1'}}],'tags':['x']}}";
        System.Text.Json.Nodes.JsonObject current = SampleResources.CreateAda(before, SampleResources.PlantUser);
        string untouched = current.ToJsonString();
        operation
            .Array[1, 4]
            .Sample(
                operations =>
                {
                    try
                    {
                        PatchOutcome outcome = PatchEngine.ApplyRequest(
                            SampleResources.PlantUser,
                            current,
                            PatchAssert.ParseRequest(string.Join(',', operations)),
                            PatchOptions.Default
                        );

                        // The result is canonical: normalizing it changes nothing.
                        NormalizedResource again = ResourceNormalizer.NormalizeBody(
                            SampleResources.PlantUser,
                            outcome.Document,
                            new NormalizeOptions { ExpectedId = "u1" }
                        );
                        Assert.Equal(outcome.Document.ToJsonString(), again.Document.ToJsonString());
                        Assert.Equal(outcome.IsChanged, outcome.ChangedAttributes.Count > 0);
                    }
                    catch (ScimException)
                    {
                        // Expected for invalid input.
                    }

                    Assert.Equal(untouched, current.ToJsonString());
                },
                iter: 20_000
            );
    }

    [Fact]
    public void Parse_AnyBytes_ReturnsRequestOrThrowsScimException() =>
        Gen.Select(Gen.Int[0, 60], Gen.Byte)
            .Array[0, 6]
            .Sample(
                changes =>
                {
                    byte[] body = Encoding.UTF8.GetBytes(
                        "{\"Operations\":[{\"op\":\"add\",\"path\":\"emails[type eq \\\"a\\\"].value\",\"value\":[\"x\"]}]}"
                    );
                    foreach ((int at, byte value) in changes)
                        body[at] = value;
                    try
                    {
                        PatchRequest.Parse(body, SampleResources.User, JsonLimits.Default, FilterLimits.Default);
                    }
                    catch (ScimException)
                    {
                        // Expected for invalid input.
                    }
                },
                iter: 20_000
            );
}

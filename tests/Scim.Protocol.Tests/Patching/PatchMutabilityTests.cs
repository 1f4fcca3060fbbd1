using Scim.Protocol.Errors;
using Scim.Protocol.Patching;
using Scim.Protocol.Schema;
using Scim.Protocol.Tests.Json;

namespace Scim.Protocol.Tests.Patching;

public sealed class PatchMutabilityTests
{
    private const string E = Sample.Enterprise;
    private const string P = Sample.Plant;
    private const string Before = $"'title':'T','{P}':{{'badge':'1','desk':{{'number':'7','house':'H'}},'keys':[{{'value':'a','serial':'1'}}]}}";

    [Theory]
    // readOnly
    [InlineData("{'op':'replace','path':'id','value':'new'}")]
    [InlineData("{'op':'replace','path':'id','value':null}")]
    [InlineData("{'op':'remove','path':'id'}")]
    [InlineData("{'op':'replace','value':{'id':'new'}}")]
    [InlineData("{'op':'replace','value':{'ID':7}}")]
    [InlineData("{'op':'add','path':'groups','value':[{'value':'x'}]}")]
    [InlineData("{'op':'remove','path':'groups[value eq \\\"x\\\"]'}")]
    [InlineData("{'op':'replace','path':'meta.created','value':'x'}")]
    [InlineData("{'op':'remove','path':'meta'}")]
    [InlineData($"{{'op':'replace','path':'{P}:score','value':1}}")]
    [InlineData($"{{'op':'replace','value':{{'{P}:score':1}}}}")]
    [InlineData($"{{'op':'replace','path':'{E}:manager.displayName','value':'Bob'}}")]
    // immutable with a value
    [InlineData($"{{'op':'replace','path':'{P}:badge','value':'2'}}")]
    [InlineData($"{{'op':'add','path':'{P}:badge','value':'2'}}")]
    [InlineData($"{{'op':'remove','path':'{P}:badge'}}")]
    [InlineData($"{{'op':'replace','value':{{'{P}':{{'badge':null}}}}}}")]
    [InlineData($"{{'op':'remove','path':'{P}'}}")]
    [InlineData($"{{'op':'replace','path':'{P}:desk.house','value':'I'}}")]
    [InlineData($"{{'op':'replace','path':'{P}:desk','value':{{'house':'I'}}}}")]
    [InlineData($"{{'op':'remove','path':'{P}:desk.house'}}")]
    [InlineData($"{{'op':'replace','path':'{P}:keys[value eq \\\"a\\\"].serial','value':'2'}}")]
    [InlineData($"{{'op':'replace','path':'{P}:keys[value eq \\\"a\\\"]','value':{{'serial':'2'}}}}")]
    [InlineData($"{{'op':'add','path':'{P}:keys','value':{{'value':'a','serial':'2'}}}}")]
    // required (RFC 7644 section 3.5.2.2)
    [InlineData("{'op':'remove','path':'userName'}")]
    [InlineData($"{{'op':'remove','path':'{P}:desk.number'}}")]
    [Trait("rfc", "7643-2.2")]
    public void Apply_ChangeAgainstMutability_IsMutability(string operation)
    {
        ScimError error = Patch.Fails(Before, $"{{'op':'replace','path':'title','value':'U'}},{operation}");
        Assert.Equal(ScimErrorKind.Mutability, error.Kind);
        Assert.StartsWith("Operations[1] (", error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{'op':'replace','path':'userName','value':''}")]
    [InlineData("{'op':'replace','value':{'userName':null}}")]
    [InlineData("{'op':'replace','path':'userName','value':'  '}")]
    [InlineData($"{{'op':'replace','path':'{P}:desk','value':{{'number':''}}}}")]
    [InlineData("{'op':'replace','path':'title','value':{'x':1}}")]
    [InlineData("{'op':'replace','path':'title','value':['a']}")]
    [InlineData("{'op':'replace','path':'title','value':1}")]
    [InlineData("{'op':'replace','path':'name','value':'Ada'}")]
    [InlineData("{'op':'replace','path':'active','value':'maybe'}")]
    [InlineData("{'op':'replace','path':'emails[type eq \\\"work\\\"]','value':[{'value':'a'},{'value':'b'}]}")]
    [InlineData("{'op':'add','path':'emails','value':[{'value':1}]}")]
    [InlineData($"{{'op':'replace','path':'{P}:floor','value':'3'}}")]
    [InlineData($"{{'op':'add','path':'{P}','value':'x'}}")]
    [InlineData($"{{'op':'add','path':'{E}:manager','value':['a','b']}}")]
    [Trait("rfc", "7644-3.12")]
    public void Apply_WrongOrMissingValue_IsInvalidValue(string operation) => Assert.Equal(ScimErrorKind.InvalidValue, Patch.Fails(Before, operation).Kind);

    [Theory]
    [InlineData($"{{'op':'replace','path':'{P}:badge','value':'1'}}")]
    [InlineData($"{{'op':'replace','path':'{P}:desk','value':{{'number':'7','house':'H'}}}}")]
    [InlineData($"{{'op':'add','path':'{P}:keys','value':{{'value':'a','serial':'1'}}}}")]
    [InlineData($"{{'op':'replace','value':{{'{P}':{{'keys':[{{'value':'a','serial':'1'}}]}}}}}}")]
    public void Apply_ImmutableGivenItsOwnValue_ChangesNothing(string operation) => Patch.Becomes(Before, operation, Before);

    [Theory]
    [InlineData($"{{'op':'add','path':'{P}:badge','value':'1'}}", $"'{P}':{{'badge':'1'}}")]
    [InlineData($"{{'op':'add','value':{{'{P}':{{'badge':'1'}}}}}}", $"'{P}':{{'badge':'1'}}")]
    public void Apply_ImmutableWithoutValue_MayBeSetOnce(string operation, string after) => Patch.Becomes("", operation, after);

    [Fact]
    public void Apply_ImmutableInAnElement_MayGoWithTheElement() =>
        Patch.Becomes($"'{P}':{{'keys':[{{'value':'a','serial':'1'}},{{'value':'b'}}]}}", $"{{'op':'remove','path':'{P}:keys[value eq \\\"a\\\"]'}}", $"'{P}':{{'keys':[{{'value':'b'}}]}}");

    [Fact]
    [Trait("rfc", "7643-8.7.1")]
    public void Apply_RemoveDisplayNameOfAGroup_IsMutability() =>
        Assert.Equal(ScimErrorKind.Mutability, Sample.Fails(() => Patch.Crew("{'op':'remove','path':'displayName'}")).Kind);

    [Fact]
    public void Apply_LastValueOfARequiredExtension_IsMutability()
    {
        ResourceType type = new("User", "/Users", "", BuiltInSchemas.User, [new SchemaExtension(BuiltInSchemas.EnterpriseUser, Required: true)]);
        foreach (string path in new[] { E, $"{E}:department" })
        {
            ScimError error = Sample.Fails(() => PatchEngine.Apply(
                type, Sample.Ada($"'{E}':{{'department':'D'}}", type), Patch.Request($"{{'op':'remove','path':'{path}'}}", type), PatchOptions.Default));
            Assert.Equal(ScimErrorKind.Mutability, error.Kind);
        }
    }

    [Fact]
    public void Apply_AttributeOfAFormerSchema_DoesNotCountAsAChange()
    {
        System.Text.Json.Nodes.JsonObject current = Sample.Ada($"'{P}':{{'floor':1}}", Sample.PlantUser);
        PatchOutcome outcome = PatchEngine.Apply(Sample.User, current, Patch.Request("{'op':'remove','path':'title'}", Sample.User), PatchOptions.Default);
        Assert.False(outcome.Changed);
    }
}

using Scim.Protocol.Errors;
using Scim.Protocol.Patching;
using Scim.Protocol.Schema;
using Scim.Protocol.Tests.Resources;

namespace Scim.Protocol.Tests.Patching;

public sealed class PatchMutabilityTests
{
    private const string EnterpriseUrn = SampleResources.EnterpriseUrn;
    private const string PlantUrn = SampleResources.PlantUrn;
    private const string OriginalJson =
        $"'title':'T','{PlantUrn}':{{'badge':'1','desk':{{'number':'7','house':'H'}},'keys':[{{'value':'a','serial':'1'}}]}}";

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
    [InlineData($"{{'op':'replace','path':'{PlantUrn}:score','value':1}}")]
    [InlineData($"{{'op':'replace','value':{{'{PlantUrn}:score':1}}}}")]
    [InlineData($"{{'op':'replace','path':'{EnterpriseUrn}:manager.displayName','value':'Bob'}}")]
    // immutable with a value
    [InlineData($"{{'op':'replace','path':'{PlantUrn}:badge','value':'2'}}")]
    [InlineData($"{{'op':'add','path':'{PlantUrn}:badge','value':'2'}}")]
    [InlineData($"{{'op':'remove','path':'{PlantUrn}:badge'}}")]
    [InlineData($"{{'op':'replace','value':{{'{PlantUrn}':{{'badge':null}}}}}}")]
    [InlineData($"{{'op':'remove','path':'{PlantUrn}'}}")]
    [InlineData($"{{'op':'replace','path':'{PlantUrn}:desk.house','value':'I'}}")]
    [InlineData($"{{'op':'replace','path':'{PlantUrn}:desk','value':{{'house':'I'}}}}")]
    [InlineData($"{{'op':'remove','path':'{PlantUrn}:desk.house'}}")]
    [InlineData($"{{'op':'replace','path':'{PlantUrn}:keys[value eq \\\"a\\\"].serial','value':'2'}}")]
    [InlineData($"{{'op':'replace','path':'{PlantUrn}:keys[value eq \\\"a\\\"]','value':{{'serial':'2'}}}}")]
    [InlineData($"{{'op':'add','path':'{PlantUrn}:keys','value':{{'value':'a','serial':'2'}}}}")]
    // required (RFC 7644 section 3.5.2.2)
    [InlineData("{'op':'remove','path':'userName'}")]
    [InlineData($"{{'op':'remove','path':'{PlantUrn}:desk.number'}}")]
    [Trait("rfc", "7643-2.2")]
    public void Apply_ChangeAgainstMutability_IsMutability(string operation)
    {
        ScimError error = PatchAssert.AssertFails(
            OriginalJson,
            $"{{'op':'replace','path':'title','value':'U'}},{operation}"
        );
        Assert.Equal(ScimErrorKind.Mutability, error.Kind);
        Assert.StartsWith("Operations[1] (", error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{'op':'replace','path':'userName','value':''}")]
    [InlineData("{'op':'replace','value':{'userName':null}}")]
    [InlineData("{'op':'replace','path':'userName','value':'  '}")]
    [InlineData($"{{'op':'replace','path':'{PlantUrn}:desk','value':{{'number':''}}}}")]
    [InlineData("{'op':'replace','path':'title','value':{'x':1}}")]
    [InlineData("{'op':'replace','path':'title','value':['a','b']}")]
    [InlineData("{'op':'replace','path':'title','value':true}")]
    [InlineData("{'op':'replace','path':'name','value':'Ada'}")]
    [InlineData("{'op':'replace','path':'active','value':'maybe'}")]
    [InlineData("{'op':'replace','path':'emails[type eq \\\"work\\\"]','value':[{'value':'a'},{'value':'b'}]}")]
    [InlineData("{'op':'add','path':'emails','value':[{'value':true}]}")]
    [InlineData($"{{'op':'replace','path':'{PlantUrn}:floor','value':'3.5'}}")]
    [InlineData($"{{'op':'add','path':'{PlantUrn}','value':'x'}}")]
    [InlineData($"{{'op':'add','path':'{EnterpriseUrn}:manager','value':['a','b']}}")]
    [Trait("rfc", "7644-3.12")]
    public void Apply_WrongOrMissingValue_IsInvalidValue(string operation) =>
        Assert.Equal(ScimErrorKind.InvalidValue, PatchAssert.AssertFails(OriginalJson, operation).Kind);

    [Theory]
    [InlineData($"{{'op':'replace','path':'{PlantUrn}:badge','value':'1'}}")]
    [InlineData($"{{'op':'replace','path':'{PlantUrn}:desk','value':{{'number':'7','house':'H'}}}}")]
    [InlineData($"{{'op':'add','path':'{PlantUrn}:keys','value':{{'value':'a','serial':'1'}}}}")]
    [InlineData($"{{'op':'replace','value':{{'{PlantUrn}':{{'keys':[{{'value':'a','serial':'1'}}]}}}}}}")]
    public void Apply_ImmutableGivenItsOwnValue_ChangesNothing(string operation) =>
        PatchAssert.AssertBecomes(OriginalJson, operation, OriginalJson);

    [Theory]
    [InlineData($"{{'op':'add','path':'{PlantUrn}:badge','value':'1'}}", $"'{PlantUrn}':{{'badge':'1'}}")]
    [InlineData($"{{'op':'add','value':{{'{PlantUrn}':{{'badge':'1'}}}}}}", $"'{PlantUrn}':{{'badge':'1'}}")]
    public void Apply_ImmutableWithoutValue_MayBeSetOnce(string operation, string after) =>
        PatchAssert.AssertBecomes("", operation, after);

    [Fact]
    public void Apply_ImmutableInAnElement_CanBeRemovedWithTheElement() =>
        PatchAssert.AssertBecomes(
            $"'{PlantUrn}':{{'keys':[{{'value':'a','serial':'1'}},{{'value':'b'}}]}}",
            $"{{'op':'remove','path':'{PlantUrn}:keys[value eq \\\"a\\\"]'}}",
            $"'{PlantUrn}':{{'keys':[{{'value':'b'}}]}}"
        );

    [Fact]
    [Trait("rfc", "7643-8.7.1")]
    public void Apply_RemoveDisplayNameOfAGroup_IsMutability() =>
        Assert.Equal(
            ScimErrorKind.Mutability,
            SampleResources.AssertThrows(() => PatchAssert.PatchCrew("{'op':'remove','path':'displayName'}")).Kind
        );

    [Fact]
    public void Apply_LastValueOfARequiredExtension_IsMutability()
    {
        ResourceType type = new(
            "User",
            "/Users",
            "",
            BuiltInSchemas.User,
            [new SchemaExtension(BuiltInSchemas.EnterpriseUser, Required: true)]
        );
        foreach (string path in new[] { EnterpriseUrn, $"{EnterpriseUrn}:department" })
        {
            ScimError error = SampleResources.AssertThrows(() =>
                PatchEngine.ApplyRequest(
                    type,
                    SampleResources.CreateAda($"'{EnterpriseUrn}':{{'department':'D'}}", type),
                    PatchAssert.ParseRequest($"{{'op':'remove','path':'{path}'}}", type),
                    PatchOptions.Default
                )
            );
            Assert.Equal(ScimErrorKind.Mutability, error.Kind);
        }
    }

    [Fact]
    public void Apply_AttributeOfAFormerSchema_DoesNotCountAsAChange()
    {
        System.Text.Json.Nodes.JsonObject current = SampleResources.CreateAda(
            $"'{PlantUrn}':{{'floor':1}}",
            SampleResources.PlantUser
        );
        PatchOutcome outcome = PatchEngine.ApplyRequest(
            SampleResources.User,
            current,
            PatchAssert.ParseRequest("{'op':'remove','path':'title'}", SampleResources.User),
            PatchOptions.Default
        );
        Assert.False(outcome.IsChanged);
    }
}

using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;
using Scim.Protocol.Schema.Declared;

namespace Scim.Protocol.Tests.Schema.Declared;

[Trait("rfc", "7643-7")]
public class TenantDeclarationsTests
{
    private const string Everything = """
        {"name":"a","type":"complex","multiValued":true,"description":"d","required":true,"returned":"always","subAttributes":[
          {"name":"b","caseExact":true,"mutability":"immutable","uniqueness":"server","canonicalValues":["x","y"]},
          {"name":"$ref","type":"reference","referenceTypes":["User","external"]},
          {"name":"s","mutability":"writeOnly"}]}
        """;

    [Fact]
    public void Parse_OfWhatWasWritten_IsTheSame()
    {
        TenantDeclarations declared = Json.Users(Everything)
            .Add(Json.Schema("""{"name":"n","type":"integer"}""", "urn:example:core:C"), DeclarationLimits.Default)
            .Add(Json.Type("C", "/Cs", "urn:example:core:C", (Json.X, true)), DeclarationLimits.Default);
        TenantDeclarations again = TenantDeclarations.Parse(declared.ToUtf8());
        Assert.Equal(declared.ToUtf8(), again.ToUtf8());
        AttributeDefinition a = again.Schemas[0].Attributes[0];
        Assert.True(a is { Type: AttributeType.Complex, MultiValued: true, Required: true, Returned: Returned.Always, Description: "d", Declared: true });
        Assert.True(a.Sub("b") is { CaseExact: true, Mutability: Mutability.Immutable, Uniqueness: Uniqueness.Server, CanonicalValues: ["x", "y"] });
        Assert.True(a.Sub("$ref") is { CaseExact: true, ReferenceTypes: ["User", "external"] });
        Assert.True(a.Sub("s") is { Returned: Returned.Never });
        Assert.Equal("C", again.Types[1].Name);
    }

    [Fact]
    public void Compile_OfNothing_IsTheDefault() => Assert.Same(TenantSchemas.Default, TenantDeclarations.None.Compile(0));

    [Fact]
    public void Compile_PutsTypesAndSchemasInOrder()
    {
        TenantSchemas compiled = Json.Users("""{"name":"a"}""").Add(Json.Schema("""{"name":"a"}""", "urn:example:loose"), DeclarationLimits.Default).Compile(7);
        Assert.Equal(["User", "Group"], compiled.ResourceTypes.Select(t => t.Name));
        Assert.All(compiled.ResourceTypes, t => Assert.Equal(7, t.Version));
        Assert.Equal([SchemaUrns.EnterpriseUser, Json.X], compiled.ByName("User")!.Extensions.Select(e => e.Schema.Id));
        Assert.NotNull(compiled.SchemaByUrn("urn:example:loose"));
    }

    [Theory]
    [InlineData("urn:example:x:2.0:X", true)]
    [InlineData("URN:Example:a", true)]
    [InlineData("urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User", true)]
    [InlineData("urn:ex:a_b-c.d", true)]
    [InlineData("urn:ex", false)]
    [InlineData("urn:ex:", false)]
    [InlineData("urn:ex::a", false)]
    [InlineData("urn:e:a", false)]
    [InlineData("ex:a:b", false)]
    [InlineData("urn:ex:a/b", false)]
    [InlineData("urn:ex:a[b]", false)]
    [InlineData("urn:ex:a\n", false)]
    [InlineData("urn:ex:ä", false)]
    public void IsUrn_TellsWhatAPathCanHold(string urn, bool expected) => Assert.Equal(expected, DeclarationSyntax.IsUrn(urn));

    [Theory]
    [InlineData("a", true)]
    [InlineData("aB9_-$", true)]
    [InlineData("9a", false)]
    [InlineData("_a", false)]
    [InlineData("a.b", false)]
    [InlineData("a b", false)]
    [InlineData("a\n", false)]
    [InlineData("", false)]
    [InlineData("ä", false)]
    public void IsAttributeName_FollowsTheRfc(string name, bool expected) => Assert.Equal(expected, DeclarationSyntax.IsAttributeName(name));

    [Fact]
    public void Replace_ThatWouldHideAnotherSchema_IsRefused()
    {
        TenantDeclarations declared = TenantDeclarations.None
            .Add(Json.Schema("""{"name":"a"}""", "urn:example:s"), DeclarationLimits.Default)
            .Add(Json.Schema("""{"name":"a"}""", "urn:example:s:b"), DeclarationLimits.Default)
            .Replace("User", Json.Type("User", "/Users", SchemaUrns.User, ("urn:example:s", false), ("urn:example:s:b", false)), DeclarationLimits.Default);
        var refused = Assert.Throws<ScimException>(() => declared.Replace("urn:example:s", Json.Schema("""{"name":"B"}""", "urn:example:s"), DeclarationLimits.Default));
        Assert.Contains("urn:example:s:b", refused.Error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":"r","type":"reference","referenceTypes":["User"]}""", "Users/1", true)]
    [InlineData("""{"name":"r","type":"reference","referenceTypes":["User"]}""", "https://x.example/scim/v2/users/1?a=b", true)]
    [InlineData("""{"name":"r","type":"reference","referenceTypes":["User"]}""", "0189", true)]
    [InlineData("""{"name":"r","type":"reference","referenceTypes":["User"]}""", "/Groups/1", false)]
    [InlineData("""{"name":"r","type":"reference","referenceTypes":["User"]}""", "mailto:a@b.example", false)]
    [InlineData("""{"name":"r","type":"reference","referenceTypes":["User","Group"]}""", "/Groups/1", true)]
    [InlineData("""{"name":"r","type":"reference","referenceTypes":["Later"]}""", "/Anything/1", true)]
    [InlineData("""{"name":"r","type":"reference","referenceTypes":["external"]}""", "https://x.example", true)]
    [InlineData("""{"name":"r","type":"reference","referenceTypes":["external"]}""", "/x", false)]
    [InlineData("""{"name":"r","type":"reference","referenceTypes":["external","User"]}""", "/Users/1", true)]
    [InlineData("""{"name":"r","type":"reference","referenceTypes":["uri"]}""", "urn:x:y", true)]
    [InlineData("""{"name":"r","type":"reference"}""", "anything", true)]
    [InlineData("""{"name":"r","type":"reference"}""", "any thing", false)]
    [InlineData("""{"name":"r","type":"reference","referenceTypes":["uri"]}""", "<x>", false)]
    public void Reference_IsHeldToItsTypes(string attribute, string value, bool expected)
    {
        ResourceType user = Json.Users(attribute).Compile(1).ByName("User")!;
        JsonObject body = new() { ["userName"] = "u", [Json.X] = new JsonObject { ["r"] = value } };
        if (expected) Assert.Equal(value, ResourceNormalizer.Normalize(user, body, NormalizeOptions.Default).Document[Json.X]!["r"]!.GetValue<string>());
        else Assert.Equal(ScimErrorKind.InvalidValue, Assert.Throws<ScimException>(() => ResourceNormalizer.Normalize(user, body, NormalizeOptions.Default)).Error.Kind);
    }

    [Fact]
    public void Password_OfATenantsOwnSchema_IsAnOrdinaryAttribute()
    {
        ResourceType user = Json.Users("""{"name":"password","mutability":"writeOnly"}""").Compile(1).ByName("User")!;
        JsonObject body = new() { ["userName"] = "u", [Json.X] = new JsonObject { ["password"] = "p" } };
        NormalizedResource read = ResourceNormalizer.Normalize(user, body, NormalizeOptions.Default);
        Assert.Null(read.Password);
        Assert.Equal("p", read.Document[Json.X]!["password"]!.GetValue<string>());
    }
}

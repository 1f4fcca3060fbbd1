using System.Text.Json.Nodes;
using Scim.Protocol.CustomSchemas;
using Scim.Protocol.Errors;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Tests.CustomSchemas;

[Trait("rfc", "7643-7")]
public class TenantCustomSchemasTests
{
    private const string AllExtensions = """
        {"name":"a","type":"complex","multiValued":true,"description":"d","required":true,"returned":"always","subAttributes":[
          {"name":"b","caseExact":true,"mutability":"immutable","uniqueness":"server","canonicalValues":["x","y"]},
          {"name":"$ref","type":"reference","referenceTypes":["User","external"]},
          {"name":"s","mutability":"writeOnly"}]}
        """;

    [Fact]
    public void Parse_OfWrittenSchemas_IsTheSame()
    {
        TenantCustomSchemas declared = SchemaSamples
            .ExtendUsers(AllExtensions)
            .AddSchema(
                SchemaSamples.ParseSchema("""{"name":"n","type":"integer"}""", "urn:example:core:C"),
                CustomSchemaLimits.Default
            )
            .AddResourceType(
                SchemaSamples.ParseResourceType("C", "/Cs", "urn:example:core:C", (SchemaSamples.ExtensionUrn, true)),
                CustomSchemaLimits.Default
            );
        TenantCustomSchemas again = TenantCustomSchemas.Parse(declared.ToUtf8());
        Assert.Equal(declared.ToUtf8(), again.ToUtf8());
        AttributeDefinition a = again.Schemas[0].Attributes[0];
        Assert.True(
            a
                is {
                    Type: AttributeType.Complex,
                    MultiValued: true,
                    Required: true,
                    Returned: Returned.Always,
                    Description: "d",
                    IsCustom: true
                }
        );
        Assert.True(
            a.FindSubAttribute("b")
                is {
                    CaseExact: true,
                    Mutability: Mutability.Immutable,
                    Uniqueness: Uniqueness.Server,
                    CanonicalValues: ["x", "y"]
                }
        );
        Assert.True(a.FindSubAttribute("$ref") is { CaseExact: true, ReferenceTypes: ["User", "external"] });
        Assert.True(a.FindSubAttribute("s") is { Returned: Returned.Never });
        Assert.Equal("C", again.ResourceTypes[1].Name);
    }

    [Fact]
    public void CompileSchemas_WithoutCustomSchemas_IsTheDefault() =>
        Assert.Same(TenantSchemas.Default, TenantCustomSchemas.None.CompileSchemas(0));

    [Fact]
    public void CompileSchemas_SortsTypesAndSchemas()
    {
        TenantSchemas compiled = SchemaSamples
            .ExtendUsers("""{"name":"a"}""")
            .AddSchema(SchemaSamples.ParseSchema("""{"name":"a"}""", "urn:example:loose"), CustomSchemaLimits.Default)
            .CompileSchemas(7);
        Assert.Equal(["User", "Group"], compiled.ResourceTypes.Select(t => t.Name));
        Assert.All(compiled.ResourceTypes, t => Assert.Equal(7, t.Version));
        Assert.Equal(
            [SchemaUrns.EnterpriseUser, SchemaSamples.ExtensionUrn],
            compiled.FindByName("User")!.Extensions.Select(e => e.Schema.Id)
        );
        Assert.NotNull(compiled.FindSchema("urn:example:loose"));
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
    public void IsUrn_OfText_IsTrueForPathSafeUrns(string urn, bool expected) =>
        Assert.Equal(expected, CustomSchemaSyntax.IsUrn(urn));

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
    public void IsAttributeName_FollowsTheRfc(string name, bool expected) =>
        Assert.Equal(expected, CustomSchemaSyntax.IsAttributeName(name));

    [Fact]
    public void Replace_ThatWouldHideAnotherSchema_IsRejected()
    {
        TenantCustomSchemas declared = TenantCustomSchemas
            .None.AddSchema(SchemaSamples.ParseSchema("""{"name":"a"}""", "urn:example:s"), CustomSchemaLimits.Default)
            .AddSchema(SchemaSamples.ParseSchema("""{"name":"a"}""", "urn:example:s:b"), CustomSchemaLimits.Default)
            .ReplaceResourceType(
                "User",
                SchemaSamples.ParseResourceType(
                    "User",
                    "/Users",
                    SchemaUrns.User,
                    ("urn:example:s", false),
                    ("urn:example:s:b", false)
                ),
                CustomSchemaLimits.Default
            );
        var refused = Assert.Throws<ScimException>(() =>
            declared.ReplaceSchema(
                "urn:example:s",
                SchemaSamples.ParseSchema("""{"name":"B"}""", "urn:example:s"),
                CustomSchemaLimits.Default
            )
        );
        Assert.Contains("urn:example:s:b", refused.Error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":"r","type":"reference","referenceTypes":["User"]}""", "Users/1", true)]
    [InlineData(
        """{"name":"r","type":"reference","referenceTypes":["User"]}""",
        "https://x.example/scim/v2/users/1?a=b",
        true
    )]
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
    public void Reference_IsRestrictedToItsTypes(string attribute, string value, bool expected)
    {
        ResourceType user = SchemaSamples.ExtendUsers(attribute).CompileSchemas(1).FindByName("User")!;
        JsonObject body = new()
        {
            ["userName"] = "u",
            [SchemaSamples.ExtensionUrn] = new JsonObject { ["r"] = value },
        };
        if (expected)
            Assert.Equal(
                value,
                ResourceNormalizer.NormalizeBody(user, body, NormalizeOptions.Default).Document[
                    SchemaSamples.ExtensionUrn
                ]!["r"]!.GetValue<string>()
            );
        else
            Assert.Equal(
                ScimErrorKind.InvalidValue,
                Assert
                    .Throws<ScimException>(() => ResourceNormalizer.NormalizeBody(user, body, NormalizeOptions.Default))
                    .Error.Kind
            );
    }

    [Fact]
    public void Password_OfCustomSchema_IsAnOrdinaryAttribute()
    {
        ResourceType user = SchemaSamples
            .ExtendUsers("""{"name":"password","mutability":"writeOnly"}""")
            .CompileSchemas(1)
            .FindByName("User")!;
        JsonObject body = new()
        {
            ["userName"] = "u",
            [SchemaSamples.ExtensionUrn] = new JsonObject { ["password"] = "p" },
        };
        NormalizedResource read = ResourceNormalizer.NormalizeBody(user, body, NormalizeOptions.Default);
        Assert.Null(read.Password);
        Assert.Equal("p", read.Document[SchemaSamples.ExtensionUrn]!["password"]!.GetValue<string>());
    }
}

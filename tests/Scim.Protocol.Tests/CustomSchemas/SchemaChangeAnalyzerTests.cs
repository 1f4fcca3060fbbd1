using Scim.Protocol.CustomSchemas;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Tests.CustomSchemas;

/// <summary>Tests which rules stored resources must satisfy for a schema change.</summary>
public class SchemaChangeAnalyzerTests
{
    [Theory]
    [InlineData("""{"name":"a"}""", """{"name":"a"}""", "")]
    [InlineData(
        """{"name":"a"}""",
        """{"name":"a","description":"new","mutability":"immutable","returned":"always"}""",
        ""
    )]
    [InlineData("""{"name":"a"}""", """{"name":"a"},{"name":"b"}""", "")]
    [InlineData("""{"name":"a"}""", """{"name":"a"},{"name":"b","required":true}""", "EveryValue b")]
    [InlineData("""{"name":"a"}""", """{"name":"a"},{"name":"b","required":true,"mutability":"readOnly"}""", "")]
    [InlineData(
        """{"name":"a","required":true,"mutability":"readOnly"}""",
        """{"name":"a","required":true}""",
        "EveryValue a"
    )]
    [InlineData("""{"name":"a"},{"name":"b"}""", """{"name":"b"}""", "NoValue a")]
    [InlineData("""{"name":"a"}""", """{"name":"A"}""", "NoValue a")]
    [InlineData("""{"name":"a"}""", """{"name":"a","type":"integer"}""", "NoValue a")]
    [InlineData("""{"name":"a"}""", """{"name":"a","type":"integer","required":true}""", "NoValue a,EveryValue a")]
    [InlineData("""{"name":"a"}""", """{"name":"a","multiValued":true}""", "NoValue a")]
    [InlineData("""{"name":"a","caseExact":true}""", """{"name":"a"}""", "NoValue a")]
    [InlineData("""{"name":"a"}""", """{"name":"a","mutability":"writeOnly"}""", "NoValue a")]
    [InlineData("""{"name":"a"}""", """{"name":"a","canonicalValues":["x"]}""", "OnlyValues a")]
    [InlineData(
        """{"name":"a","canonicalValues":["x","y"]}""",
        """{"name":"a","canonicalValues":["y"]}""",
        "OnlyValues a"
    )]
    [InlineData("""{"name":"a","canonicalValues":["x"]}""", """{"name":"a","canonicalValues":["y","x"]}""", "")]
    [InlineData("""{"name":"a","canonicalValues":["x"]}""", """{"name":"a"}""", "")]
    [InlineData("""{"name":"a"}""", """{"name":"a","uniqueness":"server"}""", "DistinctValues a")]
    [InlineData("""{"name":"a","uniqueness":"server"}""", """{"name":"a","uniqueness":"global"}""", "")]
    [InlineData(
        """{"name":"a","returned":"never"}""",
        """{"name":"a","returned":"never","uniqueness":"server"}""",
        "NoValue a"
    )]
    [InlineData(
        """{"name":"a","type":"reference"}""",
        """{"name":"a","type":"reference","referenceTypes":["User"]}""",
        "NoValue a"
    )]
    [InlineData(
        """{"name":"a","type":"reference","referenceTypes":["User"]}""",
        """{"name":"a","type":"reference","referenceTypes":["User","Group"]}""",
        ""
    )]
    [InlineData(
        """{"name":"a","type":"reference","referenceTypes":["User"]}""",
        """{"name":"a","type":"reference","referenceTypes":["uri"]}""",
        ""
    )]
    [InlineData(
        """{"name":"a","type":"complex","subAttributes":[{"name":"b"},{"name":"c"}]}""",
        """{"name":"a","type":"complex","subAttributes":[{"name":"c"}]}""",
        "NoValue a.b"
    )]
    [InlineData(
        """{"name":"a","type":"complex","subAttributes":[{"name":"b"}]}""",
        """{"name":"a","type":"complex","subAttributes":[{"name":"b"},{"name":"c","required":true}]}""",
        "EveryValue a.c"
    )]
    [InlineData("""{"name":"a","type":"complex","subAttributes":[{"name":"b"}]}""", """{"name":"a"}""", "NoValue a")]
    public void GetStoredRules_OfChangedSchema_AreTheRulesDataCouldViolate(
        string before,
        string after,
        string expected
    ) =>
        Assert.Equal(
            expected,
            FormatRules(
                SchemaChangeAnalyzer.GetStoredRules(
                    SchemaSamples.ExtendUsers(before).CompileSchemas(1),
                    SchemaSamples.ExtendUsers(after).CompileSchemas(2)
                )
            )
        );

    [Fact]
    public void GetStoredRules_OfExtension_DependOnAdditionOrRemoval()
    {
        TenantSchemas none = TenantSchemas.Default,
            optional = SchemaSamples.ExtendUsers("""{"name":"a","required":true}""").CompileSchemas(1),
            required = SchemaSamples.ExtendUsers("""{"name":"a","required":true}""", required: true).CompileSchemas(2);
        Assert.Equal("", FormatRules(SchemaChangeAnalyzer.GetStoredRules(none, optional)));
        Assert.Equal("EveryExtension", FormatRules(SchemaChangeAnalyzer.GetStoredRules(none, required)));
        Assert.Equal("EveryExtension", FormatRules(SchemaChangeAnalyzer.GetStoredRules(optional, required)));
        Assert.Equal("", FormatRules(SchemaChangeAnalyzer.GetStoredRules(required, optional)));
        Assert.Equal("NoValue a", FormatRules(SchemaChangeAnalyzer.GetStoredRules(optional, none)));
    }

    [Fact]
    public void GetStoredRules_OfType_RequireNoResource()
    {
        TenantCustomSchemas with = TenantCustomSchemas
            .None.AddSchema(SchemaSamples.ParseSchema("""{"name":"a"}""", "urn:example:c"), CustomSchemaLimits.Default)
            .AddSchema(SchemaSamples.ParseSchema("""{"name":"a"}""", "urn:example:d"), CustomSchemaLimits.Default)
            .AddResourceType(SchemaSamples.ParseResourceType("C", "/Cs", "urn:example:c"), CustomSchemaLimits.Default);
        TenantSchemas before = with.CompileSchemas(1);
        Assert.Equal(
            "NoResource",
            FormatRules(SchemaChangeAnalyzer.GetStoredRules(before, with.RemoveResourceType("C").CompileSchemas(2)))
        );
        Assert.Equal(
            "",
            FormatRules(SchemaChangeAnalyzer.GetStoredRules(with.RemoveResourceType("C").CompileSchemas(1), before))
        );
        Assert.Equal(
            "NoResource",
            FormatRules(
                SchemaChangeAnalyzer.GetStoredRules(
                    before,
                    with.ReplaceResourceType(
                            "C",
                            SchemaSamples.ParseResourceType("C", "/Cs", "urn:example:d"),
                            CustomSchemaLimits.Default
                        )
                        .CompileSchemas(2)
                )
            )
        );
        Assert.Equal(
            "",
            FormatRules(
                SchemaChangeAnalyzer.GetStoredRules(
                    before,
                    with.ReplaceResourceType(
                            "C",
                            SchemaSamples.ParseResourceType("C", "/Other", "urn:example:c"),
                            CustomSchemaLimits.Default
                        )
                        .CompileSchemas(2)
                )
            )
        );
    }

    [Fact]
    public void GetReleasedUniqueValues_ReturnsAttributesNoLongerUnique()
    {
        TenantSchemas unique = SchemaSamples
            .ExtendUsers("""{"name":"a","uniqueness":"server"},{"name":"b","uniqueness":"server"}""")
            .CompileSchemas(1);
        Assert.Equal(
            [("User", $"{SchemaSamples.ExtensionUrn}:a")],
            SchemaChangeAnalyzer.GetReleasedUniqueValues(
                unique,
                SchemaSamples.ExtendUsers("""{"name":"a"},{"name":"b","uniqueness":"server"}""").CompileSchemas(2)
            )
        );
        Assert.Equal(2, SchemaChangeAnalyzer.GetReleasedUniqueValues(unique, TenantSchemas.Default).Count);
        Assert.Empty(SchemaChangeAnalyzer.GetReleasedUniqueValues(TenantSchemas.Default, unique));
    }

    private static string FormatRules(IReadOnlyList<StoredRule> rules) =>
        string.Join(
            ",",
            rules.Select(r =>
                r switch
                {
                    StoredRule.NoValue v => $"NoValue {FormatPath(v.Path)}",
                    StoredRule.EveryValue v => $"EveryValue {FormatPath(v.Path)}",
                    StoredRule.OnlyValues v => $"OnlyValues {FormatPath(v.Path)}",
                    StoredRule.DistinctValues v => $"DistinctValues {FormatPath(v.Path)}",
                    _ => r.GetType().Name,
                }
            )
        );

    private static string FormatPath(StoredAttributePath place) =>
        place.ToString()[(SchemaSamples.ExtensionUrn.Length + 1)..];
}

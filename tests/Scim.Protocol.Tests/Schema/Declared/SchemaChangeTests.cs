using Scim.Protocol.Schema;
using Scim.Protocol.Schema.Declared;

namespace Scim.Protocol.Tests.Schema.Declared;

/// <summary>What a change of schemas asks of the stored resources.</summary>
public class SchemaChangeTests
{
    [Theory]
    [InlineData("""{"name":"a"}""", """{"name":"a"}""", "")]
    [InlineData("""{"name":"a"}""", """{"name":"a","description":"new","mutability":"immutable","returned":"always"}""", "")]
    [InlineData("""{"name":"a"}""", """{"name":"a"},{"name":"b"}""", "")]
    [InlineData("""{"name":"a"}""", """{"name":"a"},{"name":"b","required":true}""", "EveryValue b")]
    [InlineData("""{"name":"a"}""", """{"name":"a"},{"name":"b","required":true,"mutability":"readOnly"}""", "")]
    [InlineData("""{"name":"a","required":true,"mutability":"readOnly"}""", """{"name":"a","required":true}""", "EveryValue a")]
    [InlineData("""{"name":"a"},{"name":"b"}""", """{"name":"b"}""", "NoValue a")]
    [InlineData("""{"name":"a"}""", """{"name":"A"}""", "NoValue a")]
    [InlineData("""{"name":"a"}""", """{"name":"a","type":"integer"}""", "NoValue a")]
    [InlineData("""{"name":"a"}""", """{"name":"a","type":"integer","required":true}""", "NoValue a,EveryValue a")]
    [InlineData("""{"name":"a"}""", """{"name":"a","multiValued":true}""", "NoValue a")]
    [InlineData("""{"name":"a","caseExact":true}""", """{"name":"a"}""", "NoValue a")]
    [InlineData("""{"name":"a"}""", """{"name":"a","mutability":"writeOnly"}""", "NoValue a")]
    [InlineData("""{"name":"a"}""", """{"name":"a","canonicalValues":["x"]}""", "OnlyValues a")]
    [InlineData("""{"name":"a","canonicalValues":["x","y"]}""", """{"name":"a","canonicalValues":["y"]}""", "OnlyValues a")]
    [InlineData("""{"name":"a","canonicalValues":["x"]}""", """{"name":"a","canonicalValues":["y","x"]}""", "")]
    [InlineData("""{"name":"a","canonicalValues":["x"]}""", """{"name":"a"}""", "")]
    [InlineData("""{"name":"a"}""", """{"name":"a","uniqueness":"server"}""", "DistinctValues a")]
    [InlineData("""{"name":"a","uniqueness":"server"}""", """{"name":"a","uniqueness":"global"}""", "")]
    [InlineData("""{"name":"a","returned":"never"}""", """{"name":"a","returned":"never","uniqueness":"server"}""", "NoValue a")]
    [InlineData("""{"name":"a","type":"reference"}""", """{"name":"a","type":"reference","referenceTypes":["User"]}""", "NoValue a")]
    [InlineData("""{"name":"a","type":"reference","referenceTypes":["User"]}""", """{"name":"a","type":"reference","referenceTypes":["User","Group"]}""", "")]
    [InlineData("""{"name":"a","type":"reference","referenceTypes":["User"]}""", """{"name":"a","type":"reference","referenceTypes":["uri"]}""", "")]
    [InlineData("""{"name":"a","type":"complex","subAttributes":[{"name":"b"},{"name":"c"}]}""", """{"name":"a","type":"complex","subAttributes":[{"name":"c"}]}""", "NoValue a.b")]
    [InlineData("""{"name":"a","type":"complex","subAttributes":[{"name":"b"}]}""", """{"name":"a","type":"complex","subAttributes":[{"name":"b"},{"name":"c","required":true}]}""", "EveryValue a.c")]
    [InlineData("""{"name":"a","type":"complex","subAttributes":[{"name":"b"}]}""", """{"name":"a"}""", "NoValue a")]
    public void Conditions_OfAChangedSchema_AreWhatDataCouldContradict(string before, string after, string expected) =>
        Assert.Equal(expected, Shown(SchemaChange.Conditions(Json.Users(before).Compile(1), Json.Users(after).Compile(2))));

    [Fact]
    public void Conditions_OfAnExtension_DependOnWhetherItComesOrGoes()
    {
        TenantSchemas none = TenantSchemas.Default, optional = Json.Users("""{"name":"a","required":true}""").Compile(1), required = Json.Users("""{"name":"a","required":true}""", required: true).Compile(2);
        Assert.Equal("", Shown(SchemaChange.Conditions(none, optional)));
        Assert.Equal("EveryExtension", Shown(SchemaChange.Conditions(none, required)));
        Assert.Equal("EveryExtension", Shown(SchemaChange.Conditions(optional, required)));
        Assert.Equal("", Shown(SchemaChange.Conditions(required, optional)));
        Assert.Equal("NoValue a", Shown(SchemaChange.Conditions(optional, none)));
    }

    [Fact]
    public void Conditions_OfAType_AreThatThereIsNoneOfIt()
    {
        TenantDeclarations with = TenantDeclarations.None.Add(Json.Schema("""{"name":"a"}""", "urn:example:c"), DeclarationLimits.Default)
            .Add(Json.Schema("""{"name":"a"}""", "urn:example:d"), DeclarationLimits.Default).Add(Json.Type("C", "/Cs", "urn:example:c"), DeclarationLimits.Default);
        TenantSchemas before = with.Compile(1);
        Assert.Equal("NoResource", Shown(SchemaChange.Conditions(before, with.RemoveType("C").Compile(2))));
        Assert.Equal("", Shown(SchemaChange.Conditions(with.RemoveType("C").Compile(1), before)));
        Assert.Equal("NoResource", Shown(SchemaChange.Conditions(before, with.Replace("C", Json.Type("C", "/Cs", "urn:example:d"), DeclarationLimits.Default).Compile(2))));
        Assert.Equal("", Shown(SchemaChange.Conditions(before, with.Replace("C", Json.Type("C", "/Other", "urn:example:c"), DeclarationLimits.Default).Compile(2))));
    }

    [Fact]
    public void Freed_NamesWhatNeedBeUniqueNoLonger()
    {
        TenantSchemas unique = Json.Users("""{"name":"a","uniqueness":"server"},{"name":"b","uniqueness":"server"}""").Compile(1);
        Assert.Equal([("User", $"{Json.X}:a")], SchemaChange.Freed(unique, Json.Users("""{"name":"a"},{"name":"b","uniqueness":"server"}""").Compile(2)));
        Assert.Equal(2, SchemaChange.Freed(unique, TenantSchemas.Default).Count);
        Assert.Empty(SchemaChange.Freed(TenantSchemas.Default, unique));
    }

    private static string Shown(IReadOnlyList<StoredRule> rules) => string.Join(",", rules.Select(r => r switch
    {
        StoredRule.NoValue v => $"NoValue {Short(v.Place)}",
        StoredRule.EveryValue v => $"EveryValue {Short(v.Place)}",
        StoredRule.OnlyValues v => $"OnlyValues {Short(v.Place)}",
        StoredRule.DistinctValues v => $"DistinctValues {Short(v.Place)}",
        _ => r.GetType().Name,
    }));

    private static string Short(StoredPlace place) => place.ToString()[(Json.X.Length + 1)..];
}

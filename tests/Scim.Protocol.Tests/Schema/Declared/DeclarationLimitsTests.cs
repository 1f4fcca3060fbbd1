using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;
using Scim.Protocol.Schema.Declared;

namespace Scim.Protocol.Tests.Schema.Declared;

/// <summary>Each limit, on both of its sides.</summary>
public class DeclarationLimitsTests
{
    private static readonly DeclarationLimits Small = new()
    {
        MaxSchemas = 2,
        MaxResourceTypes = 2,
        MaxExtensions = 2,
        MaxAttributes = 3,
        MaxSubAttributes = 2,
        MaxListedValues = 2,
        MaxNameLength = 8,
        MaxUrnLength = 24,
        MaxTextLength = 10,
    };

    [Theory]
    [InlineData(3, null)]
    [InlineData(4, "MaxAttributes of 3")]
    public void Attributes_UpToTheLimit_AreTaken(int number, string? limit) => Check(limit, () => Add(Json.Schema(Attributes(number), "urn:ex:x")));

    [Theory]
    [InlineData(2, null)]
    [InlineData(3, "MaxSubAttributes of 2")]
    public void SubAttributes_UpToTheLimit_AreTaken(int number, string? limit) =>
        Check(limit, () => Add(Json.Schema($$"""{"name":"a","type":"complex","subAttributes":[{{Attributes(number)}}]}""", "urn:ex:x")));

    [Theory]
    [InlineData(8, null)]
    [InlineData(9, "MaxNameLength of 8")]
    public void AttributeName_UpToTheLimit_IsTaken(int length, string? limit) =>
        Check(limit, () => Add(Json.Schema($$"""{"name":"{{new string('a', length)}}"}""", "urn:ex:x")));

    [Theory]
    [InlineData(24, null)]
    [InlineData(25, "MaxUrnLength of 24")]
    public void Urn_UpToTheLimit_IsTaken(int length, string? limit) => Check(limit, () => Add(Json.Schema(Attributes(1), "urn:ex:".PadRight(length, 'x')) with { Name = "n" }));

    [Theory]
    [InlineData(10, null)]
    [InlineData(11, "MaxTextLength of 10")]
    public void Text_UpToTheLimit_IsTaken(int length, string? limit)
    {
        string text = new('t', length);
        Check(limit, () => Add(Json.Schema(Attributes(1), "urn:ex:x") with { Name = text }));
        Check(limit, () => Add(Json.Schema(Attributes(1), "urn:ex:x") with { Name = "n", Description = text }));
        Check(limit, () => Add(Json.Schema($$"""{"name":"a","description":"{{text}}"}""", "urn:ex:x")));
        Check(limit, () => Add(Json.Schema($$"""{"name":"a","canonicalValues":["{{text}}"]}""", "urn:ex:x")));
    }

    [Theory]
    [InlineData(2, null)]
    [InlineData(3, "MaxListedValues of 2")]
    public void ListedValues_UpToTheLimit_AreTaken(int number, string? limit)
    {
        string values = string.Join(",", Enumerable.Range(0, number).Select(i => $"\"V{i}\""));
        Check(limit, () => Add(Json.Schema($$"""{"name":"a","canonicalValues":[{{values}}]}""", "urn:ex:x")));
        Check(limit, () => Add(Json.Schema($$"""{"name":"a","type":"reference","referenceTypes":[{{values}}]}""", "urn:ex:x")));
    }

    [Fact]
    public void Schemas_BeyondTheLimit_AreAConflict()
    {
        TenantDeclarations full = TenantDeclarations.None.Add(Json.Schema(Attributes(1), "urn:ex:a"), Small).Add(Json.Schema(Attributes(1), "urn:ex:b"), Small);
        Assert.Equal(2, full.Schemas.Count);
        var refused = Assert.Throws<ScimException>(() => full.Add(Json.Schema(Attributes(1), "urn:ex:c"), Small));
        Assert.Equal(ScimErrorKind.Conflict, refused.Error.Kind);
        Assert.Contains("MaxSchemas", refused.Error.Detail, StringComparison.Ordinal);
        Assert.Equal(2, full.Replace("urn:ex:a", Json.Schema(Attributes(2), "urn:ex:a"), Small).Schemas.Count);
    }

    [Fact]
    public void ResourceTypes_BeyondTheLimit_AreAConflict()
    {
        TenantDeclarations full = TenantDeclarations.None.Add(Json.Schema(Attributes(1), "urn:ex:a"), Small)
            .Replace("Group", Json.Type("Group", "/Groups", SchemaUrns.Group, ("urn:ex:a", false)), Small)
            .Add(Json.Type("A", "/As", "urn:ex:a"), Small).Add(Json.Type("B", "/Bs", "urn:ex:a"), Small);
        var refused = Assert.Throws<ScimException>(() => full.Add(Json.Type("C", "/Cs", "urn:ex:a"), Small));
        Assert.Equal(ScimErrorKind.Conflict, refused.Error.Kind);
        Assert.Contains("MaxResourceTypes", refused.Error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, null)]
    [InlineData(3, "MaxExtensions of 2")]
    public void Extensions_UpToTheLimit_AreTaken(int number, string? limit)
    {
        DeclarationLimits some = Small with { MaxSchemas = 10 };
        TenantDeclarations declared = TenantDeclarations.None;
        for (int i = 0; i < number; i++) declared = declared.Add(Json.Schema(Attributes(1), $"urn:ex:e{i}"), some);
        (string, bool)[] extensions = [.. Enumerable.Range(0, number).Select(i => ($"urn:ex:e{i}", false))];
        Check(limit, () => declared.Replace("User", Json.Type("User", "/Users", SchemaUrns.User, extensions), some));
    }

    [Theory]
    [InlineData(8, null)]
    [InlineData(9, "MaxNameLength of 8")]
    public void TypeName_UpToTheLimit_IsTaken(int length, string? limit)
    {
        TenantDeclarations declared = TenantDeclarations.None.Add(Json.Schema(Attributes(1), "urn:ex:a"), Small);
        Check(limit, () => declared.Add(Json.Type(new string('T', length), "/Ts", "urn:ex:a"), Small));
        Check(limit, () => declared.Add(Json.Type("T", "/" + new string('T', length), "urn:ex:a"), Small));
    }

    [Fact]
    public void Stored_UnderLargerLimits_IsStillRead()
    {
        TenantDeclarations large = TenantDeclarations.None.Add(Json.Schema(Attributes(50), "urn:ex:a"), DeclarationLimits.Default);
        Assert.Equal(50, TenantDeclarations.Parse(large.ToUtf8()).Schemas[0].Attributes.Count);
    }

    private static TenantDeclarations Add(SchemaDefinition schema) => TenantDeclarations.None.Add(schema, Small);

    private static string Attributes(int number) => string.Join(",", Enumerable.Range(0, number).Select(i => new JsonObject { ["name"] = $"n{i}" }.ToJsonString()));

    private static void Check(string? limit, Action declare)
    {
        if (limit is null)
        {
            declare();
            return;
        }

        var refused = Assert.Throws<ScimException>(declare);
        Assert.Equal(ScimErrorKind.InvalidValue, refused.Error.Kind);
        Assert.Contains(limit, refused.Error.Detail, StringComparison.Ordinal);
    }
}

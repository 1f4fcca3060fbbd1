using System.Text.Json.Nodes;
using Scim.Protocol.CustomSchemas;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Tests.CustomSchemas;

/// <summary>Tests each limit with values at and beyond it.</summary>
public class CustomSchemaLimitsTests
{
    private static readonly CustomSchemaLimits SmallLimits = new()
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
    [InlineData(4, "MaxAttributes limit of 3")]
    public void Attributes_UpToTheLimit_AreAccepted(int number, string? limit) =>
        AssertLimit(limit, () => AddSchema(SchemaSamples.ParseSchema(CreateAttributes(number), "urn:ex:x")));

    [Theory]
    [InlineData(2, null)]
    [InlineData(3, "MaxSubAttributes limit of 2")]
    public void SubAttributes_UpToTheLimit_AreAccepted(int number, string? limit) =>
        AssertLimit(
            limit,
            () =>
                AddSchema(
                    SchemaSamples.ParseSchema(
                        $$"""{"name":"a","type":"complex","subAttributes":[{{CreateAttributes(number)}}]}""",
                        "urn:ex:x"
                    )
                )
        );

    [Theory]
    [InlineData(8, null)]
    [InlineData(9, "MaxNameLength limit of 8")]
    public void AttributeName_UpToTheLimit_IsAccepted(int length, string? limit) =>
        AssertLimit(
            limit,
            () => AddSchema(SchemaSamples.ParseSchema($$"""{"name":"{{new string('a', length)}}"}""", "urn:ex:x"))
        );

    [Theory]
    [InlineData(24, null)]
    [InlineData(25, "MaxUrnLength limit of 24")]
    public void Urn_UpToTheLimit_IsAccepted(int length, string? limit) =>
        AssertLimit(
            limit,
            () =>
                AddSchema(
                    SchemaSamples.ParseSchema(CreateAttributes(1), "urn:ex:".PadRight(length, 'x')) with
                    {
                        Name = "n",
                    }
                )
        );

    [Theory]
    [InlineData(10, null)]
    [InlineData(11, "MaxTextLength limit of 10")]
    public void Text_UpToTheLimit_IsAccepted(int length, string? limit)
    {
        string text = new('t', length);
        AssertLimit(
            limit,
            () => AddSchema(SchemaSamples.ParseSchema(CreateAttributes(1), "urn:ex:x") with { Name = text })
        );
        AssertLimit(
            limit,
            () =>
                AddSchema(
                    SchemaSamples.ParseSchema(CreateAttributes(1), "urn:ex:x") with
                    {
                        Name = "n",
                        Description = text,
                    }
                )
        );
        AssertLimit(
            limit,
            () => AddSchema(SchemaSamples.ParseSchema($$"""{"name":"a","description":"{{text}}"}""", "urn:ex:x"))
        );
        AssertLimit(
            limit,
            () => AddSchema(SchemaSamples.ParseSchema($$"""{"name":"a","canonicalValues":["{{text}}"]}""", "urn:ex:x"))
        );
    }

    [Theory]
    [InlineData(2, null)]
    [InlineData(3, "MaxListedValues limit of 2")]
    public void ListedValues_UpToTheLimit_AreAccepted(int number, string? limit)
    {
        string values = string.Join(",", Enumerable.Range(0, number).Select(i => $"\"V{i}\""));
        AssertLimit(
            limit,
            () => AddSchema(SchemaSamples.ParseSchema($$"""{"name":"a","canonicalValues":[{{values}}]}""", "urn:ex:x"))
        );
        AssertLimit(
            limit,
            () =>
                AddSchema(
                    SchemaSamples.ParseSchema(
                        $$"""{"name":"a","type":"reference","referenceTypes":[{{values}}]}""",
                        "urn:ex:x"
                    )
                )
        );
    }

    [Fact]
    public void Schemas_BeyondTheLimit_AreAConflict()
    {
        TenantCustomSchemas full = TenantCustomSchemas
            .None.AddSchema(SchemaSamples.ParseSchema(CreateAttributes(1), "urn:ex:a"), SmallLimits)
            .AddSchema(SchemaSamples.ParseSchema(CreateAttributes(1), "urn:ex:b"), SmallLimits);
        Assert.Equal(2, full.Schemas.Count);
        var refused = Assert.Throws<ScimException>(() =>
            full.AddSchema(SchemaSamples.ParseSchema(CreateAttributes(1), "urn:ex:c"), SmallLimits)
        );
        Assert.Equal(ScimErrorKind.Conflict, refused.Error.Kind);
        Assert.Contains("MaxSchemas", refused.Error.Detail, StringComparison.Ordinal);
        Assert.Equal(
            2,
            full.ReplaceSchema(
                "urn:ex:a",
                SchemaSamples.ParseSchema(CreateAttributes(2), "urn:ex:a"),
                SmallLimits
            ).Schemas.Count
        );
    }

    [Fact]
    public void TotalSize_BeyondTheLimit_IsAConflict()
    {
        TenantCustomSchemas declared = TenantCustomSchemas.None.AddSchema(
            SchemaSamples.ParseSchema(CreateAttributes(3), "urn:ex:a"),
            SmallLimits
        );
        int size = declared.ToUtf8().Length;
        Assert.Same(declared, declared.CheckSize(SmallLimits with { MaxTotalBytes = size }));
        var refused = Assert.Throws<ScimException>(() =>
            declared.CheckSize(SmallLimits with { MaxTotalBytes = size - 1 })
        );
        Assert.Equal(ScimErrorKind.Conflict, refused.Error.Kind);
        Assert.Contains("MaxTotalBytes", refused.Error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void ResourceTypes_BeyondTheLimit_AreAConflict()
    {
        TenantCustomSchemas full = TenantCustomSchemas
            .None.AddSchema(SchemaSamples.ParseSchema(CreateAttributes(1), "urn:ex:a"), SmallLimits)
            .ReplaceResourceType(
                "Group",
                SchemaSamples.ParseResourceType("Group", "/Groups", SchemaUrns.Group, ("urn:ex:a", false)),
                SmallLimits
            )
            .AddResourceType(SchemaSamples.ParseResourceType("A", "/As", "urn:ex:a"), SmallLimits)
            .AddResourceType(SchemaSamples.ParseResourceType("B", "/Bs", "urn:ex:a"), SmallLimits);
        var refused = Assert.Throws<ScimException>(() =>
            full.AddResourceType(SchemaSamples.ParseResourceType("C", "/Cs", "urn:ex:a"), SmallLimits)
        );
        Assert.Equal(ScimErrorKind.Conflict, refused.Error.Kind);
        Assert.Contains("MaxResourceTypes", refused.Error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, null)]
    [InlineData(3, "MaxExtensions limit of 2")]
    public void Extensions_UpToTheLimit_AreAccepted(int number, string? limit)
    {
        CustomSchemaLimits some = SmallLimits with { MaxSchemas = 10 };
        TenantCustomSchemas declared = TenantCustomSchemas.None;
        for (int i = 0; i < number; i++)
            declared = declared.AddSchema(SchemaSamples.ParseSchema(CreateAttributes(1), $"urn:ex:e{i}"), some);
        (string, bool)[] extensions = [.. Enumerable.Range(0, number).Select(i => ($"urn:ex:e{i}", false))];
        AssertLimit(
            limit,
            () =>
                declared.ReplaceResourceType(
                    "User",
                    SchemaSamples.ParseResourceType("User", "/Users", SchemaUrns.User, extensions),
                    some
                )
        );
    }

    [Theory]
    [InlineData(8, null)]
    [InlineData(9, "MaxNameLength limit of 8")]
    public void TypeName_UpToTheLimit_IsAccepted(int length, string? limit)
    {
        TenantCustomSchemas declared = TenantCustomSchemas.None.AddSchema(
            SchemaSamples.ParseSchema(CreateAttributes(1), "urn:ex:a"),
            SmallLimits
        );
        AssertLimit(
            limit,
            () =>
                declared.AddResourceType(
                    SchemaSamples.ParseResourceType(new string('T', length), "/Ts", "urn:ex:a"),
                    SmallLimits
                )
        );
        AssertLimit(
            limit,
            () =>
                declared.AddResourceType(
                    SchemaSamples.ParseResourceType("T", "/" + new string('T', length), "urn:ex:a"),
                    SmallLimits
                )
        );
    }

    [Fact]
    public void StoredSchema_UnderLargerLimits_IsStillRead()
    {
        TenantCustomSchemas large = TenantCustomSchemas.None.AddSchema(
            SchemaSamples.ParseSchema(CreateAttributes(50), "urn:ex:a"),
            CustomSchemaLimits.Default
        );
        Assert.Equal(50, TenantCustomSchemas.Parse(large.ToUtf8()).Schemas[0].Attributes.Count);
    }

    private static TenantCustomSchemas AddSchema(SchemaDefinition schema) =>
        TenantCustomSchemas.None.AddSchema(schema, SmallLimits);

    private static string CreateAttributes(int number) =>
        string.Join(",", Enumerable.Range(0, number).Select(i => new JsonObject { ["name"] = $"n{i}" }.ToJsonString()));

    private static void AssertLimit(string? limit, Action declare)
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

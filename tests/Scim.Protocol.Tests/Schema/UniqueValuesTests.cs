using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Tests.Schema;

[Trait("rfc", "7643-7")]
public class UniqueValuesTests
{
    [Theory]
    [InlineData("""{"name":"a","uniqueness":"server"}""", """{"a":"ÄB"}""", "a=äb")]
    [InlineData("""{"name":"a","caseExact":true,"uniqueness":"global"}""", """{"a":"ÄB"}""", "a=ÄB")]
    [InlineData("""{"name":"a","type":"integer","uniqueness":"server"}""", """{"a":7}""", "a=7")]
    [InlineData(
        """{"name":"a","type":"dateTime","uniqueness":"server"}""",
        """{"a":"2026-01-31T12:00:00+02:00"}""",
        "a=2026-01-31T10:00:00.0000000Z"
    )]
    [InlineData("""{"name":"a","multiValued":true,"uniqueness":"server"}""", """{"a":["b","B","a"]}""", "a=a;a=b")]
    [InlineData(
        """{"name":"a","type":"complex","multiValued":true,"subAttributes":[{"name":"b","uniqueness":"server"},{"name":"c"}]}""",
        """{"a":[{"b":"2"},{"c":"x"},{"b":"1"}]}""",
        "a.b=1;a.b=2"
    )]
    [InlineData(
        """{"name":"a","type":"complex","subAttributes":[{"name":"b","multiValued":true,"uniqueness":"server"}]}""",
        """{"a":{"b":["2","1"]}}""",
        "a.b=1;a.b=2"
    )]
    [InlineData("""{"name":"a","uniqueness":"server"},{"name":"b"}""", """{"b":"x"}""", "")]
    [InlineData("""{"name":"a"}""", """{"a":"x"}""", "")]
    public void GetValues_Document_ReturnsUniqueValues(string attributes, string data, string expected)
    {
        ResourceType user = CustomSchemas.SchemaSamples.ExtendUsers(attributes).CompileSchemas(1).FindByName("User")!;
        JsonObject document = new()
        {
            ["userName"] = "u",
            [CustomSchemas.SchemaSamples.ExtensionUrn] = JsonNode.Parse(data),
        };
        Assert.Equal(
            expected,
            string.Join(
                ";",
                user.UniqueValues.GetValues(document)
                    .Select(v => $"{v.Path[(CustomSchemas.SchemaSamples.ExtensionUrn.Length + 1)..]}={v.Value}")
            )
        );
    }

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void CheckLengths_LongValue_IsRejectedBeyondTheLimit(int length, bool expected)
    {
        ResourceType user = CustomSchemas
            .SchemaSamples.ExtendUsers("""{"name":"a","uniqueness":"server"}""")
            .CompileSchemas(1)
            .FindByName("User")!;
        JsonObject document = new()
        {
            [CustomSchemas.SchemaSamples.ExtensionUrn] = new JsonObject { ["a"] = new string('x', length) },
        };
        if (expected)
            user.UniqueValues.CheckLengths(document);
        else
            Assert.Contains(
                ":a must be unique",
                Assert.Throws<ScimException>(() => user.UniqueValues.CheckLengths(document)).Error.Detail,
                StringComparison.Ordinal
            );
    }

    [Fact]
    public void Attributes_OfTheBuiltInSchemas_AreNotIncluded()
    {
        Assert.Empty(BuiltInResourceTypes.User.UniqueValues.Attributes);
        Assert.Empty(BuiltInResourceTypes.Group.UniqueValues.Attributes);
    }
}

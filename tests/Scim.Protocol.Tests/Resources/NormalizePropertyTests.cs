using System.Text.Json.Nodes;
using CsCheck;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Resources;

namespace Scim.Protocol.Tests.Resources;

public sealed class NormalizePropertyTests
{
    private static readonly NormalizeOptions Options = new() { ExpectedId = "u1" };

    [Fact]
    public void Normalize_Twice_IsTheSameAsOnce() =>
        BodyGenerator.Body.Sample(
            body =>
            {
                JsonObject once = ResourceNormalizer
                    .NormalizeBody(SampleResources.PlantUser, SampleResources.ParseObject(body), Options)
                    .Document;
                NormalizedResource twice = ResourceNormalizer.NormalizeBody(
                    SampleResources.PlantUser,
                    ScimJson.ParseObject(ScimJson.ToUtf8(once), JsonLimits.Default),
                    Options
                );
                Assert.Equal(once.ToJsonString(), twice.Document.ToJsonString());
                Assert.Empty(twice.Ignored);
            },
            iter: 5_000
        );

    [Fact]
    public void Normalize_RenderedDocument_IsTheDocumentAgain() =>
        BodyGenerator.Body.Sample(
            body =>
            {
                JsonObject document = ResourceNormalizer
                    .NormalizeBody(SampleResources.PlantUser, SampleResources.ParseObject(body), Options)
                    .Document;
                string rendered = RenderedResource.RenderText(
                    SampleResources.PlantUser,
                    document,
                    Projection.GetDefault(SampleResources.PlantUser),
                    [new GroupRef("g", "G", true, "https://x/Groups/g")]
                );
                NormalizedResource again = ResourceNormalizer.NormalizeBody(
                    SampleResources.PlantUser,
                    SampleResources.ParseObject(rendered),
                    Options
                );
                Assert.Equal(document.ToJsonString(), again.Document.ToJsonString());
                Assert.Equal(["groups", "meta"], again.Ignored);
            },
            iter: 5_000
        );

    [Fact]
    public void Normalize_Document_IsCanonical() =>
        BodyGenerator.Body.Sample(
            body =>
            {
                JsonObject document = ResourceNormalizer
                    .NormalizeBody(SampleResources.PlantUser, SampleResources.ParseObject(body), Options)
                    .Document;
                AssertAssigned(document);
                foreach ((_, JsonNode? value) in document)
                    if (value is JsonArray list)
                        Assert.True(list.Count(e => e is JsonObject o && o["primary"] is { } p && (bool)p) <= 1);
            },
            iter: 5_000
        );

    [Fact]
    public void Normalize_AnyJson_ReturnsDocumentOrThrowsScimException()
    {
        Gen<string> leaf = Gen.OneOfConst("null", "''", "'x'", "1", "1.5", "true", "[]", "{}", "[[1]]", "[null,{}]");
        Gen<string> key = Gen.OneOfConst(
            "value",
            "type",
            "primary",
            "givenName",
            "userName",
            "emails",
            "name",
            "name.givenName",
            "emails.value",
            "schemas",
            "manager",
            "managerId",
            "x",
            "members",
            SampleResources.EnterpriseUrn,
            SampleResources.PlantUrn,
            $"{SampleResources.PlantUrn}:keys",
            $"{SampleResources.PlantUrn}:desk.number",
            "urn:ietf:params:scim:schemas:core:2.0:User",
            ":",
            ".",
            ""
        );
        Gen<string> obj = Gen.Select(key, leaf).Array[0, 4].Select(FormatObject);
        Gen<string> value = Gen.OneOf(
            leaf,
            obj,
            Gen.OneOf(leaf, obj).Array[0, 3].Select(v => $"[{string.Join(',', v)}]")
        );
        Gen<string> nested = Gen.Select(key, Gen.OneOf(value, Gen.Select(key, value).Array[0, 4].Select(FormatObject)))
            .Array[0, 5]
            .Select(FormatObject);
        nested.Sample(
            body =>
            {
                foreach (
                    Scim.Protocol.Schema.ResourceType type in new[] { SampleResources.PlantUser, SampleResources.Group }
                )
                {
                    try
                    {
                        ResourceNormalizer.NormalizeBody(type, SampleResources.ParseObject(body), Options);
                    }
                    catch (ScimException)
                    {
                        // Expected for invalid input.
                    }
                }
            },
            iter: 20_000
        );
    }

    private static string FormatObject((string Key, string Value)[] members) =>
        $"{{{string.Join(',', members.DistinctBy(m => m.Key).Select(m => $"'{m.Key}':{m.Value}"))}}}";

    private static void AssertAssigned(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject obj:
                Assert.NotEmpty(obj);
                foreach ((_, JsonNode? value) in obj)
                    AssertAssigned(value);
                break;
            case JsonArray list:
                Assert.NotEmpty(list);
                foreach (JsonNode? value in list)
                    AssertAssigned(value);
                break;
            default:
                Assert.NotNull(node);
                Assert.NotEqual("\"\"", node.ToJsonString());
                break;
        }
    }
}

using System.Text.Json.Nodes;
using CsCheck;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;

namespace Scim.Protocol.Tests.Json;

public sealed class NormalizePropertyTests
{
    private static readonly NormalizeOptions Options = new() { ExpectedId = "u1" };

    [Fact]
    public void Normalize_Twice_IsTheSameAsOnce() =>
        BodyGen.Body.Sample(
            body =>
            {
                JsonObject once = ResourceNormalizer.Normalize(Sample.PlantUser, Sample.Parse(body), Options).Document;
                NormalizedResource twice = ResourceNormalizer.Normalize(Sample.PlantUser, ScimJson.ParseObject(ScimJson.ToUtf8(once), JsonLimits.Default), Options);
                Assert.Equal(once.ToJsonString(), twice.Document.ToJsonString());
                Assert.Empty(twice.Ignored);
            },
            iter: 5_000);

    [Fact]
    public void Normalize_RenderedDocument_IsTheDocumentAgain() =>
        BodyGen.Body.Sample(
            body =>
            {
                JsonObject document = ResourceNormalizer.Normalize(Sample.PlantUser, Sample.Parse(body), Options).Document;
                string rendered = RenderedResource.Text(
                    Sample.PlantUser, document, Projection.Default(Sample.PlantUser), [new GroupRef("g", "G", true, "https://x/Groups/g")]);
                NormalizedResource again = ResourceNormalizer.Normalize(Sample.PlantUser, Sample.Parse(rendered), Options);
                Assert.Equal(document.ToJsonString(), again.Document.ToJsonString());
                Assert.Equal(["groups", "meta"], again.Ignored);
            },
            iter: 5_000);

    [Fact]
    public void Normalize_Document_IsCanonical() =>
        BodyGen.Body.Sample(
            body =>
            {
                JsonObject document = ResourceNormalizer.Normalize(Sample.PlantUser, Sample.Parse(body), Options).Document;
                AssertAssigned(document);
                foreach ((_, JsonNode? value) in document)
                    if (value is JsonArray list) Assert.True(list.Count(e => e is JsonObject o && o["primary"] is { } p && (bool)p) <= 1);
            },
            iter: 5_000);

    [Fact]
    public void Normalize_AnyJson_GivesADocumentOrAScimException()
    {
        Gen<string> leaf = Gen.OneOfConst("null", "''", "'x'", "1", "1.5", "true", "[]", "{}", "[[1]]", "[null,{}]");
        Gen<string> key = Gen.OneOfConst("value", "type", "primary", "givenName", "userName", "emails", "name", "name.givenName", "emails.value", "schemas", "manager", "managerId", "x", "members",
            Sample.Enterprise, Sample.Plant, $"{Sample.Plant}:keys", $"{Sample.Plant}:desk.number", "urn:ietf:params:scim:schemas:core:2.0:User", ":", ".", "");
        Gen<string> obj = Gen.Select(key, leaf).Array[0, 4].Select(Object);
        Gen<string> value = Gen.OneOf(leaf, obj, Gen.OneOf(leaf, obj).Array[0, 3].Select(v => $"[{string.Join(',', v)}]"));
        Gen<string> nested = Gen.Select(key, Gen.OneOf(value, Gen.Select(key, value).Array[0, 4].Select(Object))).Array[0, 5].Select(Object);
        nested.Sample(
            body =>
            {
                foreach (Scim.Protocol.Schema.ResourceType type in new[] { Sample.PlantUser, Sample.Group })
                {
                    try
                    {
                        ResourceNormalizer.Normalize(type, Sample.Parse(body), Options);
                    }
                    catch (ScimException)
                    {
                        // what is allowed to happen
                    }
                }
            },
            iter: 20_000);
    }

    private static string Object((string Key, string Value)[] members) => $"{{{string.Join(',', members.DistinctBy(m => m.Key).Select(m => $"'{m.Key}':{m.Value}"))}}}";

    private static void AssertAssigned(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject obj:
                Assert.NotEmpty(obj);
                foreach ((_, JsonNode? value) in obj) AssertAssigned(value);
                break;
            case JsonArray list:
                Assert.NotEmpty(list);
                foreach (JsonNode? value in list) AssertAssigned(value);
                break;
            default:
                Assert.NotNull(node);
                Assert.NotEqual("\"\"", node.ToJsonString());
                break;
        }
    }
}

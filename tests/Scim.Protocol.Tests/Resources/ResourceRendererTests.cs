using System.Text.Json.Nodes;
using Scim.Protocol.Resources;

namespace Scim.Protocol.Tests.Resources;

public sealed class ResourceRendererTests
{
    private const string EnterpriseUrn = SampleResources.EnterpriseUrn;

    [Fact]
    [Trait("rfc", "7643-8.3")]
    public void WriteResource_User_HasTheDocumentedOrderAndForms()
    {
        string text = RenderedResource.RenderText(
            SampleResources.User,
            SampleResources.CreateAda(
                $"'externalId':'e','displayName':'Zoë 李雷 🐳 <b>','active':false,'{EnterpriseUrn}':{{'department':'D'}}"
            ),
            Projection.GetDefault(SampleResources.User),
            [
                new GroupRef("g1", "Crew", true, "https://x/Groups/g1"),
                new GroupRef("g2", null, false, "https://x/Groups/g2"),
            ]
        );
        JsonObject user = JsonNode.Parse(text)!.AsObject();
        Assert.Equal(
            ["schemas", "id", "externalId", "userName", "displayName", "active", "groups", EnterpriseUrn, "meta"],
            user.Select(p => p.Key)
        );
        Assert.Equal("Zoë 李雷 🐳 <b>", (string?)user["displayName"]);
        Assert.Contains("李雷", text, StringComparison.Ordinal);
        SampleResources.AssertJson(
            JsonNode.Parse(
                """
                [{"value":"g1","$ref":"https://x/Groups/g1","display":"Crew","type":"direct"},{"value":"g2","$ref":"https://x/Groups/g2","type":"indirect"}]
                """
            ),
            user["groups"]
        );
        SampleResources.AssertJson(
            JsonNode.Parse(
                """
                {"resourceType":"User","created":"2026-01-31T12:00:00.000Z","lastModified":"2026-02-01T12:00:00.005Z","location":"https://x/Users/u1","version":"W/\"3\""}
                """
            ),
            user["meta"]
        );
    }

    [Fact]
    [Trait("rfc", "7643-8.4")]
    public void WriteResource_Group_HasMembers()
    {
        JsonObject group = RenderedResource.RenderJson(
            SampleResources.Group,
            SampleResources.CreateCrew(),
            Projection.GetDefault(SampleResources.Group),
            null,
            [
                new MemberValue("u1", "User", "Ada", "https://x/Users/u1"),
                new MemberValue("g2", "Group", null, "https://x/Groups/g2"),
            ]
        );
        Assert.Equal(["schemas", "id", "displayName", "members", "meta"], group.Select(p => p.Key));
        SampleResources.AssertJson(
            JsonNode.Parse(
                """
                [{"value":"u1","$ref":"https://x/Users/u1","type":"User","display":"Ada"},{"value":"g2","$ref":"https://x/Groups/g2","type":"Group"}]
                """
            ),
            group["members"]
        );
    }

    [Fact]
    [Trait("rfc", "7643-2.5")]
    public void WriteResource_EmptyLists_AreOmitted()
    {
        JsonObject user = RenderedResource.RenderJson(
            SampleResources.User,
            SampleResources.CreateAda(""),
            Projection.GetDefault(SampleResources.User),
            [],
            []
        );
        Assert.Equal(["schemas", "id", "userName", "meta"], user.Select(p => p.Key));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("password,userName", null)]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:password", null)]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User", null)]
    [InlineData(null, "title")]
    [Trait("rfc", "7643-7")]
    public void WriteResource_PasswordInADocument_IsNeverWritten(string? attributes, string? excluded)
    {
        JsonObject document = SampleResources.CreateAda("");
        document["password"] = "hunter2";
        string text = RenderedResource.RenderText(
            SampleResources.User,
            document,
            Projection.Parse(SampleResources.User, attributes, excluded)
        );
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.DoesNotContain("password", text, StringComparison.Ordinal);
    }

    [Fact]
    public void WriteResource_DocumentWithWhitespaceAndEscapes_IsCopiedFaithfully()
    {
        JsonObject rendered = new();
        System.Buffers.ArrayBufferWriter<byte> buffer = new();
        byte[] utf8 = """{ "schemas" : [ "x" ], "user\u004eame" : "a\u0022b" , "active":true }"""u8.ToArray();
        using (System.Text.Json.Utf8JsonWriter writer = new(buffer))
            ResourceRenderer.WriteResource(
                writer,
                SampleResources.User,
                utf8,
                RenderedResource.SampleMeta,
                Projection.GetDefault(SampleResources.User)
            );
        rendered = JsonNode.Parse(buffer.WrittenSpan)!.AsObject();
        Assert.Equal("a\"b", (string?)rendered["userName"]);
        Assert.True((bool)rendered["active"]!);
    }
}

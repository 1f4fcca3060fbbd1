using System.Buffers;
using System.Text.Json.Nodes;
using Scim.Protocol.Json;

namespace Scim.Protocol.Tests.Json;

public sealed class ListResponseWriterTests
{
    private const string Urn = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

    [Fact]
    [Trait("rfc", "7644-3.4.2")]
    public void End_Empty_HasAnEmptyResourcesList() =>
        Sample.AssertJson(
            JsonNode.Parse($"{{\"schemas\":[\"{Urn}\"],\"totalResults\":0,\"itemsPerPage\":0,\"startIndex\":1,\"Resources\":[]}}"),
            Written(new ListHeader { TotalResults = 0, ItemsPerPage = 0, StartIndex = 1 }, _ => { }));

    [Fact]
    [Trait("rfc", "7644-3.4.2")]
    public void WriteResource_ManyResources_AllComeOut()
    {
        byte[] document = ScimJson.ToUtf8(Sample.Ada($"'displayName':'{new string('x', 1000)}'"));
        JsonObject list = Written(
            new ListHeader { TotalResults = 100, StartIndex = 3 },
            writer =>
            {
                for (int i = 0; i < 50; i++) writer.WriteResource(Sample.User, document, RenderedResource.Meta, Projection.Default(Sample.User));
                writer.WriteRendered("{\"id\":\"r\"}"u8);
                Assert.Equal(51, writer.Count);
            });
        Assert.Equal(51, list["Resources"]!.AsArray().Count);
        Assert.Equal(51, (int)list["itemsPerPage"]!);
        Assert.Equal("u1", (string?)list["Resources"]![49]!["id"]);
        Assert.Equal("r", (string?)list["Resources"]![50]!["id"]);
    }

    [Fact]
    [Trait("rfc", "9865-2")]
    public void Begin_Cursors_MayComeWithoutTotal() =>
        Sample.AssertJson(
            JsonNode.Parse($"{{\"schemas\":[\"{Urn}\"],\"itemsPerPage\":0,\"previousCursor\":\"p\",\"nextCursor\":\"n\",\"Resources\":[]}}"),
            Written(new ListHeader { ItemsPerPage = 0, NextCursor = "n", PreviousCursor = "p" }, _ => { }));

    private static JsonObject Written(ListHeader header, Action<ListResponseWriter> resources)
    {
        ArrayBufferWriter<byte> buffer = new();
        using ListResponseWriter writer = new(buffer);
        writer.Begin(header);
        resources(writer);
        writer.End();
        return JsonNode.Parse(buffer.WrittenSpan)!.AsObject();
    }
}

using System.Buffers;
using System.Text.Json.Nodes;
using Scim.Protocol.Json;
using Scim.Protocol.Messages;
using Scim.Protocol.Resources;
using Scim.Protocol.Tests.Resources;

namespace Scim.Protocol.Tests.Messages;

public sealed class ListResponseWriterTests
{
    private const string ListResponseUrn = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

    [Fact]
    [Trait("rfc", "7644-3.4.2")]
    public void WriteEnd_Empty_HasAnEmptyResourcesList() =>
        SampleResources.AssertJson(
            JsonNode.Parse(
                $"{{\"schemas\":[\"{ListResponseUrn}\"],\"totalResults\":0,\"itemsPerPage\":0,\"startIndex\":1,\"Resources\":[]}}"
            ),
            WriteList(
                new ListHeader
                {
                    TotalResults = 0,
                    ItemsPerPage = 0,
                    StartIndex = 1,
                },
                _ => { }
            )
        );

    [Fact]
    [Trait("rfc", "7644-3.4.2")]
    public void WriteResource_ManyResources_AreAllWritten()
    {
        byte[] document = ScimJson.ToUtf8(SampleResources.CreateAda($"'displayName':'{new string('x', 1000)}'"));
        JsonObject list = WriteList(
            new ListHeader { TotalResults = 100, StartIndex = 3 },
            writer =>
            {
                for (int i = 0; i < 50; i++)
                    writer.WriteResource(
                        SampleResources.User,
                        document,
                        RenderedResource.SampleMeta,
                        Projection.GetDefault(SampleResources.User)
                    );
                writer.WriteRenderedResource("{\"id\":\"r\"}"u8);
                Assert.Equal(51, writer.Count);
            }
        );
        Assert.Equal(51, list["Resources"]!.AsArray().Count);
        Assert.Equal(51, (int)list["itemsPerPage"]!);
        Assert.Equal("u1", (string?)list["Resources"]![49]!["id"]);
        Assert.Equal("r", (string?)list["Resources"]![50]!["id"]);
    }

    [Fact]
    [Trait("rfc", "9865-2")]
    public void WriteStart_Cursors_CanOmitTotal() =>
        SampleResources.AssertJson(
            JsonNode.Parse(
                $"{{\"schemas\":[\"{ListResponseUrn}\"],\"itemsPerPage\":0,\"previousCursor\":\"p\",\"nextCursor\":\"n\",\"Resources\":[]}}"
            ),
            WriteList(
                new ListHeader
                {
                    ItemsPerPage = 0,
                    NextCursor = "n",
                    PreviousCursor = "p",
                },
                _ => { }
            )
        );

    private static JsonObject WriteList(ListHeader header, Action<ListResponseWriter> resources)
    {
        ArrayBufferWriter<byte> buffer = new();
        using ListResponseWriter writer = new(buffer);
        writer.WriteStart(header);
        resources(writer);
        writer.WriteEnd();
        return JsonNode.Parse(buffer.WrittenSpan)!.AsObject();
    }
}

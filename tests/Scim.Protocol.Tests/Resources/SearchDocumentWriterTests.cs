using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;
using Scim.Protocol.Tests.Filters;

namespace Scim.Protocol.Tests.Resources;

public class SearchDocumentWriterTests
{
    private static readonly DateTimeOffset CreatedAt = new(2024, 1, 2, 3, 4, 5, TimeSpan.FromHours(1));
    private const string Meta = """
        "meta":{"created":"2024-01-02T02:04:05.0000000Z"}
        """;

    [Fact]
    public void WriteDocument_User_FoldsWhatIsNotCaseExact() =>
        AssertSearch(
            BuiltInResourceTypes.User,
            """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"id":"ignored",
             "externalId":"Ext-A","userName":"Zoe\u0308@Example.COM","name":{"familyName":"STRAßE"},"profileUrl":"https://Example.com/A","active":true,
             "emails":[{"value":"A@B","type":"Work","primary":true},{"value":"C@D"}],"x509Certificates":[{"value":"QQ=="}],
             "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"R&D","manager":{"value":"0199-A"}}}
            """,
            """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
             "externalId":"Ext-A","userName":"zoë@example.com","name":{"familyName":"straße"},"profileUrl":"https://Example.com/A",
             "emails":[{"value":"a@b","type":"work","primary":true},{"value":"c@d"}],"x509Certificates":[{"value":"QQ=="}],
             "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"r&d","manager":{"value":"0199-a"}},$META}
            """
        );

    [Fact]
    public void WriteDocument_OtherTypes_KeepsNumbersAndFixesDates() =>
        AssertSearch(
            SampleResourceTypes.Device,
            """
            {"label":"BOX","serial":"AbC","slots":9007199254740993,"weight":1.50,"bought":"2024-01-02T03:04:05+01:00","enabled":false,"tags":["Red"],
             "readings":[1e2,0.1],"ports":[{"value":80,"since":"2024-01-02T03:04:05.5Z","aliases":["WWW"]}]}
            """,
            """
            {"label":"box","serial":"AbC","slots":9007199254740993,"weight":1.5,"bought":"2024-01-02T02:04:05.0000000Z","enabled":false,
             "tags":["red"],"readings":[100,0.1],"ports":[{"value":80,"since":"2024-01-02T03:04:05.5000000Z","aliases":["www"]}],$META}
            """
        );

    [Fact]
    public void WriteDocument_NeverReturnedUnknownAndUnassigned_AreOmitted() =>
        AssertSearch(
            SampleResourceTypes.Device,
            """
            {"label":"x","pin":"1234","unknown":"y","urn:unknown":{"a":"b"},"tags":[],"serial":null,"ports":[{"name":"p","secret":"s","unknown":1}],
             "urn:example:params:scim:schemas:2.0:Device:Location":{},"meta":{"version":"other"}}
            """,
            """{"label":"x","ports":[{"name":"p"}],$META}"""
        );

    private static void AssertSearch(ResourceType type, string canonical, string expected)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (
            var writer = new Utf8JsonWriter(
                buffer,
                new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
        {
            SearchDocumentWriter.WriteDocument(writer, type, (JsonObject)JsonNode.Parse(canonical)!, CreatedAt);
        }

        JsonNode wanted = JsonNode.Parse(expected.Replace("$META", Meta, StringComparison.Ordinal))!;
        JsonNode written = JsonNode.Parse(buffer.WrittenSpan)!;
        Assert.True(
            JsonNode.DeepEquals(wanted, written),
            $"expected {wanted.ToJsonString()}\nwritten  {written.ToJsonString()}"
        );
        Assert.Equal(((JsonObject)wanted).Select(p => p.Key), ((JsonObject)written).Select(p => p.Key));
    }
}

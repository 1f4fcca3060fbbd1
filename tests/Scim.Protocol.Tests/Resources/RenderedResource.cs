using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scim.Protocol.Json;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Tests.Resources;

/// <summary>Renders a document with a fixed <c>meta</c>.</summary>
internal static class RenderedResource
{
    public static readonly ResourceMeta SampleMeta = new(
        "User",
        new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero),
        new DateTimeOffset(2026, 2, 1, 12, 0, 0, 5, TimeSpan.Zero),
        "W/\"3\"",
        "https://x/Users/u1"
    );

    public static string RenderText(
        ResourceType type,
        JsonObject document,
        Projection projection,
        IReadOnlyList<GroupRef>? groups = null,
        IReadOnlyList<MemberValue>? members = null
    )
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, ScimJson.WriterOptions))
            ResourceRenderer.WriteResource(writer, type, document, SampleMeta, projection, groups, members);
        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static JsonObject RenderJson(
        ResourceType type,
        JsonObject document,
        Projection projection,
        IReadOnlyList<GroupRef>? groups = null,
        IReadOnlyList<MemberValue>? members = null
    ) => JsonNode.Parse(RenderText(type, document, projection, groups, members))!.AsObject();
}

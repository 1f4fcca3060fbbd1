using System.Buffers;
using System.Text.Json;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Grains.Resources;

/// <summary>A representation, ready to be sent.</summary>
/// <param name="Version">Its entity tag.</param>
/// <param name="Body">UTF-8 JSON.</param>
internal sealed record Rendering(string Version, ReadOnlyMemory<byte> Body)
{
    /// <summary>Renders a canonical document.</summary>
    public static Rendering Of(ResourceType type, ReadOnlySpan<byte> document, ResourceMeta meta, Projection projection, IReadOnlyList<GroupRef>? groups = null, IReadOnlyList<MemberValue>? members = null)
    {
        var buffer = new ArrayBufferWriter<byte>(document.Length + 512);
        using (var writer = new Utf8JsonWriter(buffer, ScimJson.WriterOptions)) ResourceRenderer.Write(writer, type, document, meta, projection, groups, members);
        return new Rendering(meta.Version, buffer.WrittenMemory);
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Resources;

/// <summary>
/// Writes the representation of a resource for clients: the projected canonical document, with <c>groups</c> or
/// <c>members</c> before the extensions and <c>meta</c> at the end.
/// </summary>
/// <remarks>
/// Values are copied as bytes without parsing them into objects. Attributes that the schema never returns, such as a
/// password, are never written.
/// </remarks>
public static class ResourceRenderer
{
    private const int MaxDepth = 64;

    /// <summary>Writes one representation as a JSON value.</summary>
    /// <param name="writer">The target of the output.</param>
    /// <param name="type">The resource type.</param>
    /// <param name="canonicalUtf8">The canonical document.</param>
    /// <param name="meta">The values of <c>meta</c>.</param>
    /// <param name="projection">The attributes to write, created for the same <paramref name="type"/>.</param>
    /// <param name="groups">A user's groups. If null or empty, <c>groups</c> is omitted.</param>
    /// <param name="members">A group's members. If null or empty, <c>members</c> is omitted.</param>
    /// <param name="insertionPoint">Receives the position for further members. Null if <paramref name="members"/> is
    /// complete.</param>
    public static void WriteResource(
        Utf8JsonWriter writer,
        ResourceType type,
        ReadOnlySpan<byte> canonicalUtf8,
        ResourceMeta meta,
        Projection projection,
        IReadOnlyList<GroupRef>? groups = null,
        IReadOnlyList<MemberValue>? members = null,
        MembersInsertionPoint? insertionPoint = null
    )
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(meta);
        ArgumentNullException.ThrowIfNull(projection);

        ProjectionRule root = projection.Root;
        bool linksWritten = false;
        Utf8JsonReader reader = new(canonicalUtf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        writer.WriteStartObject();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!linksWritten && reader.ValueSpan.Contains((byte)':'))
                WriteLinks();
            WriteProperty(writer, ref reader, canonicalUtf8, root.GetRule(in reader));
        }

        if (!linksWritten)
            WriteLinks();
        WriteMeta(writer, meta, root.GetRule("meta"));
        writer.WriteEndObject();

        void WriteLinks()
        {
            linksWritten = true;
            MembershipWriter.WriteGroups(writer, groups, root.GetRule(SpecialAttributes.Groups));
            MembershipWriter.WriteMembers(writer, members, root.GetRule(SpecialAttributes.Members), insertionPoint);
        }
    }

    /// <summary>Writes only the members, as the values of an array.</summary>
    /// <param name="writer">The target of the output.</param>
    /// <param name="members">The members.</param>
    /// <param name="projection">The attributes to write.</param>
    public static void WriteMembers(Utf8JsonWriter writer, IReadOnlyList<MemberValue> members, Projection projection)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(projection);
        ProjectionRule rule = projection.Root.GetRule(SpecialAttributes.Members);
        foreach (MemberValue member in members)
            MembershipWriter.WriteMember(writer, member, rule);
    }

    /// <summary>
    /// Writes one representation from a document that is already parsed. Slower than the overload for bytes.
    /// </summary>
    /// <param name="writer">The target of the output.</param>
    /// <param name="type">The resource type.</param>
    /// <param name="canonical">The canonical document.</param>
    /// <param name="meta">The values of <c>meta</c>.</param>
    /// <param name="projection">The attributes to write, created for the same <paramref name="type"/>.</param>
    /// <param name="groups">A user's groups. If null or empty, <c>groups</c> is omitted.</param>
    /// <param name="members">A group's members. If null or empty, <c>members</c> is omitted.</param>
    public static void WriteResource(
        Utf8JsonWriter writer,
        ResourceType type,
        JsonObject canonical,
        ResourceMeta meta,
        Projection projection,
        IReadOnlyList<GroupRef>? groups = null,
        IReadOnlyList<MemberValue>? members = null
    ) => WriteResource(writer, type, ScimJson.ToUtf8(canonical), meta, projection, groups, members);

    // On entry the reader is at a property name; on return it is at the last token of the property's value.
    private static void WriteProperty(
        Utf8JsonWriter writer,
        ref Utf8JsonReader reader,
        ReadOnlySpan<byte> text,
        ProjectionRule rule
    )
    {
        Utf8JsonReader atName = reader;
        reader.Read();
        if (!HasContent(reader, rule))
        {
            reader.Skip();
            return;
        }

        if (atName.ValueIsEscaped)
            writer.WritePropertyName(atName.GetString()!);
        else
            writer.WritePropertyName(atName.ValueSpan);
        WriteValue(writer, ref reader, text, rule);
    }

    private static void WriteValue(
        Utf8JsonWriter writer,
        ref Utf8JsonReader reader,
        ReadOnlySpan<byte> text,
        ProjectionRule rule
    )
    {
        if (ReferenceEquals(rule, ProjectionRule.Include))
        {
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            writer.WriteRawValue(text[start..(int)reader.BytesConsumed], skipInputValidation: true);
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
        {
            writer.WriteStartObject();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                WriteProperty(writer, ref reader, text, rule.GetRule(in reader));
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteStartArray();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (HasContent(reader, rule))
                    WriteValue(writer, ref reader, text, rule);
                else
                    reader.Skip();
            }

            writer.WriteEndArray();
        }
    }

    // The reader is a copy that looks ahead, so an object whose parts are all omitted is not written at all.
    private static bool HasContent(Utf8JsonReader reader, ProjectionRule rule)
    {
        if (ReferenceEquals(rule, ProjectionRule.Include))
            return true;
        if (ReferenceEquals(rule, ProjectionRule.Omit))
            return false;
        bool isObject = reader.TokenType == JsonTokenType.StartObject;
        if (!isObject && reader.TokenType != JsonTokenType.StartArray)
            return false;
        while (reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
        {
            ProjectionRule part = rule;
            if (isObject)
            {
                part = rule.GetRule(in reader);
                reader.Read();
            }

            if (HasContent(reader, part))
                return true;
            reader.Skip();
        }

        return false;
    }

    private static void WriteMeta(Utf8JsonWriter writer, ResourceMeta meta, ProjectionRule rule)
    {
        if (ReferenceEquals(rule, ProjectionRule.Omit))
            return;
        writer.WriteStartObject("meta"u8);
        MembershipWriter.WriteText(writer, rule, "resourceType", meta.ResourceTypeName);
        WriteTime(writer, rule, "created", meta.Created);
        WriteTime(writer, rule, "lastModified", meta.LastModified);
        MembershipWriter.WriteText(writer, rule, "location", meta.Location);
        MembershipWriter.WriteText(writer, rule, "version", meta.Version);
        writer.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter writer, ProjectionRule rule, string name, DateTimeOffset value)
    {
        if (ReferenceEquals(rule.GetRule(name), ProjectionRule.Omit))
            return;
        Span<byte> text = stackalloc byte[ScimDateTime.MetaLength];
        ScimDateTime.FormatMeta(value, text);
        writer.WriteString(name, text);
    }
}

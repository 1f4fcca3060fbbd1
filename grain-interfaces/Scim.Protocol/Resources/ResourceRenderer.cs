using System.Text.Json;
using System.Text.Json.Nodes;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Resources;

/// <summary>
/// Writes what a client gets: the canonical document, projected, with <c>groups</c> or <c>members</c> before the
/// extensions and <c>meta</c> at the end. Values are copied as bytes; nothing is parsed into objects. What the schema
/// never returns, such as a password, is never written.
/// </summary>
public static class ResourceRenderer
{
    private const int MaxDepth = 64;

    /// <summary>Writes one representation as a JSON value.</summary>
    /// <param name="writer">Takes the value.</param>
    /// <param name="type">The resource type.</param>
    /// <param name="canonicalUtf8">The canonical document.</param>
    /// <param name="meta">The values of <c>meta</c>.</param>
    /// <param name="projection">What the answer holds, made for the same <paramref name="type"/>.</param>
    /// <param name="groups">A user's groups; null or empty leaves <c>groups</c> out.</param>
    /// <param name="members">A group's members; null or empty leaves <c>members</c> out.</param>
    /// <param name="place">Told where further members belong; null when these are all.</param>
    public static void WriteResource(
        Utf8JsonWriter writer,
        ResourceType type,
        ReadOnlySpan<byte> canonicalUtf8,
        ResourceMeta meta,
        Projection projection,
        IReadOnlyList<GroupRef>? groups = null,
        IReadOnlyList<MemberValue>? members = null,
        MembersInsertionPoint? place = null
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
            MembershipWriter.WriteMembers(
                writer,
                members,
                root.GetRule(SpecialAttributes.Members),
                place
            );
        }
    }

    /// <summary>Writes members by themselves, as values of a list.</summary>
    /// <param name="writer">Takes the values.</param>
    /// <param name="members">The members.</param>
    /// <param name="projection">What an answer with them holds.</param>
    public static void WriteMembers(
        Utf8JsonWriter writer,
        IReadOnlyList<MemberValue> members,
        Projection projection
    )
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(projection);
        ProjectionRule rule = projection.Root.GetRule(SpecialAttributes.Members);
        foreach (MemberValue member in members)
            MembershipWriter.WriteMember(writer, member, rule);
    }

    /// <summary>The same for a document that is at hand as objects; slower.</summary>
    /// <param name="writer">Takes the value.</param>
    /// <param name="type">The resource type.</param>
    /// <param name="canonical">The canonical document.</param>
    /// <param name="meta">The values of <c>meta</c>.</param>
    /// <param name="projection">What the answer holds, made for the same <paramref name="type"/>.</param>
    /// <param name="groups">A user's groups; null or empty leaves <c>groups</c> out.</param>
    /// <param name="members">A group's members; null or empty leaves <c>members</c> out.</param>
    public static void WriteResource(
        Utf8JsonWriter writer,
        ResourceType type,
        JsonObject canonical,
        ResourceMeta meta,
        Projection projection,
        IReadOnlyList<GroupRef>? groups = null,
        IReadOnlyList<MemberValue>? members = null
    ) => WriteResource(writer, type, ScimJson.ToUtf8(canonical), meta, projection, groups, members);

    // The reader stands on a property name; afterwards on the last token of its value.
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

    // The reader is a copy and looks ahead: an object of which nothing is left is not written at all.
    private static bool HasContent(Utf8JsonReader reader, ProjectionRule rule)
    {
        if (ReferenceEquals(rule, ProjectionRule.Include))
            return true;
        if (ReferenceEquals(rule, ProjectionRule.Omit))
            return false;
        bool isObject = reader.TokenType == JsonTokenType.StartObject;
        if (!isObject && reader.TokenType != JsonTokenType.StartArray)
            return false;
        while (
            reader.Read()
            && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray)
        )
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
        MembershipWriter.WriteText(writer, rule, "created", ScimDateTime.FormatMeta(meta.Created));
        MembershipWriter.WriteText(
            writer,
            rule,
            "lastModified",
            ScimDateTime.FormatMeta(meta.LastModified)
        );
        MembershipWriter.WriteText(writer, rule, "location", meta.Location);
        MembershipWriter.WriteText(writer, rule, "version", meta.Version);
        writer.WriteEndObject();
    }
}

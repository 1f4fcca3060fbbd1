using System.Text.Json;

namespace Scim.Protocol.Resources;

/// <summary>
/// Writes the attributes that are not stored in the document because they refer to other resources: <c>groups</c> and
/// <c>members</c>.
/// </summary>
internal static class MembershipWriter
{
    /// <summary>Writes a user's <c>groups</c> unless it is empty.</summary>
    public static void WriteGroups(Utf8JsonWriter writer, IReadOnlyList<GroupRef>? groups, ProjectionRule rule)
    {
        if (groups is not { Count: > 0 } || ReferenceEquals(rule, ProjectionRule.Omit))
            return;
        writer.WriteStartArray("groups"u8);
        foreach (GroupRef group in groups)
        {
            writer.WriteStartObject();
            WriteText(writer, rule, "value", group.Id);
            WriteText(writer, rule, "$ref", group.Ref);
            WriteText(writer, rule, "display", group.Display);
            WriteText(writer, rule, "type", group.IsDirect ? "direct" : "indirect");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes a group's <c>members</c> unless it is empty.</summary>
    public static void WriteMembers(
        Utf8JsonWriter writer,
        IReadOnlyList<MemberValue>? members,
        ProjectionRule rule,
        MembersInsertionPoint? insertionPoint
    )
    {
        if (ReferenceEquals(rule, ProjectionRule.Omit))
            return;
        if (members is not { Count: > 0 })
        {
            RecordInsertionPoint(writer, insertionPoint);
            return;
        }

        writer.WriteStartArray("members"u8);
        foreach (MemberValue member in members)
            WriteMember(writer, member, rule);
        RecordInsertionPoint(writer, insertionPoint);
        writer.WriteEndArray();
    }

    /// <summary>Writes one member.</summary>
    public static void WriteMember(Utf8JsonWriter writer, MemberValue member, ProjectionRule rule)
    {
        writer.WriteStartObject();
        WriteText(writer, rule, "value", member.Id);
        WriteText(writer, rule, "$ref", member.Ref);
        WriteText(writer, rule, "type", member.Type);
        WriteText(writer, rule, "display", member.Display);
        writer.WriteEndObject();
    }

    // A separator is written together with the following value.
    private static void RecordInsertionPoint(Utf8JsonWriter writer, MembersInsertionPoint? insertionPoint)
    {
        if (insertionPoint is not null)
            insertionPoint.Offset = writer.BytesCommitted + writer.BytesPending;
    }

    /// <summary>Writes one sub-attribute if it has a value and the rule includes it.</summary>
    public static void WriteText(Utf8JsonWriter writer, ProjectionRule rule, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value) && !ReferenceEquals(rule.GetRule(name), ProjectionRule.Omit))
            writer.WriteString(name, value);
    }
}

using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;

namespace Scim.Protocol.Resources;

/// <summary>Reads the values of a group's <c>members</c>.</summary>
internal static class MemberReader
{
    private static readonly string[] MemberTypeNames = ["User", "Group"];

    /// <summary>
    /// The members a value names, without repetitions: a list, one object, or one id. Elements that are null or "" are
    /// passed over; an object must say who is meant.
    /// </summary>
    /// <exception cref="ScimException">An element that names nobody, or more members than allowed.</exception>
    public static IReadOnlyList<MemberRef> ReadMembers(
        JsonNode? value,
        string path,
        JsonLimits limits
    )
    {
        if (JsonNodeReader.IsUnassigned(value))
            return [];
        if (value is not JsonArray list)
            return ReadMember(value, path) is { } only ? [only] : [];
        CheckMemberCount(list.Count, limits);
        List<MemberRef> members = new(list.Count);
        HashSet<string> seen = new(list.Count, StringComparer.Ordinal);
        for (int i = 0; i < list.Count; i++)
            if (ReadMember(list[i], $"{path}[{i}]") is { } member && seen.Add(member.Id))
                members.Add(member);
        return members;
    }

    /// <summary>Refuses a request that names more members than allowed.</summary>
    public static void CheckMemberCount(int count, JsonLimits limits)
    {
        if (count <= limits.MaxMembersPerRequest)
            return;
        throw new ScimException(
            ScimErrorKind.TooMany,
            $"The request names {count} members, more than the limit MaxMembersPerRequest of {limits.MaxMembersPerRequest}; "
                + "send them in several requests."
        );
    }

    private static MemberRef? ReadMember(JsonNode? element, string path)
    {
        if (element is not (JsonObject or JsonArray) && JsonNodeReader.IsUnassigned(element))
            return null;
        if (JsonNodeReader.TryGetString(element, out string? plain))
            return new MemberRef(plain);
        if (element is not JsonObject member)
            throw AttributeValueReader.CreateInvalidValueError(
                path,
                "must be an object with the member's id as its value"
            );

        string? id = ReadText(member, "value", path),
            reference = ReadText(member, "$ref", path);
        string[] segments = (reference ?? "")
            .Split('?', '#')[0]
            .Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (id is null && segments.Length > 0)
            id = Uri.UnescapeDataString(segments[^1]);
        if (id is null || id.Contains('\0'))
            throw AttributeValueReader.CreateInvalidValueError(
                path,
                "has neither a value nor a $ref that says who is meant"
            );
        return new MemberRef(id, ResolveMemberType(ReadText(member, "type", path), segments));
    }

    private static string? ResolveMemberType(string? type, string[] segments)
    {
        string? named = type ?? segments.ElementAtOrDefault(segments.Length - 2)?.TrimEnd('s');
        return MemberTypeNames.FirstOrDefault(k =>
            k.Equals(named, StringComparison.OrdinalIgnoreCase)
        );
    }

    private static string? ReadText(JsonObject member, string name, string path)
    {
        if (
            !JsonNodeReader.TryGetProperty(member, name, out JsonNode? value)
            || JsonNodeReader.IsUnassigned(value)
        )
            return null;
        return JsonNodeReader.TryGetString(value, out string? text)
            ? text
            : throw AttributeValueReader.CreateInvalidValueError($"{path}.{name}", "must be text");
    }
}

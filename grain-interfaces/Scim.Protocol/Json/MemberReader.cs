using System.Text.Json.Nodes;
using Scim.Protocol.Errors;

namespace Scim.Protocol.Json;

/// <summary>Reads the values of a group's <c>members</c>.</summary>
internal static class MemberReader
{
    private static readonly string[] Kinds = ["User", "Group"];

    /// <summary>The members a value names, without repetitions: a list, one object, or one id. Elements that are null or "" are passed over; an object must say who is meant.</summary>
    /// <exception cref="ScimException">An element that names nobody, or more members than allowed.</exception>
    public static IReadOnlyList<MemberRef> Read(JsonNode? value, string path, JsonLimits limits)
    {
        if (JsonNodes.IsUnassigned(value)) return [];
        if (value is not JsonArray list) return ReadOne(value, path) is { } only ? [only] : [];
        CheckCount(list.Count, limits);
        List<MemberRef> members = new(list.Count);
        HashSet<string> seen = new(list.Count, StringComparer.Ordinal);
        for (int i = 0; i < list.Count; i++)
            if (ReadOne(list[i], $"{path}[{i}]") is { } member && seen.Add(member.Id)) members.Add(member);
        return members;
    }

    /// <summary>Refuses a request that names more members than allowed.</summary>
    public static void CheckCount(int count, JsonLimits limits)
    {
        if (count <= limits.MaxMembersPerRequest) return;
        throw new ScimException(
            ScimErrorKind.TooMany,
            $"The request names {count} members, more than the limit MaxMembersPerRequest of {limits.MaxMembersPerRequest}; "
            + "send them in several requests.");
    }

    private static MemberRef? ReadOne(JsonNode? element, string path)
    {
        if (element is not (JsonObject or JsonArray) && JsonNodes.IsUnassigned(element)) return null;
        if (JsonNodes.TryText(element, out string? plain)) return new MemberRef(plain);
        if (element is not JsonObject member) throw ValueReader.Invalid(path, "must be an object with the member's id as its value");

        string? id = Text(member, "value", path), reference = Text(member, "$ref", path);
        string[] segments = (reference ?? "").Split('?', '#')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (id is null && segments.Length > 0) id = Uri.UnescapeDataString(segments[^1]);
        if (id is null || id.Contains('\0')) throw ValueReader.Invalid(path, "has neither a value nor a $ref that says who is meant");
        return new MemberRef(id, KindOf(Text(member, "type", path), segments));
    }

    private static string? KindOf(string? type, string[] segments)
    {
        string? named = type ?? segments.ElementAtOrDefault(segments.Length - 2)?.TrimEnd('s');
        return Kinds.FirstOrDefault(k => k.Equals(named, StringComparison.OrdinalIgnoreCase));
    }

    private static string? Text(JsonObject member, string name, string path)
    {
        if (!JsonNodes.TryProperty(member, name, out JsonNode? value) || JsonNodes.IsUnassigned(value)) return null;
        return JsonNodes.TryText(value, out string? text) ? text : throw ValueReader.Invalid($"{path}.{name}", "must be text");
    }
}

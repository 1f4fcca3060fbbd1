using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;
using Scim.Protocol.Values;

namespace Scim.Protocol.Resources;

/// <summary>Reads the values of a group's <c>members</c> attribute.</summary>
internal static class MemberReader
{
    private static readonly string[] MemberTypeNames = ["User", "Group"];

    /// <summary>
    /// Reads the distinct members of a value: an array, a single object or a single id. Null and empty elements are
    /// skipped; an object must identify a member.
    /// </summary>
    /// <exception cref="ScimException">InvalidValue: an element does not identify a member. TooMany: more members than
    /// allowed.</exception>
    public static IReadOnlyList<MemberRef> ReadMembers(JsonNode? value, string path, JsonLimits limits)
    {
        value = ValueUnwrapper.UnwrapText(value, path, limits);
        if (JsonNodeReader.IsUnassigned(value))
            return [];
        if (value is not JsonArray list)
            return ReadMember(value, path, limits) is { } only ? [only] : [];
        CheckMemberCount(list.Count, limits);
        List<MemberRef> members = new(list.Count);
        HashSet<string> seen = new(list.Count, StringComparer.Ordinal);
        for (int i = 0; i < list.Count; i++)
            if (ReadMember(list[i], $"{path}[{i}]", limits) is { } member && seen.Add(member.Id))
                members.Add(member);
        return members;
    }

    /// <summary>Rejects a request with more members than allowed.</summary>
    public static void CheckMemberCount(int count, JsonLimits limits)
    {
        if (count <= limits.MaxMembersPerRequest)
            return;
        throw new ScimException(
            ScimErrorKind.TooMany,
            $"The request contains {count} members, which exceeds the MaxMembersPerRequest limit "
                + $"of {limits.MaxMembersPerRequest}. Split the members into several requests."
        );
    }

    /// <summary>
    /// Folds a member's id, so that changes compare it as filters do: <c>members.value</c> is not case exact, and ids
    /// are lower case.
    /// </summary>
    public static string FoldId(string id) => TextFolding.Fold(id);

    private static MemberRef? ReadMember(JsonNode? element, string path, JsonLimits limits)
    {
        element = ValueUnwrapper.UnwrapText(element, path, limits);
        if (element is not (JsonObject or JsonArray) && JsonNodeReader.IsUnassigned(element))
            return null;
        if (JsonNodeReader.TryGetString(element, out string? plain))
            return new MemberRef(FoldId(plain));
        if (element is not JsonObject member)
            throw ValueErrors.CreateInvalidValue(path, "must be an object with the member's id in 'value'");

        string? id = ReadText(member, "value", path),
            reference = ReadText(member, "$ref", path);
        string[] segments = (reference ?? "").Split('?', '#')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (id is null && segments.Length > 0)
            id = Uri.UnescapeDataString(segments[^1]);
        if (id is null || id.Contains('\0'))
            throw ValueErrors.CreateInvalidValue(path, "must have a 'value' or '$ref' that identifies the member");
        return new MemberRef(FoldId(id), ResolveMemberType(ReadText(member, "type", path), segments));
    }

    private static string? ResolveMemberType(string? type, string[] segments)
    {
        string? typeName = type ?? segments.ElementAtOrDefault(segments.Length - 2)?.TrimEnd('s');
        return MemberTypeNames.FirstOrDefault(name => name.Equals(typeName, StringComparison.OrdinalIgnoreCase));
    }

    private static string? ReadText(JsonObject member, string name, string path)
    {
        JsonNodeReader.TryGetProperty(member, name, out JsonNode? value);
        value = ValueUnwrapper.UnwrapArray(value, $"{path}.{name}");
        if (JsonNodeReader.IsUnassigned(value))
            return null;
        return JsonNodeReader.TryGetString(value, out string? text)
            ? text
            : throw ValueErrors.CreateInvalidValue($"{path}.{name}", "must be a string");
    }
}

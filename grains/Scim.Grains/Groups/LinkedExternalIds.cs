using System.Text;
using System.Text.Json;
using Scim.Grains.Storage;
using Scim.Protocol.Json;

namespace Scim.Grains.Groups;

/// <summary>The externalIds that are linked to a group. Pure functions.</summary>
/// <remarks>
/// An externalId that is set by an update replaces the previous one. The externalIds of POST requests that were merged
/// into the group are kept side by side, because each identifies the group at a different identity provider.
/// </remarks>
internal static class LinkedExternalIds
{
    /// <summary>The maximum number of externalIds of a group.</summary>
    public const int MaxCount = 100;

    /// <summary>Whether <paramref name="externalId"/> is linked to the group.</summary>
    public static bool IsLinked(ResourceState group, string externalId) =>
        group.GetExternalIds().Contains(externalId, StringComparer.Ordinal);

    /// <summary>Returns the state with the externalIds that are linked after a change.</summary>
    /// <param name="present">The group before the change.</param>
    /// <param name="next">The group after the change, with its externalIds not yet updated.</param>
    /// <param name="isMerge">Whether the change is a POST that was merged into the group.</param>
    public static ResourceState LinkExternalId(ResourceState present, ResourceState next, bool isMerge)
    {
        string? previousId = present.Index?.ExternalId,
            currentId = next.Index!.ExternalId;
        IReadOnlyList<string>? links = present.ExternalIds;
        if (isMerge)
            links = AppendIfMissing(present.GetExternalIds(), currentId);
        else if (links is not null && currentId is not null)
            links = AppendIfMissing(links, currentId);
        else if (links is not null && previousId is not null)
            links = [.. links.Where(l => l != previousId)];

        if (links is null || links.Count == 0 || (links.Count == 1 && links[0] == currentId))
            return next with { ExternalIds = null };
        return next with { ExternalIds = links, Search = BuildSearchDocument(next.Search.Span, links) };
    }

    private static IReadOnlyList<string> AppendIfMissing(IReadOnlyList<string> links, string? added) =>
        added is null || links.Contains(added, StringComparer.Ordinal) ? links : [.. links, added];

    // Filters cannot refer to externalIds because no schema defines it; an equality comparison with externalId also
    // searches it.
    private static ReadOnlyMemory<byte> BuildSearchDocument(ReadOnlySpan<byte> document, IReadOnlyList<string> links)
    {
        using var buffer = new MemoryStream(document.Length + 256);
        buffer.Write(document[..document.LastIndexOf((byte)'}')]);
        buffer.Write(Encoding.UTF8.GetBytes(",\"externalIds\":"));
        using (var writer = new Utf8JsonWriter(buffer, ScimJson.WriterOptions))
        {
            writer.WriteStartArray();
            foreach (string link in links)
                writer.WriteStringValue(link);
            writer.WriteEndArray();
        }

        buffer.WriteByte((byte)'}');
        return buffer.ToArray();
    }
}

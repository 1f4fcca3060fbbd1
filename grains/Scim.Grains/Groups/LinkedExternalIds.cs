using System.Text;
using System.Text.Json;
using Scim.Grains.Storage;
using Scim.Protocol.Json;

namespace Scim.Grains.Groups;

/// <summary>
/// Which externalIds a group is known by: pure functions. One that was written by a change takes the place of the one
/// before; those of POSTs that became the group stay side by side, because each belongs to another identity provider's
/// group.
/// </summary>
internal static class LinkedExternalIds
{
    /// <summary>How many externalIds one group can have.</summary>
    public const int MaxCount = 100;

    /// <summary>Whether the group is known by <paramref name="externalId"/>.</summary>
    public static bool IsLinked(ResourceState group, string externalId) =>
        GetExternalIds(group).Contains(externalId, StringComparer.Ordinal);

    /// <summary>Every externalId of the group.</summary>
    public static IReadOnlyList<string> GetExternalIds(ResourceState group) =>
        group.ExternalIds ?? (group.Index?.ExternalId is { } only ? [only] : []);

    /// <summary>The state with the links that a change leads to.</summary>
    /// <param name="present">The group before.</param>
    /// <param name="next">The group after, its links not yet worked out.</param>
    /// <param name="adopts">Whether the change is a POST that became the group.</param>
    public static ResourceState LinkExternalId(
        ResourceState present,
        ResourceState next,
        bool adopts
    )
    {
        string? was = present.Index?.ExternalId,
            now = next.Index!.ExternalId;
        IReadOnlyList<string>? links = present.ExternalIds;
        if (adopts)
            links = AppendIfMissing(GetExternalIds(present), now);
        else if (links is not null && now is not null)
            links = AppendIfMissing(links, now);
        else if (links is not null && was is not null)
            links = [.. links.Where(l => l != was)];

        if (links is null || links.Count == 0 || (links.Count == 1 && links[0] == now))
            return next with { ExternalIds = null };
        return next with
        {
            ExternalIds = links,
            Search = BuildSearchDocument(next.Search.Span, links),
        };
    }

    private static IReadOnlyList<string> AppendIfMissing(
        IReadOnlyList<string> links,
        string? added
    ) => added is null || links.Contains(added, StringComparer.Ordinal) ? links : [.. links, added];

    // No attribute is called externalIds, so no filter can name it; an equality with externalId looks here too.
    private static ReadOnlyMemory<byte> BuildSearchDocument(
        ReadOnlySpan<byte> document,
        IReadOnlyList<string> links
    )
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

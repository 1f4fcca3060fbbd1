using System.Buffers;
using System.Text.Json;
using Scim.Protocol.Json;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Messages;

/// <summary>
/// Writes a ListResponse (RFC 7644 section 3.4.2; cursors as in RFC 9865 section 2) piece by piece:
/// <see cref="WriteStart"/>, any number of resources, <see cref="WriteEnd"/>. <c>Resources</c> is always there, if
/// empty. Not thread-safe.
/// </summary>
public sealed class ListResponseWriter : IDisposable
{
    private const int FlushThreshold = 16 * 1024;
    private readonly Utf8JsonWriter _json;
    private ListHeader _header = new();

    /// <summary>Makes a writer onto <paramref name="output"/>, which stays the caller's.</summary>
    public ListResponseWriter(IBufferWriter<byte> output) =>
        _json = new Utf8JsonWriter(output, ScimJson.WriterOptions);

    /// <summary>How many resources have been written.</summary>
    public int Count { get; private set; }

    /// <summary>Writes what comes before the resources.</summary>
    public void WriteStart(ListHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        _header = header;
        _json.WriteStartObject();
        _json.WriteStartArray("schemas"u8);
        _json.WriteStringValue(SchemaUrns.ListResponse);
        _json.WriteEndArray();
        if (header.TotalResults is { } total)
            _json.WriteNumber("totalResults"u8, total);
        if (header.ItemsPerPage is { } items)
            _json.WriteNumber("itemsPerPage"u8, items);
        if (header.StartIndex is { } start)
            _json.WriteNumber("startIndex"u8, start);
        if (header.PreviousCursor is { } previous)
            _json.WriteString("previousCursor"u8, previous);
        if (header.NextCursor is { } next)
            _json.WriteString("nextCursor"u8, next);
        _json.WriteStartArray("Resources"u8);
    }

    /// <summary>Writes a resource; the parameters are those of <see cref="ResourceRenderer"/>.</summary>
    /// <param name="type">The resource type.</param>
    /// <param name="canonicalUtf8">The canonical document.</param>
    /// <param name="meta">The values of <c>meta</c>.</param>
    /// <param name="projection">What the answer holds, made for the same <paramref name="type"/>.</param>
    /// <param name="groups">A user's groups; null or empty leaves <c>groups</c> out.</param>
    /// <param name="members">A group's members; null or empty leaves <c>members</c> out.</param>
    /// <param name="place">Told where further members belong, counted from the beginning of the response; null when
    /// these are all.</param>
    public void WriteResource(
        ResourceType type,
        ReadOnlySpan<byte> canonicalUtf8,
        ResourceMeta meta,
        Projection projection,
        IReadOnlyList<GroupRef>? groups = null,
        IReadOnlyList<MemberValue>? members = null,
        MembersInsertionPoint? place = null
    )
    {
        ResourceRenderer.WriteResource(
            _json,
            type,
            canonicalUtf8,
            meta,
            projection,
            groups,
            members,
            place
        );
        CountResource();
    }

    /// <summary>Writes a group's members as the resources of the list.</summary>
    /// <param name="members">The members.</param>
    /// <param name="projection">What an answer with them holds.</param>
    public void WriteMembers(IReadOnlyList<MemberValue> members, Projection projection)
    {
        ArgumentNullException.ThrowIfNull(members);
        ResourceRenderer.WriteMembers(_json, members, projection);
        Count += members.Count;
    }

    /// <summary>Writes a resource that is rendered already.</summary>
    /// <param name="representationUtf8">One JSON object, taken over as it is.</param>
    public void WriteRenderedResource(ReadOnlySpan<byte> representationUtf8)
    {
        _json.WriteRawValue(representationUtf8, skipInputValidation: true);
        CountResource();
    }

    /// <summary>Writes what comes after the resources and hands everything to the output.</summary>
    public void WriteEnd()
    {
        _json.WriteEndArray();
        if (_header.ItemsPerPage is null)
            _json.WriteNumber("itemsPerPage"u8, Count);
        _json.WriteEndObject();
        _json.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void CountResource()
    {
        Count++;
        if (_json.BytesPending >= FlushThreshold)
            _json.Flush();
    }
}

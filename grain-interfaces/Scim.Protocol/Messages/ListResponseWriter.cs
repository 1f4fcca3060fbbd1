using System.Buffers;
using System.Text.Json;
using Scim.Protocol.Json;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Messages;

/// <summary>
/// Writes a ListResponse (RFC 7644 section 3.4.2; cursors: RFC 9865 section 2) incrementally: <see cref="WriteStart"/>,
/// any number of resources, <see cref="WriteEnd"/>. Not thread-safe.
/// </summary>
/// <remarks><c>Resources</c> is always written, even if it is empty.</remarks>
/// <example>
/// Write one page of users with selected attributes:
/// <code>
/// Projection projection = Projection.Parse(BuiltInResourceTypes.User, "userName,emails", excludedAttributes: null);
/// var buffer = new ArrayBufferWriter&lt;byte>();
/// using var list = new ListResponseWriter(buffer);
/// list.WriteStart(new ListHeader { TotalResults = 120, StartIndex = 1 });
/// foreach ((byte[] canonicalUtf8, ResourceMeta meta) in page)
///     list.WriteResource(BuiltInResourceTypes.User, canonicalUtf8, meta, projection);
/// list.WriteEnd();
/// ReadOnlyMemory&lt;byte> response = buffer.WrittenMemory;
/// </code>
/// </example>
public sealed class ListResponseWriter : IDisposable
{
    private const int FlushThreshold = 16 * 1024;
    private readonly Utf8JsonWriter _json;
    private ListHeader _header = new();

    /// <summary>Creates a writer to <paramref name="output"/>, which remains owned by the caller.</summary>
    public ListResponseWriter(IBufferWriter<byte> output) => _json = new Utf8JsonWriter(output, ScimJson.WriterOptions);

    /// <summary>The number of resources written so far.</summary>
    public int Count { get; private set; }

    /// <summary>Writes everything before the resources.</summary>
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

    /// <summary>Writes a resource. See <see cref="ResourceRenderer"/> for the parameters.</summary>
    /// <param name="type">The resource type.</param>
    /// <param name="canonicalUtf8">The canonical document.</param>
    /// <param name="meta">The values of <c>meta</c>.</param>
    /// <param name="projection">The attributes to write, created for the same <paramref name="type"/>.</param>
    /// <param name="groups">A user's groups. If null or empty, <c>groups</c> is omitted.</param>
    /// <param name="members">A group's members. If null or empty, <c>members</c> is omitted.</param>
    /// <param name="insertionPoint">Receives the position for further members, counted from the start of the response.
    /// Null if <paramref name="members"/> is complete.</param>
    public void WriteResource(
        ResourceType type,
        ReadOnlySpan<byte> canonicalUtf8,
        ResourceMeta meta,
        Projection projection,
        IReadOnlyList<GroupRef>? groups = null,
        IReadOnlyList<MemberValue>? members = null,
        MembersInsertionPoint? insertionPoint = null
    )
    {
        ResourceRenderer.WriteResource(_json, type, canonicalUtf8, meta, projection, groups, members, insertionPoint);
        CountResource();
    }

    /// <summary>Writes a group's members as the resources of the list.</summary>
    /// <param name="members">The members.</param>
    /// <param name="projection">The attributes to write.</param>
    public void WriteMembers(IReadOnlyList<MemberValue> members, Projection projection)
    {
        ArgumentNullException.ThrowIfNull(members);
        ResourceRenderer.WriteMembers(_json, members, projection);
        Count += members.Count;
    }

    /// <summary>Writes a resource that is already rendered.</summary>
    /// <param name="representationUtf8">A single JSON object, written as it is.</param>
    public void WriteRenderedResource(ReadOnlySpan<byte> representationUtf8)
    {
        _json.WriteRawValue(representationUtf8, skipInputValidation: true);
        CountResource();
    }

    /// <summary>Writes everything after the resources and flushes the output.</summary>
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

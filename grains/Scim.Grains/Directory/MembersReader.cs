using System.Buffers;
using System.Text.Json;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Directory;
using Scim.Grains.Directory.Cursors;
using Scim.Grains.Errors;
using Scim.Grains.Representations;
using Scim.Grains.Storage;
using Scim.Grains.Tenants;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Messages;
using Scim.Protocol.Paths;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;

namespace Scim.Grains.Directory;

/// <summary>
/// Reads the members of a group separately from the group: as chunks of a response that is being sent, or as a list of
/// their own.
/// </summary>
internal sealed class MembersReader(IDirectoryStore store, string tenant, TenantPolicy policy, DirectoryOptions options)
{
    private readonly ResourceType _groupType = policy.Schemas.FindByName(ResourceTypeNames.Group)!;

    /// <summary>Reads a chunk of members for a response that is being sent.</summary>
    public async Task<MembersChunk> ReadChunkAsync(ReadMembers query, CancellationToken cancellationToken)
    {
        var part = new MembersQuery
        {
            Tenant = tenant,
            Group = query.Group,
            From = query.After,
            Take = options.MembersAtOnce,
        };
        IReadOnlyList<MemberRow> rows = (await store.ListMembersAsync(part, cancellationToken))?.Members ?? [];
        if (rows.Count == 0)
            return new MembersChunk();
        var buffer = new ArrayBufferWriter<byte>(rows.Count * 256);
        using (var writer = new Utf8JsonWriter(buffer, ScimJson.WriterOptions))
        {
            writer.WriteStartArray();
            ResourceRenderer.WriteMembers(
                writer,
                MembershipMapper.ToMemberValues(rows, query.Origin.BaseUri),
                Projection.Parse(_groupType, query.Selection.Attributes, query.Selection.ExcludedAttributes)
            );
            writer.WriteEndArray();
        }

        return new MembersChunk
        {
            Body = buffer.WrittenMemory[1..^1],
            Next = rows.Count == options.MembersAtOnce ? rows[^1].Id : null,
        };
    }

    /// <summary>Reads a page of the member list.</summary>
    /// <exception cref="ScimException">
    /// InvalidFilter, InvalidCursor, ExpiredCursor, InvalidCount or TooMany.
    /// </exception>
    public async Task<ScimResult<ListReply>> ReadPageAsync(
        MembersListQuery query,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        Filter? filter = query.Filter is null
            ? null
            : FilterParser.ParseValueFilter(_groupType, GetMembersPath(), query.Filter, FilterLimits.Default);
        string canonical = JsonSerializer.Serialize(
            (string?[])["members", tenant, query.Group, filter is null ? null : FilterPrinter.Print(filter)]
        );
        int? count = query.Count is { } wanted ? Math.Clamp(wanted, 0, options.MaxPageSize) : null;
        CursorPager pager = CursorPager.Create(
            query.Cursor,
            count,
            Math.Min(options.DefaultPageSize, options.MaxPageSize),
            policy.CursorSecret,
            canonical,
            now,
            options.CursorTimeout
        );
        var part = new MembersQuery
        {
            Tenant = tenant,
            Group = query.Group,
            Filter = filter,
            From = pager.Cursor.From?.Id,
            IsBackward = pager.Cursor.IsBackward,
            Take = pager.Take,
            ShouldCount = pager.Cursor.Total is null,
            Limits = new QueryLimits(options.MaxUnindexed, options.QueryTime),
        };
        if (await store.ListMembersAsync(part, cancellationToken) is not { } page)
            return ResourceErrors.CreateNotFound(ResourceTypeNames.Group, query.Group);
        (IReadOnlyList<MemberRow> rows, string? previous, string? next) = pager.SlicePage(
            page.Members,
            m => new ListPosition(null, m.Id),
            page.Total
        );
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var list = new ListResponseWriter(buffer);
        list.WriteStart(
            new ListHeader
            {
                TotalResults = page.Total ?? pager.Cursor.Total,
                ItemsPerPage = rows.Count,
                PreviousCursor = previous,
                NextCursor = next,
            }
        );
        list.WriteMembers(
            MembershipMapper.ToMemberValues(rows, query.Origin.BaseUri),
            Projection.GetDefault(_groupType)
        );
        list.WriteEnd();
        return new ListReply { Body = buffer.WrittenMemory };
    }

    private AttributePath GetMembersPath() => new(_groupType.Schema, _groupType.Schema.FindAttribute("members")!, null);
}

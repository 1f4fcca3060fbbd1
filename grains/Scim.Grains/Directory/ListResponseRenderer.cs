using System.Buffers;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Resources;
using Scim.Grains.Representations;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Protocol.Json;
using Scim.Protocol.Messages;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;

namespace Scim.Grains.Directory;

/// <summary>
/// Writes a page of resources as clients see it, with what they show of each other; of large groups no more members
/// than memory is meant for.
/// </summary>
internal sealed class ListResponseRenderer(
    IDirectoryStore store,
    TenantSchemas schemas,
    QueryPlan plan,
    int membersAtOnce
)
{
    /// <summary>The response.</summary>
    /// <param name="header">What stands around the resources.</param>
    /// <param name="rows">The resources.</param>
    /// <param name="query">The query as it was sent.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    public async Task<ListReply> RenderPageAsync(
        ListHeader header,
        IReadOnlyList<ResourceRow> rows,
        ListQuery query,
        CancellationToken cancellationToken
    )
    {
        string baseUri = query.Origin.BaseUri;
        string tenant = plan.Query.Tenant;
        ILookup<string, GroupRow> groups = await store.ReadGroupsByMemberAsync(
            tenant,
            CollectIds(rows, ResourceTypeNames.User, "groups"),
            cancellationToken
        );
        GroupMembersLookup members = await store.ReadMembersByGroupAsync(
            tenant,
            CollectIds(rows, ResourceTypeNames.Group, "members"),
            membersAtOnce,
            cancellationToken
        );
        var buffer = new ArrayBufferWriter<byte>(4096);
        var gaps = new List<MembersContinuation>();
        using var list = new ListResponseWriter(buffer);
        list.WriteStart(header);
        foreach (ResourceRow row in rows)
        {
            ResourceType type = schemas.FindByName(row.ResourceType)!;
            Projection projection = plan.Projections[row.ResourceType];
            bool showsMembers =
                row.ResourceType == ResourceTypeNames.Group && projection.IsIncluded("members");
            IReadOnlyList<GroupRef> inGroups = MembershipMapper.ToGroupRefs(
                groups[row.Id],
                baseUri
            );
            IReadOnlyList<MemberValue> first = showsMembers
                ? MembershipMapper.ToMemberValues(members[row.Id], baseUri)
                : [];
            MembersInsertionPoint? place =
                showsMembers && members.IsTruncated(row.Id) ? new MembersInsertionPoint() : null;
            string version = EntityTag.Format(
                row.Version,
                showsMembers
                    ? (uint)row.MemberRemovalCount
                    : MembershipMapper.ComputeGroupsDigest(inGroups)
            );
            var meta = new ResourceMeta(
                row.ResourceType,
                row.Created,
                row.LastModified,
                version,
                $"{baseUri}{type.Endpoint}/{row.Id}"
            );
            list.WriteResource(type, row.Document.Span, meta, projection, inGroups, first, place);
            if (place?.ToContinuation(row.Id, first) is { } gap)
                gaps.Add(gap with { Selection = query.Selection });
        }

        list.WriteEnd();
        return new ListReply { Body = buffer.WrittenMemory, Continuations = gaps };
    }

    private string[] CollectIds(IReadOnlyList<ResourceRow> rows, string kind, string attribute) =>
        [
            .. rows.Where(r =>
                    r.ResourceType == kind && plan.Projections[kind].IsIncluded(attribute)
                )
                .Select(r => r.Id),
        ];
}

using System.Buffers;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Resources;
using Scim.Grains.Representations;
using Scim.Grains.Storage;
using Scim.Protocol.Messages;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;

namespace Scim.Grains.Directory;

/// <summary>
/// Renders a page of resources as a ListResponse, including the groups of users and the members of groups.
/// </summary>
/// <remarks>
/// Of each large group, only as many members are rendered as may be held in memory; the others follow through a
/// <see cref="MembersContinuation"/>.
/// </remarks>
internal sealed class ListResponseRenderer(
    IDirectoryStore store,
    TenantSchemas schemas,
    QueryPlan plan,
    int membersAtOnce
)
{
    /// <summary>Renders the response.</summary>
    /// <param name="header">The totals and cursors of the response.</param>
    /// <param name="rows">The resources.</param>
    /// <param name="query">The query as the client sent it.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
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
        var continuations = new List<MembersContinuation>();
        using var list = new ListResponseWriter(buffer);
        list.WriteStart(header);
        foreach (ResourceRow row in rows)
        {
            ResourceType type = schemas.FindByName(row.ResourceType)!;
            Projection projection = plan.Projections[row.ResourceType];
            bool showsMembers = row.ResourceType == ResourceTypeNames.Group && projection.IsIncluded("members");
            IReadOnlyList<GroupRef> inGroups = MembershipMapper.ToGroupRefs(groups[row.Id], baseUri);
            IReadOnlyList<MemberValue> first = showsMembers
                ? MembershipMapper.ToMemberValues(members[row.Id], baseUri)
                : [];
            MembersInsertionPoint? insertionPoint =
                showsMembers && members.IsTruncated(row.Id) ? new MembersInsertionPoint() : null;
            string version = EntityTag.Format(
                row.Version,
                showsMembers ? (uint)row.MemberRemovalCount : MembershipMapper.ComputeGroupsDigest(inGroups)
            );
            var meta = new ResourceMeta(
                row.ResourceType,
                row.Created,
                row.LastModified,
                version,
                $"{baseUri}{type.Endpoint}/{row.Id}"
            );
            list.WriteResource(type, row.Document.Span, meta, projection, inGroups, first, insertionPoint);
            if (insertionPoint?.ToContinuation(row.Id, first) is { } continuation)
                continuations.Add(continuation with { Selection = query.Selection });
        }

        list.WriteEnd();
        return new ListReply { Body = buffer.WrittenMemory, Continuations = continuations };
    }

    private string[] CollectIds(IReadOnlyList<ResourceRow> rows, string resourceType, string attribute) =>
        [
            .. rows.Where(r => r.ResourceType == resourceType && plan.Projections[resourceType].IsIncluded(attribute))
                .Select(r => r.Id),
        ];
}

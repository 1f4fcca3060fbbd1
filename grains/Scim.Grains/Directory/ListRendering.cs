using System.Buffers;
using Scim.GrainInterfaces.Directory;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Grains.Directory;

/// <summary>Writes a page of resources as clients see it, with what they show of each other; of large groups no more members than memory is meant for.</summary>
internal sealed class ListRendering(IDirectoryStore store, TenantSchemas schemas, QueryPlan plan, int membersAtOnce)
{
    /// <summary>The response.</summary>
    /// <param name="header">What stands around the resources.</param>
    /// <param name="rows">The resources.</param>
    /// <param name="query">The query as it was sent.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    public async Task<ListReply> Write(ListHeader header, IReadOnlyList<ResourceRow> rows, ListQuery query, CancellationToken cancellationToken)
    {
        string baseUri = query.Caller.BaseUri;
        string tenant = plan.Query.Tenant;
        ILookup<string, GroupRow> groups = await store.GroupsOf(tenant, Ids(rows, ResourceKinds.User, "groups"), cancellationToken);
        MembersOfGroups members = await store.MembersOf(tenant, Ids(rows, ResourceKinds.Group, "members"), membersAtOnce, cancellationToken);
        var buffer = new ArrayBufferWriter<byte>(4096);
        var gaps = new List<MembersGap>();
        using var list = new ListResponseWriter(buffer);
        list.Begin(header);
        foreach (ResourceRow row in rows)
        {
            ResourceType type = schemas.ByName(row.Kind)!;
            Projection projection = plan.Projections[row.Kind];
            bool showsMembers = row.Kind == ResourceKinds.Group && projection.Wants("members");
            IReadOnlyList<GroupRef> inGroups = References.Groups(groups[row.Id], baseUri);
            IReadOnlyList<MemberValue> first = showsMembers ? References.Members(members[row.Id], baseUri) : [];
            MembersPlace? place = showsMembers && members.IsCut(row.Id) ? new MembersPlace() : null;
            string version = EntityTag.Format(row.Version, showsMembers ? (uint)row.MembersLost : References.Digest(inGroups));
            var meta = new ResourceMeta(row.Kind, row.Created, row.LastModified, version, $"{baseUri}{type.Endpoint}/{row.Id}");
            list.WriteResource(type, row.Document.Span, meta, projection, inGroups, first, place);
            if (place?.Gap(row.Id, first) is { } gap) gaps.Add(gap with { Selection = query.Selection });
        }

        list.End();
        return new ListReply { Body = buffer.WrittenMemory, Gaps = gaps };
    }

    private string[] Ids(IReadOnlyList<ResourceRow> rows, string kind, string attribute) =>
        [.. rows.Where(r => r.Kind == kind && plan.Projections[kind].Wants(attribute)).Select(r => r.Id)];
}

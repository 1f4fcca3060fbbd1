using System.Buffers;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Runtime;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Directory;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Grains.Tenants;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Grains.Directory;

/// <summary>Answers queries from the database. See <see cref="IDirectoryGrain"/>.</summary>
[StatelessWorker]
internal sealed class DirectoryGrain(IDirectoryStore store, TenantPolicies policies, IOptions<DirectoryOptions> options, IGrainContext context) : Grain, IDirectoryGrain
{
    private readonly string _tenant = ResourceKey.Parse(context.GrainId.Key.ToString()!).Tenant;

    /// <inheritdoc/>
    public async Task<ScimResult<ListReply>> List(ListQuery query, CancellationToken cancellationToken)
    {
        if (await policies.Get(_tenant) is not { } policy) return ResourceErrors.NoTenant;
        try
        {
            QueryPlan plan = QueryPlan.Of(_tenant, policy.Schemas, query, options.Value);
            DirectoryPage page = await store.List(plan.Query, cancellationToken);
            return new ListReply { Body = await Render(policy.Schemas, plan, page, query, cancellationToken), Named = plan.Named(page) };
        }
        catch (ScimException e)
        {
            return e.Error;
        }
    }

    private async Task<ReadOnlyMemory<byte>> Render(TenantSchemas schemas, QueryPlan plan, DirectoryPage page, ListQuery query, CancellationToken cancellationToken)
    {
        ILookup<string, GroupRow> groups = await store.GroupsOf(_tenant, Ids(page, ResourceKinds.User, plan, "groups"), cancellationToken);
        ILookup<string, MemberRow> members = await store.MembersOf(_tenant, Ids(page, ResourceKinds.Group, plan, "members"), cancellationToken);
        var buffer = new ArrayBufferWriter<byte>(4096);
        string baseUri = query.Caller.BaseUri;
        using var list = new ListResponseWriter(buffer);
        list.Begin(new ListHeader { TotalResults = page.Total, StartIndex = plan.StartIndex, ItemsPerPage = page.Rows.Count });
        foreach (ResourceRow row in page.Rows)
        {
            ResourceType type = schemas.ByName(row.Kind)!;
            IReadOnlyList<GroupRef> inGroups = References.Groups(groups[row.Id], baseUri);
            string version = EntityTag.Format(row.Version, References.Digest(inGroups));
            var meta = new ResourceMeta(row.Kind, row.Created, row.LastModified, version, $"{baseUri}{type.Endpoint}/{row.Id}");
            list.WriteResource(type, row.Document.Span, meta, plan.Projections[row.Kind], inGroups, References.Members(members[row.Id], baseUri));
        }

        list.End();
        return buffer.WrittenMemory;
    }

    private static string[] Ids(DirectoryPage page, string kind, QueryPlan plan, string attribute) =>
        [.. page.Rows.Where(r => r.Kind == kind && plan.Projections[kind].Wants(attribute)).Select(r => r.Id)];
}

using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Runtime;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Directory;
using Scim.Grains.Directory.Cursors;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Grains.Tenants;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;

namespace Scim.Grains.Directory;

/// <summary>Answers queries from the database. See <see cref="IDirectoryGrain"/>.</summary>
[StatelessWorker]
internal sealed class DirectoryGrain(IDirectoryStore store, TenantPolicies policies, IOptions<DirectoryOptions> options, TimeProvider time, IGrainContext context)
    : Grain, IDirectoryGrain
{
    private readonly string _tenant = ResourceKey.Parse(context.GrainId.Key.ToString()!).Tenant;

    /// <inheritdoc/>
    public Task<ScimResult<ListReply>> List(ListQuery query, CancellationToken cancellationToken) => Answer<ListReply>(async policy =>
    {
        QueryPlan plan = QueryPlan.Of(_tenant, policy.Schemas, query, options.Value);
        var rendering = new ListRendering(store, policy.Schemas, plan, options.Value.MembersAtOnce);
        if (query.Cursor is not { } cursor)
        {
            DirectoryPage page = await store.List(plan.Query, cancellationToken);
            var header = new ListHeader { TotalResults = page.Total, StartIndex = plan.StartIndex, ItemsPerPage = page.Rows.Count };
            return (await rendering.Write(header, page.Rows, query, cancellationToken)) with { Named = plan.Named(page) };
        }

        CursorWalk walk = CursorWalk.Of(
            cursor, QueryPlan.Count(query, options.Value), plan.Query.Take, policy.CursorSecret, plan.Canonical(query), time.GetUtcNow(), options.Value.CursorTimeout);
        return await Step(plan, rendering, walk, query, cancellationToken);
    });

    /// <inheritdoc/>
    public Task<ScimResult<MembersPart>> Members(ReadMembers query, CancellationToken cancellationToken) =>
        Answer<MembersPart>(async policy => await new MembersReader(store, _tenant, policy, options.Value).Part(query, cancellationToken));

    /// <inheritdoc/>
    public Task<ScimResult<ListReply>> ListMembers(MembersListQuery query, CancellationToken cancellationToken) =>
        Answer(policy => new MembersReader(store, _tenant, policy, options.Value).Page(query, time.GetUtcNow(), cancellationToken));

    private async Task<ListReply> Step(QueryPlan plan, ListRendering rendering, CursorWalk walk, ListQuery query, CancellationToken cancellationToken)
    {
        DirectoryQuery part = plan.Query with
        {
            From = walk.Cursor.From,
            Backward = walk.Cursor.Backward,
            Skip = 0,
            Take = walk.Take,
            KnownTotal = walk.Cursor.Total,
        };
        DirectoryPage page = await store.List(part, cancellationToken);
        (IReadOnlyList<ResourceRow> rows, string? previous, string? next) = walk.Cut(page.Rows, r => r.Position, plan.IsFiltered ? page.Total : null);
        var header = new ListHeader
        {
            TotalResults = page.Total ?? walk.Cursor.Total,
            ItemsPerPage = rows.Count,
            PreviousCursor = previous,
            NextCursor = next,
        };
        return await rendering.Write(header, rows, query, cancellationToken);
    }

    private async Task<ScimResult<T>> Answer<T>(Func<TenantPolicy, Task<ScimResult<T>>> query) where T : class
    {
        if (await policies.Get(_tenant) is not { } policy) return ResourceErrors.NoTenant;
        try
        {
            return await query(policy);
        }
        catch (ScimException e)
        {
            return e.Error;
        }
    }
}

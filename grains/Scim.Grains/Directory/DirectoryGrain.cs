using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Directory;
using Scim.Grains.Directory.Cursors;
using Scim.Grains.Errors;
using Scim.Grains.Storage;
using Scim.Grains.Tenants;
using Scim.Protocol.Errors;
using Scim.Protocol.Messages;

namespace Scim.Grains.Directory;

/// <summary>Runs queries in the database. See <see cref="IDirectoryGrain"/>.</summary>
[StatelessWorker]
internal sealed class DirectoryGrain(
    IDirectoryStore store,
    TenantPolicyProvider policies,
    IOptions<DirectoryOptions> options,
    TimeProvider time,
    IGrainContext context
) : Grain, IDirectoryGrain
{
    private readonly string _tenant = ResourceKey.Parse(context.GrainId.Key.ToString()!).Tenant;

    /// <inheritdoc/>
    public Task<ScimResult<ListReply>> ListResources(ListQuery query, CancellationToken cancellationToken) =>
        QueryWithPolicyAsync<ListReply>(async policy =>
        {
            QueryPlan plan = QueryPlan.Create(_tenant, policy.Schemas, query, options.Value);
            var renderer = new ListResponseRenderer(store, policy.Schemas, plan, options.Value.MembersAtOnce);
            if (query.Cursor is not { } cursor)
            {
                DirectoryPage page = await store.ListResourcesAsync(plan.Query, cancellationToken);
                var header = new ListHeader
                {
                    TotalResults = page.Total,
                    StartIndex = plan.StartIndex,
                    ItemsPerPage = page.Rows.Count,
                };
                return (await renderer.RenderPageAsync(header, page.Rows, query, cancellationToken)) with
                {
                    UserNameMatch = plan.FindUserNameMatch(page),
                };
            }

            CursorPager pager = CursorPager.Create(
                cursor,
                QueryPlan.GetPageSize(query, options.Value),
                plan.Query.Take,
                policy.CursorSecret,
                plan.FormatCanonical(query),
                time.GetUtcNow(),
                options.Value.CursorTimeout
            );
            return await ReadCursorPageAsync(plan, renderer, pager, query, cancellationToken);
        });

    /// <inheritdoc/>
    public Task<ScimResult<MembersChunk>> ReadMembers(ReadMembers query, CancellationToken cancellationToken) =>
        QueryWithPolicyAsync<MembersChunk>(async policy =>
            await new MembersReader(store, _tenant, policy, options.Value).ReadChunkAsync(query, cancellationToken)
        );

    /// <inheritdoc/>
    public Task<ScimResult<ListReply>> ListMembers(MembersListQuery query, CancellationToken cancellationToken) =>
        QueryWithPolicyAsync(policy =>
            new MembersReader(store, _tenant, policy, options.Value).ReadPageAsync(
                query,
                time.GetUtcNow(),
                cancellationToken
            )
        );

    private async Task<ListReply> ReadCursorPageAsync(
        QueryPlan plan,
        ListResponseRenderer renderer,
        CursorPager pager,
        ListQuery query,
        CancellationToken cancellationToken
    )
    {
        DirectoryQuery pageQuery = plan.Query with
        {
            From = pager.Cursor.From,
            IsBackward = pager.Cursor.IsBackward,
            Skip = 0,
            Take = pager.Take,
            KnownTotal = pager.Cursor.Total,
        };
        DirectoryPage page = await store.ListResourcesAsync(pageQuery, cancellationToken);
        (IReadOnlyList<ResourceRow> rows, string? previous, string? next) = pager.SlicePage(
            page.Rows,
            r => r.Position,
            plan.IsFiltered ? page.Total : null
        );
        var header = new ListHeader
        {
            TotalResults = page.Total ?? pager.Cursor.Total,
            ItemsPerPage = rows.Count,
            PreviousCursor = previous,
            NextCursor = next,
        };
        return await renderer.RenderPageAsync(header, rows, query, cancellationToken);
    }

    private async Task<ScimResult<T>> QueryWithPolicyAsync<T>(Func<TenantPolicy, Task<ScimResult<T>>> query)
        where T : class
    {
        if (await policies.GetPolicyAsync(_tenant) is not { } policy)
            return ResourceErrors.TenantNotFound;
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

using Orleans.Concurrency;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Sites;
using Scim.Grains.Errors;
using Scim.Grains.Storage;

namespace Scim.Grains.Sites;

/// <summary>Answers which roles users and groups have on sites. See <see cref="IAccessGrain"/>.</summary>
[StatelessWorker]
internal sealed class AccessGrain(ISiteStore sites, IGrainContext context) : Grain, IAccessGrain
{
    /// <summary>The maximum page size.</summary>
    internal const int MaxPageSize = 1000;

    private readonly string _tenant = ResourceKey.Parse(context.GrainId.Key.ToString()!).Tenant;

    /// <inheritdoc/>
    public async Task<ScimResult<SiteAccess>> GetAccess(
        string siteId,
        string userId,
        CancellationToken cancellationToken
    )
    {
        AccessRow access = await sites.ReadAccessAsync(_tenant, siteId, userId, cancellationToken);
        if (!access.SiteExists)
            return SiteErrors.SiteNotFound;
        return access.UserExists ? new SiteAccess { Role = access.Role } : SiteErrors.UserNotFound;
    }

    /// <inheritdoc/>
    public async Task<ScimResult<Page<UserSite>>> ListUserSites(
        string userId,
        PageQuery page,
        CancellationToken cancellationToken
    )
    {
        int count = ClampCount(page);
        IReadOnlyList<NamedSite>? found = await sites.ListUserSitesAsync(
            _tenant,
            userId,
            page.After,
            count + 1,
            cancellationToken
        );
        return found is null
            ? SiteErrors.UserNotFound
            : ToPage(
                found,
                count,
                s => new UserSite
                {
                    Id = s.Id,
                    Name = s.Name,
                    Role = s.Role!,
                },
                s => s.FoldedName
            );
    }

    /// <inheritdoc/>
    public async Task<ScimResult<Page<SiteInfo>>> ListSites(PageQuery page, CancellationToken cancellationToken)
    {
        int count = ClampCount(page);
        IReadOnlyList<NamedSite> found = await sites.ListSitesAsync(_tenant, page.After, count + 1, cancellationToken);
        return ToPage(found, count, s => new SiteInfo { Id = s.Id, Name = s.Name }, s => s.FoldedName);
    }

    /// <inheritdoc/>
    public async Task<ScimResult<Page<SiteGrant>>> ListSiteGrants(
        string siteId,
        PageQuery page,
        CancellationToken cancellationToken
    )
    {
        int count = ClampCount(page);
        IReadOnlyList<SiteGrant>? found = await sites.ListGrantsAsync(
            _tenant,
            siteId,
            page.After,
            count + 1,
            cancellationToken
        );
        return found is null ? SiteErrors.SiteNotFound : ToPage(found, count, p => p, p => p.GroupId);
    }

    private static int ClampCount(PageQuery page) => Math.Clamp(page.Count, 1, MaxPageSize);

    // One row more than the page size was read, to determine whether there is a next page.
    private static Page<T> ToPage<TRow, T>(
        IReadOnlyList<TRow> rows,
        int count,
        Func<TRow, T> convert,
        Func<TRow, string> key
    ) =>
        new()
        {
            Items = [.. rows.Take(count).Select(convert)],
            Next = rows.Count > count ? key(rows[count - 1]) : null,
        };
}

using Orleans.Concurrency;
using Orleans.Runtime;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Sites;
using Scim.Grains.Storage;

namespace Scim.Grains.Sites;

/// <summary>Answers who may do what where. See <see cref="IAccessGrain"/>.</summary>
[StatelessWorker]
internal sealed class AccessGrain(ISiteStore sites, IGrainContext context) : Grain, IAccessGrain
{
    /// <summary>The largest page.</summary>
    internal const int MaxPage = 1000;

    private readonly string _tenant = ResourceKey.Parse(context.GrainId.Key.ToString()!).Tenant;

    /// <inheritdoc/>
    public async Task<ScimResult<SiteAccess>> Of(string siteId, string userId, CancellationToken cancellationToken)
    {
        AccessRow access = await sites.Access(_tenant, siteId, userId, cancellationToken);
        if (!access.SiteExists) return SiteErrors.NoSite;
        return access.UserExists ? new SiteAccess { Role = access.Role } : SiteErrors.NoUser;
    }

    /// <inheritdoc/>
    public async Task<ScimResult<Page<UserSite>>> SitesOf(string userId, PageQuery page, CancellationToken cancellationToken)
    {
        int count = Count(page);
        IReadOnlyList<NamedSite>? found = await sites.SitesOf(_tenant, userId, page.After, count + 1, cancellationToken);
        return found is null ? SiteErrors.NoUser : Cut(found, count, s => new UserSite { Id = s.Id, Name = s.Name, Role = s.Role! }, s => s.FoldedName);
    }

    /// <inheritdoc/>
    public async Task<ScimResult<Page<SiteInfo>>> Sites(PageQuery page, CancellationToken cancellationToken)
    {
        int count = Count(page);
        IReadOnlyList<NamedSite> found = await sites.Sites(_tenant, page.After, count + 1, cancellationToken);
        return Cut(found, count, s => new SiteInfo { Id = s.Id, Name = s.Name }, s => s.FoldedName);
    }

    /// <inheritdoc/>
    public async Task<ScimResult<Page<SiteGrant>>> Permissions(string siteId, PageQuery page, CancellationToken cancellationToken)
    {
        int count = Count(page);
        IReadOnlyList<SiteGrant>? found = await sites.Permissions(_tenant, siteId, page.After, count + 1, cancellationToken);
        return found is null ? SiteErrors.NoSite : Cut(found, count, p => p, p => p.GroupId);
    }

    private static int Count(PageQuery page) => Math.Clamp(page.Count, 1, MaxPage);

    // One more than asked for was read, to know whether there is more.
    private static Page<T> Cut<TRow, T>(IReadOnlyList<TRow> rows, int count, Func<TRow, T> show, Func<TRow, string> key) => new()
    {
        Items = [.. rows.Take(count).Select(show)],
        Next = rows.Count > count ? key(rows[count - 1]) : null,
    };
}

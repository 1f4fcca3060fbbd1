using Orleans.Concurrency;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Search;
using Scim.Grains.Errors;
using Scim.Grains.Storage;
using Scim.Grains.Tenants;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Grains.Search;

/// <summary>Searches users and groups. See <see cref="ISearchGrain"/>.</summary>
[StatelessWorker]
internal sealed class SearchGrain(ISearchStore store, TenantPolicyProvider policies, IGrainContext context)
    : Grain,
        ISearchGrain
{
    /// <summary>The maximum number of words in a query.</summary>
    internal const int MaxWords = 8;

    /// <summary>The maximum length of a query in characters.</summary>
    internal const int MaxLength = 200;

    private const int MaxCount = 100;

    private readonly string _tenant = ResourceKey.Parse(context.GrainId.Key.ToString()!).Tenant;

    /// <inheritdoc/>
    public async Task<ScimResult<SearchReply>> Search(SearchQuery query, CancellationToken cancellationToken)
    {
        if (query.Text.Length > MaxLength)
            return new ScimError(ScimErrorKind.InvalidValue, $"q must not be longer than {MaxLength} characters.");
        IReadOnlyList<string> words = SearchTokenizer.TokenizeQuery(query.Text);
        if (words.Count > MaxWords)
            return new ScimError(ScimErrorKind.InvalidValue, $"q must not contain more than {MaxWords} words.");
        int count = Math.Clamp(query.Count, 1, MaxCount);
        IReadOnlyList<FoundResource> users = await store.SearchResourcesAsync(
            _tenant,
            ResourceTypeNames.User,
            words,
            count,
            cancellationToken
        );
        IReadOnlyList<FoundResource> groups = await store.SearchResourcesAsync(
            _tenant,
            ResourceTypeNames.Group,
            words,
            count,
            cancellationToken
        );
        return new SearchReply
        {
            Users = [.. users.Select(DirectoryEntryMapper.ToPersonSummary)],
            Groups = [.. groups.Select(DirectoryEntryMapper.ToGroupSummary)],
        };
    }

    /// <inheritdoc/>
    public async Task<ScimResult<PersonSummary>> GetUser(string userId, CancellationToken cancellationToken)
    {
        if (await store.FindResourceAsync(_tenant, ResourceTypeNames.User, userId, cancellationToken) is not { } user)
            return ResourceErrors.CreateNotFound(ResourceTypeNames.User, userId);
        PersonSummary summary = DirectoryEntryMapper.ToPersonSummary(user);
        return summary.DeactivatedAt is not null && await policies.GetPolicyAsync(_tenant) is { } policy
            ? summary with
            {
                DeleteAt = policy.Settings.Deprovisioning.GetDeletionTime(summary.DeactivatedAt),
            }
            : summary;
    }

    /// <inheritdoc/>
    public async Task<ScimResult<GroupSummary>> GetGroup(string groupId, CancellationToken cancellationToken) =>
        await store.FindResourceAsync(_tenant, ResourceTypeNames.Group, groupId, cancellationToken) is { } group
            ? DirectoryEntryMapper.ToGroupSummary(group)
            : ResourceErrors.CreateNotFound(ResourceTypeNames.Group, groupId);
}

using Orleans.Concurrency;
using Orleans.Runtime;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Search;
using Scim.Grains.Errors;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;

namespace Scim.Grains.Search;

/// <summary>Looks users and groups up. See <see cref="ISearchGrain"/>.</summary>
[StatelessWorker]
internal sealed class SearchGrain(ISearchStore store, IGrainContext context) : Grain, ISearchGrain
{
    /// <summary>Words of a query at most.</summary>
    internal const int MaxWords = 8;

    /// <summary>Characters of a query at most.</summary>
    internal const int MaxLength = 200;

    private const int MaxCount = 100;

    private readonly string _tenant = ResourceKey.Parse(context.GrainId.Key.ToString()!).Tenant;

    /// <inheritdoc/>
    public async Task<ScimResult<SearchReply>> Search(
        SearchQuery query,
        CancellationToken cancellationToken
    )
    {
        if (query.Text.Length > MaxLength)
            return new ScimError(
                ScimErrorKind.InvalidValue,
                $"q must not have more than {MaxLength} characters."
            );
        IReadOnlyList<string> words = SearchTokenizer.TokenizeQuery(query.Text);
        if (words.Count > MaxWords)
            return new ScimError(
                ScimErrorKind.InvalidValue,
                $"q must not have more than {MaxWords} words."
            );
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
    public async Task<ScimResult<PersonSummary>> GetUser(
        string userId,
        CancellationToken cancellationToken
    ) =>
        await store.FindResourceAsync(_tenant, ResourceTypeNames.User, userId, cancellationToken)
            is { } user
            ? DirectoryEntryMapper.ToPersonSummary(user)
            : ResourceErrors.CreateNotFound(ResourceTypeNames.User, userId);

    /// <inheritdoc/>
    public async Task<ScimResult<GroupSummary>> GetGroup(
        string groupId,
        CancellationToken cancellationToken
    ) =>
        await store.FindResourceAsync(_tenant, ResourceTypeNames.Group, groupId, cancellationToken)
            is { } group
            ? DirectoryEntryMapper.ToGroupSummary(group)
            : ResourceErrors.CreateNotFound(ResourceTypeNames.Group, groupId);
}

namespace Scim.GrainInterfaces.Search;

/// <summary>A search query as the user typed it.</summary>
[GenerateSerializer, Immutable, Alias("scim.SearchQuery")]
public sealed record SearchQuery
{
    /// <summary>Words or prefixes of words; punctuation is ignored.</summary>
    [Id(0)]
    public required string Text { get; init; }

    /// <summary>The maximum number of users and the maximum number of groups to return.</summary>
    [Id(1)]
    public required int Count { get; init; }
}

/// <summary>The result of a search.</summary>
[GenerateSerializer, Immutable, Alias("scim.SearchReply")]
public sealed record SearchReply
{
    /// <summary>Active users, best match first.</summary>
    [Id(0)]
    public required IReadOnlyList<PersonSummary> Users { get; init; }

    /// <summary>Groups, best match first.</summary>
    [Id(1)]
    public required IReadOnlyList<GroupSummary> Groups { get; init; }
}

/// <summary>A user as shown to other users.</summary>
[GenerateSerializer, Immutable, Alias("scim.PersonSummary")]
public sealed record PersonSummary
{
    /// <summary>The user's id.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The userName.</summary>
    [Id(1)]
    public required string UserName { get; init; }

    /// <summary>Whether the user is active.</summary>
    [Id(2)]
    public required bool IsActive { get; init; }

    /// <summary>
    /// The name to display: displayName, otherwise the formatted name or the given and family name, otherwise the
    /// userName.
    /// </summary>
    [Id(3)]
    public required string DisplayName { get; init; }

    /// <summary>The given name.</summary>
    [Id(4)]
    public string? GivenName { get; init; }

    /// <summary>The family name.</summary>
    [Id(5)]
    public string? FamilyName { get; init; }

    /// <summary>The title.</summary>
    [Id(6)]
    public string? Title { get; init; }

    /// <summary>The primary e-mail address, or the first one if none is primary.</summary>
    [Id(7)]
    public string? Email { get; init; }

    /// <summary>The user's id at the identity provider.</summary>
    [Id(8)]
    public string? ExternalId { get; init; }

    /// <summary>
    /// The time when an inactive user was deactivated; null for active users and for users that were created inactive.
    /// </summary>
    [Id(9)]
    public DateTimeOffset? DeactivatedAt { get; init; }

    /// <summary>
    /// The time when a deactivated user is due for deletion under the tenant's present retention period; null when the
    /// user is kept.
    /// </summary>
    [Id(10)]
    public DateTimeOffset? DeleteAt { get; init; }
}

/// <summary>A group as shown to users.</summary>
[GenerateSerializer, Immutable, Alias("scim.GroupSummary")]
public sealed record GroupSummary
{
    /// <summary>The group's id.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The displayName.</summary>
    [Id(1)]
    public required string DisplayName { get; init; }

    /// <summary>The group's id at the identity provider.</summary>
    [Id(2)]
    public string? ExternalId { get; init; }
}

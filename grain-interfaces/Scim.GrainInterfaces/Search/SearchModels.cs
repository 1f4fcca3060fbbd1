namespace Scim.GrainInterfaces.Search;

/// <summary>A query as somebody typed it.</summary>
[GenerateSerializer, Immutable, Alias("scim.SearchQuery")]
public sealed record SearchQuery
{
    /// <summary>Words or beginnings of words; punctuation means nothing.</summary>
    [Id(0)]
    public required string Text { get; init; }

    /// <summary>How many users, and how many groups, to return at most.</summary>
    [Id(1)]
    public required int Count { get; init; }
}

/// <summary>Those found.</summary>
[GenerateSerializer, Immutable, Alias("scim.SearchReply")]
public sealed record SearchReply
{
    /// <summary>Active users, best first.</summary>
    [Id(0)]
    public required IReadOnlyList<PersonSummary> Users { get; init; }

    /// <summary>Groups, best first.</summary>
    [Id(1)]
    public required IReadOnlyList<GroupSummary> Groups { get; init; }
}

/// <summary>A user as colleagues see him.</summary>
[GenerateSerializer, Immutable, Alias("scim.PersonSummary")]
public sealed record PersonSummary
{
    /// <summary>The id.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The userName.</summary>
    [Id(1)]
    public required string UserName { get; init; }

    /// <summary>Whether he is active.</summary>
    [Id(2)]
    public required bool IsActive { get; init; }

    /// <summary>The name to show: displayName, else the name's parts, else the userName.</summary>
    [Id(3)]
    public required string DisplayName { get; init; }

    /// <summary>The first name.</summary>
    [Id(4)]
    public string? GivenName { get; init; }

    /// <summary>The last name.</summary>
    [Id(5)]
    public string? FamilyName { get; init; }

    /// <summary>The title.</summary>
    [Id(6)]
    public string? Title { get; init; }

    /// <summary>The primary e-mail address, else the first.</summary>
    [Id(7)]
    public string? Email { get; init; }

    /// <summary>The identity provider's id for him.</summary>
    [Id(8)]
    public string? ExternalId { get; init; }
}

/// <summary>A group.</summary>
[GenerateSerializer, Immutable, Alias("scim.GroupSummary")]
public sealed record GroupSummary
{
    /// <summary>The id.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The name.</summary>
    [Id(1)]
    public required string DisplayName { get; init; }

    /// <summary>The identity provider's id for it.</summary>
    [Id(2)]
    public string? ExternalId { get; init; }
}

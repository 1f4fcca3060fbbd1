namespace Scim.Grains.Uploads.Rows;

/// <summary>What a row says of a user.</summary>
internal sealed record UploadRow
{
    /// <summary>The row's number, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>The line in which it begins.</summary>
    public required long Line { get; init; }

    /// <summary>The folded userName.</summary>
    public string Name { get; init; } = "";

    /// <summary>The externalId, or null.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The folded userName of the manager; null where the row names none, or by his id.</summary>
    public string? Manager { get; init; }

    /// <summary>Names of the groups as the file has them; null where the row says nothing of them.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>The cells, one for each column of the header.</summary>
    public IReadOnlyList<string> Cells { get; init; } = [];

    /// <summary>Why the row cannot be used, or null.</summary>
    public RowError? Error { get; init; }
}

/// <summary>What is wrong with a row.</summary>
/// <param name="Column">The column as the header calls it, or null where it is not one column's fault.</param>
/// <param name="Detail">What is wrong and the way out; it quotes no cell but names of groups.</param>
internal sealed record RowError(string? Column, string Detail);

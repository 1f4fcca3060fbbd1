namespace Scim.Grains.Uploads.Rows;

/// <summary>The content of a row.</summary>
internal sealed record UploadRow
{
    /// <summary>The number of the row, starting at 1.</summary>
    public required long Number { get; init; }

    /// <summary>The line in which the row begins.</summary>
    public required long Line { get; init; }

    /// <summary>The case-folded userName.</summary>
    public string Name { get; init; } = "";

    /// <summary>The externalId, or null.</summary>
    public string? ExternalId { get; init; }

    /// <summary>
    /// The case-folded userName of the manager; null when the row names no manager, or names the manager by id.
    /// </summary>
    public string? Manager { get; init; }

    /// <summary>The names of the groups as written in the file; null when the row does not specify groups.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>The cells, one for each column of the header.</summary>
    public IReadOnlyList<string> Cells { get; init; } = [];

    /// <summary>The reason why the row cannot be used, or null.</summary>
    public RowError? Error { get; init; }
}

/// <summary>An error of a row.</summary>
/// <param name="Column">The column as named in the header, or null when the error does not concern one column.</param>
/// <param name="Detail">What is wrong and how to correct it. The detail quotes no cells except names of groups.</param>
internal sealed record RowError(string? Column, string Detail);

using Scim.Grains.Uploads.Rows;
using Scim.Protocol.Errors;

namespace Scim.Grains.Uploads;

/// <summary>A row during its import.</summary>
/// <param name="row">The parsed row.</param>
internal sealed class ImportRow(UploadRow row)
{
    /// <summary>The parsed row; replaced when the manager is resolved.</summary>
    public UploadRow Row { get; set; } = row;

    /// <summary>The id of the user that the row refers to; null while the user does not exist.</summary>
    public string? UserId { get; set; }

    /// <summary>The outcome for the user; null while the row is not imported.</summary>
    public RowStatus? Status { get; set; }

    /// <summary>The reason why the row failed, or null.</summary>
    public RowError? Error { get; set; } = row.Error;

    /// <summary>The error that left the outcome of the row unknown, or null. The row must be checked again.</summary>
    public ScimError? UnconfirmedError { get; set; }

    /// <summary>Whether the row can be processed further.</summary>
    public bool CanProceed => Error is null && UnconfirmedError is null;

    /// <summary>Builds the outcome to store.</summary>
    public RowOutcome ToOutcome() =>
        new()
        {
            Row = Row.Number,
            Line = Row.Line,
            Status = Error is null && UnconfirmedError is null ? Status ?? RowStatus.Unchanged : RowStatus.Failed,
            UserId = UserId,
            Column = Error?.Column,
            Detail = Error?.Detail ?? UnconfirmedError?.Detail,
        };
}

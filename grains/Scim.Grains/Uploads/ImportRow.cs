using Scim.Grains.Uploads.Rows;
using Scim.Protocol.Errors;

namespace Scim.Grains.Uploads;

/// <summary>A row while it is worked on.</summary>
/// <param name="row">The row.</param>
internal sealed class ImportRow(UploadRow row)
{
    /// <summary>The row.</summary>
    public UploadRow Row { get; set; } = row;

    /// <summary>The user whom the row means; null while he does not exist.</summary>
    public string? UserId { get; set; }

    /// <summary>What became of the user; null while nothing has.</summary>
    public RowStatus? Status { get; set; }

    /// <summary>Why the row failed, or null.</summary>
    public RowError? Error { get; set; } = row.Error;

    /// <summary>
    /// What kept it from being known whether the row was carried out, or null: it has to be looked at again.
    /// </summary>
    public ScimError? UnconfirmedError { get; set; }

    /// <summary>Whether there is still something to do.</summary>
    public bool CanProceed => Error is null && UnconfirmedError is null;

    /// <summary>What is noted of the row.</summary>
    public RowOutcome ToOutcome() =>
        new()
        {
            Row = Row.Number,
            Line = Row.Line,
            Status =
                Error is null && UnconfirmedError is null
                    ? Status ?? RowStatus.Unchanged
                    : RowStatus.Failed,
            UserId = UserId,
            Column = Error?.Column,
            Detail = Error?.Detail ?? UnconfirmedError?.Detail,
        };
}

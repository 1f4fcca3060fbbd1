using Scim.Grains.Uploads.Rows;
using Scim.Protocol.Errors;

namespace Scim.Grains.Uploads;

/// <summary>A row while it is worked on.</summary>
/// <param name="row">The row.</param>
internal sealed class RowWork(UploadRow row)
{
    /// <summary>The row.</summary>
    public UploadRow Row { get; set; } = row;

    /// <summary>The user whom the row means; null while he does not exist.</summary>
    public string? UserId { get; set; }

    /// <summary>What became of the user; null while nothing has.</summary>
    public RowStatus? Status { get; set; }

    /// <summary>Why the row failed, or null.</summary>
    public RowFault? Fault { get; set; } = row.Fault;

    /// <summary>What kept it from being known whether the row was carried out, or null: it has to be looked at again.</summary>
    public ScimError? Unsure { get; set; }

    /// <summary>Whether there is still something to do.</summary>
    public bool IsGood => Fault is null && Unsure is null;

    /// <summary>What is noted of the row.</summary>
    public RowOutcome Outcome() => new()
    {
        Row = Row.Number,
        Line = Row.Line,
        Status = Fault is null && Unsure is null ? Status ?? RowStatus.Unchanged : RowStatus.Failed,
        UserId = UserId,
        Column = Fault?.Column,
        Detail = Fault?.Detail ?? Unsure?.Detail,
    };
}

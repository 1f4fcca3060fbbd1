using Scim.Protocol.Errors;

namespace Scim.Protocol.Bulk;

/// <summary>An operation with its place among the others. Numbers are places in <see cref="BulkPlan.Steps"/>.</summary>
public sealed record BulkStep
{
    /// <summary>The operation.</summary>
    public required BulkOperation Operation { get; init; }

    /// <summary>
    /// The bulkIds that it refers to, with the steps that create what they stand for. When one of those fails, so does
    /// this step.
    /// </summary>
    public required IReadOnlyDictionary<string, int> References { get; init; }

    /// <summary>
    /// The steps whose group lists what others of its circle create: these have to be there first. Only inside a
    /// circle.
    /// </summary>
    internal IReadOnlyList<int> RequiredSteps { get; init; } = [];

    /// <summary>
    /// Whether the step may give a resource a name that another resource has until now, so that a collision is worth a
    /// second try.
    /// </summary>
    public bool CanRetryNameConflict { get; init; }

    /// <summary>Why the step cannot be carried out, or null.</summary>
    public ScimError? Error { get; init; }
}

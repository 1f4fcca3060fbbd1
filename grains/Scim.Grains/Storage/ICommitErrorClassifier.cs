namespace Scim.Grains.Storage;

/// <summary>Classifies the exceptions of a commit: a violated database rule or an outage.</summary>
/// <remarks>
/// The storage implements this interface because grains do not know the exception types of its driver.
/// </remarks>
public interface ICommitErrorClassifier
{
    /// <summary>
    /// Returns why a write failed. Any value except <see cref="CommitFailure.Unknown"/> means that nothing was written.
    /// </summary>
    CommitFailure ClassifyError(Exception exception);
}

/// <summary>The reason why a commit failed.</summary>
public enum CommitFailure
{
    /// <summary>An outage or a defect. The write may or may not have been applied.</summary>
    Unknown,

    /// <summary>The unique name is already used by another live resource or site.</summary>
    NameTaken,

    /// <summary>Another unique value is already used by another live resource.</summary>
    ValueTaken,

    /// <summary>The tenant's schemas were changed after the document was built.</summary>
    SchemasChanged,

    /// <summary>The group would contain itself, directly or through nesting.</summary>
    Cycle,

    /// <summary>The tenant does not have the role.</summary>
    RoleUnknown,

    /// <summary>The role cannot be removed because a group holds it on a site.</summary>
    RoleInUse,
}

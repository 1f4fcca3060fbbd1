namespace Scim.Grains.Storage;

/// <summary>
/// Tells a rule of the database that refused a commit from an outage. The storage knows its driver's exceptions; grains
/// don't.
/// </summary>
public interface ICommitErrorClassifier
{
    /// <summary>
    /// What made the write fail. Anything but <see cref="CommitFailure.Unknown"/> means that nothing was written.
    /// </summary>
    CommitFailure ClassifyError(Exception exception);
}

/// <summary>Why a commit was refused.</summary>
public enum CommitFailure
{
    /// <summary>An outage or a defect: whether the write happened is not known.</summary>
    Unknown,

    /// <summary>Another live resource or site has the unique name.</summary>
    NameTaken,

    /// <summary>Another live resource has one of the other values that must be unique.</summary>
    ValueTaken,

    /// <summary>The tenant's schemas were changed since the document was made.</summary>
    SchemasChanged,

    /// <summary>The membership would contain itself.</summary>
    Cycle,

    /// <summary>The tenant does not have the role.</summary>
    RoleUnknown,

    /// <summary>The role is not to be removed: some group has it on some site.</summary>
    RoleInUse,
}

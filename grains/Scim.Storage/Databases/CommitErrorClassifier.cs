using Scim.Grains.Storage;

namespace Scim.Storage.Databases;

/// <summary>Classifies the errors of failed writes by the rules of the database in use.</summary>
internal sealed class CommitErrorClassifier(ScimDatabase database) : ICommitErrorClassifier
{
    /// <inheritdoc/>
    public CommitFailure ClassifyError(Exception exception) =>
        exception is CommitRejectedException rejected ? rejected.Failure : database.ClassifyError(exception);
}

using Scim.Grains.Storage;

namespace Scim.Storage.Databases;

/// <summary>Asks the database's brand what made a write fail.</summary>
internal sealed class CommitErrorClassifier(ScimDatabase database) : ICommitErrorClassifier
{
    /// <inheritdoc/>
    public CommitFailure ClassifyError(Exception exception) => database.ClassifyError(exception);
}

using Scim.Grains.Storage;

namespace Scim.Storage.Hosting;

/// <summary>Asks the database's brand what made a write fail.</summary>
internal sealed class CommitFaults(ScimDatabase database) : ICommitFaults
{
    /// <inheritdoc/>
    public CommitFault Classify(Exception exception) => database.Classify(exception);
}
